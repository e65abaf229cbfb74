from odoo import models

from ...core.statement import Row


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _to_egg_statement_row(self, amount: float) -> Row:
        """Return this entry as a row of its customer's statement."""
        self.ensure_one()
        is_document = self.move_id.is_sale_document(include_receipts=True)
        kinds = dict(self.move_id._fields["move_type"]._description_selection(self.env))
        number = self.move_id._get_egg_customer_number()
        title = f"{kinds[self.move_id.move_type]} {number}" if is_document else self._get_egg_payment_title()
        return Row(self.date, title, amount, self.date_maturity if is_document and self.balance > 0 else None)
