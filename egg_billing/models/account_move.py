from odoo import models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "egg.document.mixin"]

    def _get_egg_document_type(self) -> str:
        self.ensure_one()
        return "credit_note" if self.move_type == "out_refund" else "invoice"

    def _get_egg_due_items(self):
        """Return the open due items of these documents: one receivable journal item per instalment, oldest first."""
        domain = self.env["account.move.line"]._get_egg_due_item_domain()
        return self.line_ids.filtered_domain(domain).sorted(lambda line: (line.date_maturity or line.date, line.id))
