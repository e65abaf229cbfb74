from odoo import api, fields, models
from odoo.exceptions import UserError


class EggDebitRetry(models.Model):
    """What Stripe could not debit for want of money is tried again through Stripe."""

    _inherit = "egg.debit.retry"

    stripe_account_id = fields.Many2one("egg.stripe.account", "Account at Stripe", readonly=True, ondelete="set null")

    @api.depends("stripe_account_id")
    def _compute_mandate_name(self):
        super()._compute_mandate_name()

    def _get_mandate(self):
        return self.stripe_account_id or super()._get_mandate()

    def action_stripe_debit(self):
        """Open the form that debits by Stripe those that are planned; before the announced day it says so.

        :raises UserError: none of these is planned.
        """
        self.check_access("read")
        planned = self.filtered(lambda retry: retry.state == "planned" and retry.stripe_account_id)
        if not planned:
            raise UserError(self.env._("Tick what is planned, of accounts at Stripe."))
        return self.env["ir.actions.act_window"]._for_xml_id("egg_stripe.egg_stripe_debit_items_action") | {
            "context": {"active_model": "account.move.line", "active_ids": planned.due_item_id.ids}}
