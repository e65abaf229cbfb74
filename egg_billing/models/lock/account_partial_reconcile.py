from odoo import api, models

from ...core.inside import INSIDE, PAYING


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model
    def _update_matching_number(self, amls):
        """The core takes the number of a matching off in the rights of the user."""
        return super()._update_matching_number(amls.with_context(**{PAYING: INSIDE}))

    def _get_to_update_payments(self, from_state):
        """The core says in the rights of the user that payments are settled, or open again."""
        return super()._get_to_update_payments(from_state).with_context(**{PAYING: INSIDE})
