from odoo import api, models
from odoo.tools import SQL


class AccountInvoiceReport(models.Model):
    _inherit = "account.invoice.report"
    _depends = {"account.journal": ["egg_is_opening"]}

    @api.model
    def _where(self) -> SQL:
        """What was sold before this database is no revenue of it."""
        return SQL("%s AND NOT EXISTS (SELECT FROM account_journal AS opening "
                   "WHERE opening.id = move.journal_id AND opening.egg_is_opening)", super()._where())
