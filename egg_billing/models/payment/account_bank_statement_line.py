from odoo import models


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def action_undo_reconciliation(self):
        """At each change of a journal item the core takes no booking back: nothing is asked of anybody then."""
        return super().action_undo_reconciliation() if self else None
