from odoo import fields, models
from odoo.addons.egg_billing.core.rights import ACCOUNTANT
from odoo.exceptions import AccessError


class EggDebitTakeover(models.TransientModel):
    """When mandates that were signed and debited elsewhere were debited last: they lapse 36 months after that day."""

    _name = "egg.debit.takeover"
    _description = "Last Debit Made Elsewhere"

    mandate_ids = fields.Many2many("egg.debit.mandate", string="Mandates", required=True)
    last_debit_date = fields.Date("Last debit", required=True,
                                  help="The day on which the debtor was debited last under these mandates.")

    def action_apply(self):
        """Note the day on each mandate, and in its history."""
        self.ensure_one()
        if not self.env.user.has_group(ACCOUNTANT):
            raise AccessError(self.env._("Only accountants say when a mandate was debited elsewhere."))
        self.mandate_ids.check_access("write")
        for mandate in self.mandate_ids:
            mandate._note_last_debit(self.last_debit_date)
        return {"type": "ir.actions.act_window_close"}
