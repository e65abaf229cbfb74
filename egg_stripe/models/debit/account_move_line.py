from odoo import models

from ...core.stripe_debit import LIVE


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_egg_collect_reasons(self) -> dict:
        """Due items that Stripe is debiting."""
        # Whoever may see the due item may know that it is being debited.
        live_sudo = self.env["payment.transaction"].sudo().search([("egg_due_item_id", "in", self.ids),
                                                                   ("egg_debit_state", "in", list(LIVE))])
        return super()._get_egg_collect_reasons() | {
            debit.egg_due_item_id.id: self.env._("In the debits %(name)s by Stripe, not settled yet.",
                                                 name=debit.egg_stripe_run_id.name)
            for debit in live_sudo}
