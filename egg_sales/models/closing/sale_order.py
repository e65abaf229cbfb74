from odoo import api, fields, models
from odoo.addons.egg_billing.core.inside import INSIDE, KEEPING


class SaleOrder(models.Model):
    """A quote in progress that comes to nothing here is closed by hand, and opened again."""

    _inherit = "sale.order"

    egg_closed = fields.Boolean("Closed by hand", copy=False, readonly=True)

    @api.depends("egg_closed")
    def _compute_egg_state(self):
        return super()._compute_egg_state()

    @api.model
    def _get_egg_noted_fields(self):
        return super()._get_egg_noted_fields() | {"egg_closed"}

    def _is_egg_settled(self):
        return super()._is_egg_settled() or self.egg_closed

    def _get_egg_settled_sentence(self):
        if self.egg_closed and not self._get_egg_active_children():
            return self.env._("Quote %(number)s is closed: set it back to “In progress” first.", number=self.name)
        return super()._get_egg_settled_sentence()

    def _get_egg_state_actions(self):
        actions = super()._get_egg_state_actions()
        if self.egg_kind == "quote" and self.state == "sent":
            if self.egg_closed:
                return {"progress": self._open_egg_quote}
            if not self._is_egg_settled():
                actions["done"] = self._close_egg_quote
        return actions

    def _get_egg_explained_states(self):
        explained = super()._get_egg_explained_states()
        return explained | {"done"} if self.egg_kind == "quote" else explained

    def _close_egg_quote(self):
        self._note_egg_closed(True)

    def _open_egg_quote(self):
        self._note_egg_closed(False)

    def _note_egg_closed(self, is_closed):
        self.with_context(**{KEEPING: INSIDE}).egg_closed = is_closed
        self._sync_egg_quote_lock()
