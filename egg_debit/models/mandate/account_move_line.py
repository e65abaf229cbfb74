from odoo import api, fields, models
from odoo.addons.egg_billing.core.rights import BILLING
from odoo.exceptions import ValidationError


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    egg_mandate_id = fields.Many2one(
        "egg.debit.mandate", "Mandate to debit", copy=False, index="btree_not_null", ondelete="set null",
        groups="base.group_user",
        help="For a customer with several mandates: the one under which this amount is debited. Empty: the first one "
             "that is ready.")

    @api.model
    def _get_egg_open_fields(self) -> dict:
        """Which account is debited may be agreed later than the invoice."""
        return super()._get_egg_open_fields() | {"egg_mandate_id": BILLING}

    @api.constrains("egg_mandate_id")
    def _check_egg_mandate(self):
        for line in self.filtered("egg_mandate_id"):
            mandate = line.egg_mandate_id
            if mandate.partner_id != line.partner_id.commercial_partner_id or mandate.company_id != line.company_id:
                raise ValidationError(self.env._("The mandate %(number)s is not one that %(customer)s signed for "
                                                 "%(company)s.", number=mandate.name,
                                                 customer=line.partner_id.commercial_partner_id.display_name,
                                                 company=line.company_id.name))

    def write(self, vals):
        """What is being debited is debited as it was asked: the mandate that stands in the file is not another one
        here.
        """
        if "egg_mandate_id" in vals:
            mandate_id = vals["egg_mandate_id"] or False
            self.filtered(lambda line: line.egg_mandate_id.id != mandate_id)._check_egg_no_live_debit()
        return super().write(vals)
