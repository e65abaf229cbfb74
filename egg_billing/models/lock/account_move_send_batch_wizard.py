from odoo import models

from ...core.inside import INSIDE, KEEPING


class AccountMoveSendBatchWizard(models.TransientModel):
    """As for one document: networks note before the sending that it is on its way."""

    _inherit = "account.move.send.batch.wizard"

    def action_send_and_print(self, *args, **kwargs):
        return super(AccountMoveSendBatchWizard, self.with_context(**{KEEPING: INSIDE})).action_send_and_print(
            *args, **kwargs)
