from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _get_egg_refunded_moves(self):
        """Return the moves with which goods of these came back for good; what comes back to be replaced stays sold."""
        return self.returned_move_ids.filtered(lambda move: move.state == "done" and move.to_refund)

    def _get_egg_quantity_in(self, unit) -> float:
        self.ensure_one()
        return self.product_uom._compute_quantity(self.quantity, unit)
