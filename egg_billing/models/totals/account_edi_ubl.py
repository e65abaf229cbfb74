from odoo import models

from .apart import DISCOUNT_REASON_CODE


class AccountEdiUbl(models.AbstractModel):
    _inherit = "account.edi.ubl"

    def _ubl_is_early_payment_base_line(self, base_line):
        """The footer discount takes the road of the only document-level allowance that the core knows."""
        return super()._ubl_is_early_payment_base_line(base_line) or base_line["special_type"] == "global_discount"

    def _ubl_default_allowance_charge_early_payment_grouping_key(self, base_line, tax_data, vals, currency):
        key = super()._ubl_default_allowance_charge_early_payment_grouping_key(base_line, tax_data, vals, currency)
        return key and {**key, "egg_discount": base_line["special_type"] == "global_discount"}

    def _ubl_get_allowance_charge_early_payment(self, vals, early_payment_values):
        node = super()._ubl_get_allowance_charge_early_payment(vals, early_payment_values)
        if any(category.get("egg_discount") for category in early_payment_values["tax_categories"].values()):
            node["cbc:AllowanceChargeReasonCode"] = {"_text": DISCOUNT_REASON_CODE}
            node["cbc:AllowanceChargeReason"] = {"_text": self.env._("General discount")}
        return node
