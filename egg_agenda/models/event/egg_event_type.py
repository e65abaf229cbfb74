from odoo import fields, models


class EggEventType(models.Model):
    """What an event is: a meeting, an appointment, a call... The base of filters and statistics."""

    _name = "egg.event.type"
    _description = "Event Type"
    _inherit = "egg.shared.mixin"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer(help="The colour of these events in the planning.")
    icon = fields.Selection(
        [("fa-users", "People"), ("fa-handshake-o", "Handshake"), ("fa-graduation-cap", "Training"),
         ("fa-phone", "Phone"),
         ("fa-bell-o", "Bell"), ("fa-file-text-o", "Report"), ("fa-map-marker", "Place"),
         ("fa-calendar-o", "Calendar")],
        default="fa-calendar-o",
    )
    company_id = fields.Many2one("res.company", help="Leave empty to offer the type in every company.")

