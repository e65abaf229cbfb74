from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    egg_type_id = fields.Many2one(
        "egg.event.type", "Type", index=True, ondelete="restrict", tracking=True,
        help="Meeting, appointment, call... Required: the statistics count on it.",
    )
    # Not as superuser: the colour and the icon of a private event are as hidden as its type.
    egg_color = fields.Integer(related="egg_type_id.color", related_sudo=False)
    egg_icon = fields.Selection(related="egg_type_id.icon", related_sudo=False)
    egg_done = fields.Boolean("Done", tracking=True, copy=False, help="Set at once for an event entered after it took place.")
    egg_report = fields.Html(
        "Report", groups="base.group_user", help="What was said and decided: the report of the call, the meeting or the visit.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Events that people enter must have a type; those that come from elsewhere (invitations, synchronised calendars,
        activities) do not know of types and get the first one."""
        default = None
        for vals in vals_list:
            if "egg_type_id" in vals:
                self._check_egg_type(vals)
            else:
                default = default or self._get_egg_default_type()
                vals["egg_type_id"] = default.id
        events = super().create(vals_list)
        past = events.filtered(lambda event: not event.egg_done and event._is_event_over())
        if past:
            past.with_context(tracking_disable=True, dont_notify=True).write({"egg_done": True})
        return events

    def copy_data(self, default=None):
        """The days of a recurring event whose type is unknown are not refused: they get the default type."""
        vals_list = super().copy_data(default)
        for vals in vals_list:
            if not vals.get("egg_type_id"):
                vals.pop("egg_type_id", None)
        return vals_list

    def write(self, vals):
        if "egg_type_id" in vals:
            self._check_egg_type(vals)
        return super().write(vals)

    @api.model
    def _check_egg_type(self, vals):
        if not vals["egg_type_id"]:
            raise ValidationError(self.env._("Choose the type of the event: meeting, appointment, call..."))

    @api.model
    def _get_egg_default_type(self):
        """The type of an event whose author could not choose one."""
        kinds = self.env["egg.event.type"].sudo()  # a portal visitor who books a slot may not read the list of types
        chosen = kinds.browse(self.env.context.get("default_egg_type_id") or []).exists()
        return chosen or self.env.ref("egg_agenda.event_type_meeting", raise_if_not_found=False) or kinds.search([], limit=1)

    def action_egg_toggle_done(self):
        for event in self:
            event.egg_done = not event.egg_done
        return True
