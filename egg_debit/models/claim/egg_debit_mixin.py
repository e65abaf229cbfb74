from odoo import api, models


class EggDebitMixin(models.AbstractModel):
    """A debit of one due item: while it is live it holds the item's claim, so that nothing else can debit that item."""

    _name = "egg.debit.mixin"
    _description = "Debit of a Due Item"

    #: Field of the state, and the states in which the debit is live; field of the due item.
    _egg_debit_state = ""
    _egg_live_states = frozenset()
    _egg_cancelled_state = "cancelled"
    _egg_debit_item = ""

    @api.model_create_multi
    def create(self, vals_list):
        debits = super().create(vals_list)
        debits._filter_egg_live()._claim_egg_items(True)
        return debits

    def write(self, vals):
        moved, live = self.browse(), vals.get(self._egg_debit_state) in self._egg_live_states
        if self._egg_debit_state in vals:
            moved = self - self._filter_egg_live() if live else self._filter_egg_live()
        result = super().write(vals)
        moved._claim_egg_items(live)
        if vals.get(self._egg_debit_state) == self._egg_cancelled_state:
            self.env["egg.debit.retry"]._note_cancelled(moved)
        return result

    def _filter_egg_live(self):
        """Return those that are under way."""
        return self.filtered(lambda one: one[self._egg_debit_state] in self._egg_live_states)

    def _claim_egg_items(self, live: bool):
        """Take the due items of these debits, or give them back."""
        items, claims = self[self._egg_debit_item], self.env["egg.debit.claim"]
        if items:
            (claims._claim if live else claims._release)(items)
        if items and live:
            self.env["egg.debit.retry"]._note_debited(self)

    def _get_egg_debit_keys(self) -> dict:
        """Return {due item id: what names its debit among those of all ways of debiting}."""
        return {one[self._egg_debit_item].id: f"{one._name},{one.id}" for one in self}
