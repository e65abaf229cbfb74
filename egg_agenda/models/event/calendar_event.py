from datetime import datetime, timedelta

import pytz
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import is_html_empty


def _get_day(moment, zone):
    """Return the day on which a moment (UTC) lies for the people of a time zone."""
    return pytz.utc.localize(moment).astimezone(zone).date()


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    egg_type_id = fields.Many2one(
        "egg.event.type", "Type", index=True, ondelete="restrict", tracking=True,
        help="Meeting, appointment, call... Required: the statistics count on it.",
    )
    # Not as superuser: the colour and the icon of a private event are as hidden as its type.
    egg_color = fields.Integer(related="egg_type_id.color", related_sudo=False)
    egg_icon = fields.Selection(related="egg_type_id.icon", related_sudo=False)
    egg_done = fields.Boolean("Done", tracking=True, copy=False, help="Set at once for an event entered after it "
                                                                      "took place.")
    egg_report = fields.Html(
        "Report", groups="base.group_user", copy=False,
        help="What was said and decided: the report of the call, the meeting or the visit.",
    )

    egg_settled_sentence = fields.Char("Days that stay", compute="_compute_egg_settled_sentence")

    @api.model_create_multi
    def create(self, vals_list):
        """Events that people enter must have a type; those that come from elsewhere (invitations, synchronised
        calendars, activities) do not know of types and get the first one, unless their company wants each caller to
        choose.
        """
        default, is_required = None, self._is_egg_type_required()
        vals_list = [dict(vals) for vals in vals_list]  # the caller's stay as they are
        for vals in vals_list:
            if "egg_type_id" in vals or is_required:
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
                vals["egg_type_id"] = self._get_egg_default_type().id
        return vals_list

    def write(self, vals):
        if "egg_type_id" in vals:
            self._check_egg_type(vals)
        setting = vals.get("recurrence_update")
        if setting in ("all_events", "future_events") and len(self) == 1 and self.recurrence_id:
            return self._write_egg_series(dict(vals), setting)
        return super().write(vals)

    @api.model
    def _search(self, domain, *args, **kwargs):
        """What a private event holds is not found by searching, grouping or counting either,
        by those who may not read it.
        """
        if not self.env.su and self._reads_egg_private_fields(domain, kwargs.get("order")
                                                              or (args[2] if len(args) > 2 else None)):
            domain = Domain(domain) & self._get_egg_readable_domain()
        return super()._search(domain, *args, **kwargs)

    # Private events -------------------------------------------------------

    @api.model
    def _reads_egg_private_fields(self, domain, order) -> bool:
        """Whether a search asks for what private events hide: its words, its place and all that this suite adds."""
        names = {condition.field_expr.split(".")[0] for condition in Domain(domain).iter_conditions()}
        names |= {term.split()[0].split(":")[0].split(".")[0] for term in (order or "").split(",") if term.strip()}
        return any(
            name.startswith("egg_")
            or name in ("name", "display_name", "description", "location", "res_model", "res_id")
            for name in names
        )

    @api.model
    def _get_egg_readable_domain(self) -> Domain:
        """Events that are not hidden from the user, or to which the user is invited."""
        return Domain(self._get_default_privacy_domain()) | Domain("partner_ids", "in", self.env.user.partner_id.ids)

    # Series ---------------------------------------------------------------

    @api.depends("recurrence_id", "egg_done", "egg_report")
    def _compute_egg_settled_sentence(self):
        for event in self:
            days = event._origin.recurrence_id.calendar_event_ids
            event.egg_settled_sentence = bool(days) and days._get_egg_settled_text()

    def get_egg_settled_sentence(self):
        """Return the sentence that the choice “this event, following,
        all” shows for this event; empty when all days move.
        """
        self.ensure_one()
        return self.egg_settled_sentence or ""

    def _get_egg_settled_text(self):
        count = len(self._filter_egg_settled())
        if not count:
            return False
        if count == 1:
            return self.env._("One day of this series that is done, or carries a report or a document, stays as it is.")
        return self.env._("%(count)s days of this series that are done, or carry a report or a document, stay as "
                          "they are.", count=count)

    def _filter_egg_settled(self):
        """Return the days that happened: done, with a report,
        or with documents made from them or linked to them alone.
        """
        made = self._get_egg_ids_with_documents()
        shared = self.recurrence_id.base_event_id.egg_document
        return self.filtered(
            lambda day: day.egg_done or not is_html_empty(day.egg_report) or day.id in made
            or (day.egg_document and day.egg_document != shared)
        )

    def _get_egg_ids_with_documents(self) -> set:
        found = set()
        for model in self._get_egg_made_models():
            documents = self.env[model].sudo()  # sudo: what is made of a visit counts, whoever may read it
            found |= {event.id
                      for event, in documents._read_group([("egg_event_id", "in", self.ids)], ["egg_event_id"])}
        return found

    def _write_egg_series(self, vals, setting):
        """Write on a series as core does, but leave the days that are settled as they are;
        a report and its tick are of one day.
        """
        # pylint: disable=super-method-mismatch
        own = {name: vals.pop(name) for name in ("egg_done", "egg_report") if name in vals}
        if own:
            super().write(own | {"recurrence_update": "self_only"})
        if not vals.keys() - {"recurrence_update"}:
            return True
        ends = vals.get("recurrency") is False
        if setting == "all_events" and not ends and not vals.keys() & (self._get_recurrent_fields()
                                                                       | self._get_time_fields()):
            return super().write(vals)  # a new name or type moves nothing
        recurrence = self.recurrence_id
        days = recurrence.calendar_event_ids
        if setting == "future_events":
            days = days.filtered(lambda day: day.start >= self.start)
        settled = days._filter_egg_settled()
        if ends:
            settled -= self
        rest = (days - settled).sorted("start")
        if not rest:
            raise self._prepare_egg_settled_error()
        regular = rest if ends else rest.filtered("follow_recurrence") or rest
        if settled or (not ends and recurrence._has_egg_moved_days()):
            return self._write_egg_regular_days(vals, setting, regular, rest - regular, settled)
        return super().write(vals)

    def _write_egg_regular_days(self, vals, setting, regular, moved, settled):
        """Write on the days that follow the rule of their series; the others stay on their days.

        :param regular: the days to write on, by their start.
        :param moved: days that people moved alone: they stay in the series where they are, and take what is of no day
            or hour.
        :param settled: days that leave the series as they are.
        """
        # pylint: disable=super-method-mismatch
        recurrence, ends = self.recurrence_id, vals.get("recurrency") is False
        times = {name: vals[name] for name in vals.keys() & self._get_time_fields()}
        rules = self._get_recurrent_fields() | {"recurrence_update", "recurrency"}
        words = {name: vals[name] for name in vals.keys() - times.keys() - rules}
        target = self if self in regular else regular[0]
        first = regular[0] if setting == "all_events" else target
        zone, before = recurrence._get_egg_zone(), target.start
        slots = set() if ends else recurrence._get_egg_slots(first, regular[-1])
        holes = slots.union(day._get_egg_day(zone) for day in settled)
        holes.difference_update(day._get_egg_day(zone) for day in regular)
        vals = target._shift_egg_times(self, dict(vals))
        if not ends and recurrence.end_type == "count":
            vals.setdefault("count", sum(slot <= regular[-1]._get_egg_day(zone) for slot in slots))
        (settled | moved)._take_egg_out_of_series()
        recurrence._settle_egg_base(first if setting == "all_events" else None)
        shift = _get_day(fields.Datetime.to_datetime(vals.get("start") or before), zone) - _get_day(before, zone)
        result = super(CalendarEvent, target).write(vals)
        if not ends:
            series = first.exists().recurrence_id
            lost = {day + shift for day in holes}
            days = (series.calendar_event_ids - first).filtered(lambda day: day._get_egg_day(zone) in lost)
            days.with_context(dont_notify=True).unlink()
            moved._put_egg_into_series(series)
            for day in moved:
                own = words | (times if day == self else {})
                if own:
                    super(CalendarEvent, day).write(own | {"recurrence_update": "self_only"})
        return result

    def _get_egg_day(self, zone):
        """Return the day of this event for the people of a time zone."""
        return _get_day(self.start, zone)

    def action_mass_deletion(self, recurrence_update_setting):
        target = self._keep_egg_settled_days(recurrence_update_setting)
        return super(CalendarEvent, target).action_mass_deletion(recurrence_update_setting)

    def action_mass_archive(self, recurrence_update_setting):
        target = self._keep_egg_settled_days(recurrence_update_setting)
        return super(CalendarEvent, target).action_mass_archive(recurrence_update_setting)

    def _keep_egg_settled_days(self, setting):
        """Take the days that happened out of a series about to be deleted; return the day from which the others go.

        :raises UserError: when no other day is left, or there is no such choice.
        """
        if setting not in ("self_only", "all_events", "future_events"):
            raise UserError(self.env._("“%(value)s” is no choice for a series: give self_only, future_events or "
                                       "all_events.", value=setting))
        if setting not in ("all_events", "future_events") or not self.recurrence_id:
            return self
        recurrence = self.recurrence_id
        days = recurrence.calendar_event_ids
        if setting == "future_events":
            days = days.filtered(lambda day: day.start >= self.start)
        settled = days._filter_egg_settled()
        rest = (days - settled).sorted("start")
        if not settled:
            return self
        if not rest:
            raise self._prepare_egg_settled_error()
        settled._take_egg_out_of_series()
        recurrence._settle_egg_base()
        return self if self in rest else rest[0]

    def _take_egg_out_of_series(self):
        self.with_context(dont_notify=True).write({"recurrence_id": False, "recurrency": False,
                                                   "follow_recurrence": False})

    def _put_egg_into_series(self, recurrence):
        """Days that were moved alone belong to the series, without following its rule."""
        self.with_context(dont_notify=True).write(
            {"recurrence_id": recurrence.id, "recurrency": True, "follow_recurrence": False})

    def _prepare_egg_settled_error(self):
        return UserError(self.env._("All these days are done, or carry a report or a document: they stay as they are."))

    def _shift_egg_times(self, event, vals) -> dict:
        """Return these values, meant for another day of the series, with their times moved to this day."""
        if self == event:
            return vals
        gap = self.start - event.start
        for name in vals.keys() & self._get_time_fields():
            value = self._fields[name].convert_to_cache(vals[name], self)
            if value:
                vals[name] = value + (gap if isinstance(value, datetime) else timedelta(days=gap.days))
        return vals

    @api.model
    def _check_egg_type(self, vals):
        if not vals.get("egg_type_id"):
            raise ValidationError(self.env._("Choose the type of the event: meeting, appointment, call..."))

    @api.model
    def _is_egg_type_required(self) -> bool:
        """Whether who makes an event chooses its type, by a program too; what Odoo makes by itself cannot.

        Any company of the user may ask for it: which one he works in is for his client to say.
        """
        if self.env.su or self.env.context.get("default_egg_type_id"):
            return False
        # sudo: a setting of companies that the user works for, for visitors of the portal too
        return any(self.env.user.sudo().company_ids.mapped("egg_type_required"))

    @api.model
    def _get_egg_default_type(self):
        """The type of an event whose author could not choose one."""
        kinds = self.env["egg.event.type"].sudo()  # a portal visitor who books a slot may not read the list of types
        chosen = kinds.browse(self.env.context.get("default_egg_type_id") or []).exists()
        return chosen or self.env.ref("egg_agenda.event_type_meeting",
                                      raise_if_not_found=False) or kinds.search([], limit=1)

    def action_egg_toggle_done(self):
        for event in self:
            event.egg_done = not event.egg_done
        return True
