from odoo import api, models

from ...core.inside import INSIDE
from .account_move import PAYING


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model
    def _update_matching_number(self, amls):
        """The core takes the number of a matching off in the rights of the user."""
        return super()._update_matching_number(amls.with_context(**{PAYING: INSIDE}))
