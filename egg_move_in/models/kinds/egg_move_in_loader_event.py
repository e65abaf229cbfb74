import re
from datetime import datetime, time, timedelta

import pytz
from odoo import api, models
from odoo.tools import plaintext2html

from ...core.words import plain


class EggMoveInLoaderEvent(models.AbstractModel):
    """What was or will be done with customers."""

    _name = "egg.move.in.loader.event"
    _description = "How Events Are Taken Over"
    _inherit = "egg.move.in.loader"

    _egg_kind = "event"
    _egg_target = "calendar.event"

    @api.model
    def _is_available(self):
        return "egg.event.type" in self.env

    @api.model
    def _judge(self, move_in, rows):
        self._find_customers(move_in, rows)
        self._find_users(move_in, rows)
        types = self._get_types(move_in) if rows else {}
        known = self._find_known("event", move_in.company_id, {row.line.key for row in rows})
        for row in rows:
            row.record_id = known.get(row.line.key, 0)
            row.is_there = bool(row.record_id)
            row.values["type"] = types.get(plain(row.text("type"))) or next(iter(types.values()), None)
            if row.text("type") and plain(row.text("type")) not in types:
                row.remarks.append(self.env._("The type “%(name)s” is not known: %(type)s.", name=row.text("type"),
                                              type=row.values["type"].name))
            row.values["time"] = _read_time(row.text("at"))
            if row.text("at") and row.values["time"] is None:
                row.faults.append(self.env._("%(column)s: “%(text)s” cannot be read.", column="Heure",
                                             text=row.text("at")))

    @api.model
    def _get_types(self, move_in) -> dict:
        """{plain name: type} in all languages, the first of the list first."""
        found = {}
        types = self.env["egg.event.type"].search([("company_id", "in", (False, move_in.company_id.id))])
        for code, _label in self.env["res.lang"].get_installed():
            for one in types.with_context(lang=code):
                found.setdefault(plain(one.name), one)
        return found

    @api.model
    def _load(self, move_in, rows):
        quiet = {"tracking_disable": True, "mail_create_nolog": True, "dont_notify": True, "no_mail_to_attendees": True}
        events = self.env["calendar.event"].with_context(**quiet).create([self._prepare_values(row) for row in rows])
        for row, event in zip(rows, events, strict=True):
            row.record_id, row.is_made = event.id, True

    @api.model
    def _prepare_values(self, row) -> dict:
        user, at = row.values["user"], row.values["time"]
        values = {
            "name": row.text("name"), "egg_type_id": row.values["type"].id, "user_id": user.id,
            "partner_ids": [(6, 0, user.partner_id.ids)], "egg_customer_id": row.values["partner"].id,
            "egg_done": bool(row.values["done"]),
            "egg_report": plaintext2html(row.text("report")) if row.text("report") else False}
        if at is None:
            return values | {"allday": True, "start_date": row.values["on"], "stop_date": row.values["on"],
                             "start": row.values["on"], "stop": row.values["on"]}
        zone = pytz.timezone(user.tz or self.env.context.get("tz") or "Europe/Paris")
        start = zone.localize(datetime.combine(row.values["on"], at)).astimezone(pytz.utc).replace(tzinfo=None)
        return values | {"start": start, "stop": start + timedelta(hours=float(row.values["hours"] or 1))}

    @api.model
    def _find_built(self, records):
        return {}


def _read_time(text: str) -> time | None:
    found = re.fullmatch(r"([01]?[0-9]|2[0-3])\s*[:hH]\s*([0-5][0-9])?(?::[0-5][0-9])?", text.strip())
    return time(int(found.group(1)), int(found.group(2) or 0)) if found else None
