from odoo import fields, models


class EggFromEventMixin(models.AbstractModel):
    """A document that can be made from an event; the adopter has its place in the document map."""

    _name = "egg.from.event.mixin"
    _description = "Document Made from an Event"

    egg_event_id = fields.Many2one("calendar.event", "Made from event", index="btree_not_null", copy=False,
                                   ondelete="set null")

    def copy_data(self, default=None):
        """A copy comes from the document, not from the event,
        even in the window where the document was made from it.
        """
        return [{"egg_event_id": False, **values} for values in super().copy_data(default)]

    def _get_egg_map_links(self):
        links = super()._get_egg_map_links()
        return links | {
            ((one.egg_event_id._name, one.egg_event_id.id), one._get_egg_map_first_key()) for one in self
            if one.egg_event_id
        }
