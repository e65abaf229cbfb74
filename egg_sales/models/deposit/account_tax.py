from odoo import api, models


class AccountTax(models.Model):
    _inherit = "account.tax"

    @api.model
    def _prepare_down_payment_lines(self, base_lines, company, amount_type, amount, computation_key="down_payment",
                                    grouping_function=None):
        """A part without tax has the amount that makes the deposit come out; its price keeps no fractions of a cent
        that a later rounding would add up again.
        """
        parts = super()._prepare_down_payment_lines(
            base_lines, company, amount_type, amount, computation_key=computation_key,
            grouping_function=grouping_function,
        )
        for part in parts:
            details = part["tax_details"]
            if not details["taxes_data"]:
                excluded = details["total_excluded_currency"] + details["delta_total_excluded_currency"]
                part["price_unit"] = part["currency_id"].round(excluded) / (part["quantity"] or 1.0)
        return parts
