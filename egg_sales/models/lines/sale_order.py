from datetime import datetime, time

from odoo import api, fields, models


class SaleOrder(models.Model):
    """Lines with frozen positions, availability and synchronisation, on quotes and orders."""

    _name = "sale.order"
    _inherit = ["egg.position.mixin", "egg.sync.mixin", "sale.order"]

    commitment_date = fields.Datetime(compute="_compute_egg_commitment_date", store=True, readonly=False)

    @api.depends("order_line.egg_planned_date")
    def _compute_egg_commitment_date(self):
        """The latest date at which a line is available; a date typed by hand stays as long as no line has one."""
        for order in self:
            planned = [line.egg_planned_date for line in order.order_line if line.egg_planned_date]
            if planned:
                # noon: the same day in every French territory
                order.commitment_date = datetime.combine(max(planned), time(12))

    def _can_egg_move_lines(self) -> bool:
        return self.state != "cancel" and not self.locked

    def _get_egg_sync_refusal(self):
        if self.state == "cancel" or self.locked or self.invoice_ids.filtered(lambda move: move.state != "cancel"):
            return self.env._(
                "%(name)s is locked, cancelled or already invoiced: its lines can no longer be synchronised.",
                name=self.display_name,
            )
        return super()._get_egg_sync_refusal()
