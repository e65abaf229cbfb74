from odoo import models


class AccountBankStatementLine(models.Model):
    """Whoever takes a booking back, here or on Odoo's side: its row is to do, and no job books it again."""

    _inherit = "account.bank.statement.line"

    def action_undo_reconciliation(self):
        result = super().action_undo_reconciliation()
        if not self:  # as the core does at each change of a journal item
            return result
        # sudo: the row follows from its bank line, whose booking the caller took back
        rows = self.env["egg.cash.line"].sudo().search([("statement_line_id", "in", self.ids)])
        rows.write({"is_ticked": False, "is_sure": False, "is_decided": True, "reasons": "undone", "queued_at": False,
                    "error": False})
        return result
