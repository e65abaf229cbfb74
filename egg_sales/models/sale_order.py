from odoo import models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "egg.document.mixin"]

    def _get_egg_document_type(self) -> str:
        self.ensure_one()
        return "order" if self.state == "sale" else "quote"

    def _prepare_invoice(self):
        return super()._prepare_invoice() | self._prepare_egg_child_values()
