from datetime import datetime, time

import pytz
from odoo import models


class CalendarRecurrence(models.Model):
    _inherit = "calendar.recurrence"

    def _get_egg_zone(self):
        """Return the time zone in which the days of this series are counted; whole days have none."""
        return pytz.utc if self._is_allday() else self._get_timezone()

    def _has_egg_moved_days(self) -> bool:
        """Whether people moved some days of this series alone, and others still follow its rule."""
        return len(set(self.calendar_event_ids.mapped("follow_recurrence"))) == 2

    def _get_egg_slots(self, first, last) -> set:
        """Return the days that the rule gives from `first` on, whether an event is left there or not.

        They reach to the end of the series, or to `last` when that is later.
        """
        self.ensure_one()
        zone = self._get_egg_zone()
        ends = [last._get_egg_day(zone), *(event._get_egg_day(zone) for event in self.calendar_event_ids)]
        if self.end_type == "end_date":
            ends.append(self.until)
        start = pytz.utc.localize(self._get_start_of_period(first.start)).astimezone(zone).replace(tzinfo=None)
        rule = self._get_rrule(dtstart=start).replace(count=None, until=datetime.combine(max(ends), time.max))
        return {moment.date() for moment in rule if moment.date() >= first._get_egg_day(zone)}

    def _settle_egg_base(self, event=None):
        """Make the series from this day when it is made anew; without one, from its present base while that is in
        the series, else from the first day that follows the rule.
        """
        self.ensure_one()
        days = self.calendar_event_ids.sorted("start")
        if event:
            self.base_event_id = event
        elif self.base_event_id not in days:
            self.base_event_id = (days.filtered("follow_recurrence") or days)[:1]
