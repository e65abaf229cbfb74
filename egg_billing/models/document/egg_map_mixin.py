from odoo import api, models


class EggMapMixin(models.AbstractModel):
    """A record that has its place in the map of related documents."""

    _name = "egg.map.mixin"
    _description = "Record in the Document Map"

    def action_egg_map(self):
        """Show the related documents in a dialog."""
        return self.env["egg.document.map"]._prepare_action(self)

    def _get_egg_map_links(self) -> set:
        """Return the (parent key, child key) pairs that these records know of. Extend with `|`. One batched read."""
        return set()

    def _prepare_egg_map_nodes(self) -> dict:
        """Return {key: node} for these records."""
        raise NotImplementedError

    def _get_egg_map_first_key(self) -> tuple:
        """Return the key of the first node of one record: what is about the record hangs there."""
        return (self._name, self.id)

    @api.model
    def _get_egg_subject_label(self) -> str:
        """Return what such a document is called where something else says what it is about (an event,
        a task); empty: nothing is.
        """
        return ""
