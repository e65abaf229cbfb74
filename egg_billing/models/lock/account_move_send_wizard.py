from odoo import models

from ...core.inside import INSIDE, KEEPING


class AccountMoveSendWizard(models.TransientModel):
    """Before the sending itself networks note in the rights of the user that a document is on its way."""

    _inherit = "account.move.send.wizard"

    def action_send_and_print(self, *args, **kwargs):
        return super(AccountMoveSendWizard, self.with_context(**{KEEPING: INSIDE})).action_send_and_print(
            *args, **kwargs)
