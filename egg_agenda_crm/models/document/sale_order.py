from odoo import api, models

#: What a document takes from the event it is made from, before what the deal of the event says.
EVENT_FIELDS = ("partner_id", "egg_contact_id", "egg_title", "user_id")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model
    def default_get(self, fields):
        """What the event says goes before what its deal says."""
        values, context = super().default_get(fields), self.env.context
        if context.get("default_egg_event_id"):
            values |= {name: context[f"default_{name}"] for name in EVENT_FIELDS if name in fields
                       and context.get(f"default_{name}")}
        return values
