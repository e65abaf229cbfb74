from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ...core.dated import Dated

#: What people may still write about a sentence that documents carry: its end, and where it was looked up.
_OPEN_FIELDS = frozenset({"date_to", "source", "checked_on"})


class EggLegalText(models.Model):
    """A sentence of the law, from one day to another: a document prints the one that holds on its date.

    What documents carry is not rewritten: a new wording is a row of its own, from a day on. What the law will ask for
    is there ahead, until somebody confirms its wording.
    """

    _name = "egg.legal.text"
    _description = "Sentence of the Law"
    _inherit = ["egg.cached.mixin", "egg.shared.mixin"]
    _order = "mention_id, date_from, id"
    _rec_name = "mention_id"

    mention_id = fields.Many2one("egg.legal.mention", "Mention", required=True, index=True, ondelete="cascade")
    date_from = fields.Date("Holds from", help="Documents from this day on print it. Empty: it always held.")
    date_to = fields.Date("Until", help="The last day on which documents may print it. Empty: until the next sentence.")
    text = fields.Text("Printed sentence", translate=True)
    source = fields.Char("Legal source", help="The article that asks for it.")
    checked_on = fields.Date("Looked up on", default=fields.Date.context_today,
                             help="The day on which somebody compared it with the law.")
    is_confirmed = fields.Boolean(
        "Confirmed", default=True, readonly=True, copy=False,
        help="Somebody has compared the wording with the law. What is not confirmed is not printed.")
    confirmed_user_id = fields.Many2one("res.users", "Confirmed by", readonly=True, copy=False)
    confirmed_at = fields.Datetime("Confirmed at", readonly=True, copy=False)

    _unique_start = models.UniqueIndex("(mention_id, COALESCE(date_from, '0001-01-01'::date))",
                                       "This mention has a sentence from that day on already.")

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for row in self:
            if row.date_from and row.date_to and row.date_to < row.date_from:
                raise ValidationError(self.env._("“%(name)s”: a sentence ends after it began.",
                                                 name=row.mention_id.name))

    @api.constrains("text")
    def _check_text(self):
        for row in self:
            if row.text and len(row.text) > 1000:
                raise ValidationError(self.env._("A legal mention has at most 1,000 characters."))

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        rows = super().create([values | self._prepare_confirmed_values() for values in vals_list])
        rows._check_new_to_documents()
        return rows

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        if not self._prepare_confirmed_values().keys().isdisjoint(vals):
            raise UserError(self.env._("A sentence is confirmed by its button."))
        self._check_unprinted(set(vals) - _OPEN_FIELDS)
        self._check_ended(vals)
        result = super().write(vals)
        self._check_end_ahead(vals)
        if "date_from" in vals:
            self._check_new_to_documents()
        return result

    def unlink(self):
        self._check_unprinted({"text"})
        return super().unlink()

    @api.model
    def _prepare_confirmed_values(self) -> dict:
        """What is noted of whoever has compared a wording with the law."""
        return {"is_confirmed": True, "confirmed_user_id": self.env.uid, "confirmed_at": fields.Datetime.now()}

    def _begins_by(self, day) -> bool:
        """Whether this sentence begins on a day or before."""
        return not self.date_from or self.date_from <= day

    def _check_unprinted(self, names):
        """:raises UserError: a sentence that holds, or held, would change under documents that print it"""
        last = self._get_last_settled_day() if names and not self.env.su else None
        for row in self if last else ():
            if row.is_confirmed and row._begins_by(last):
                raise UserError(self.env._(
                    "“%(name)s” holds already, and documents carry it. Add the new sentence as a row of its own, with "
                    "the day from which it holds: documents of before keep theirs.", name=row.mention_id.name))

    def _check_ended(self, values):
        """:raises UserError: a sentence that has ended would hold again, under documents made since"""
        last = self._get_last_settled_day() if "date_to" in values else None
        for row in self if last else ():
            if row.date_to and row.date_to < last and row.date_to != fields.Date.to_date(values["date_to"]):
                raise UserError(self.env._("“%(name)s” has ended: documents made since do not carry it. Add the "
                                           "sentence as a row of its own, with the day from which it holds.",
                                           name=row.mention_id.name))

    def _check_end_ahead(self, values):
        """:raises UserError: a sentence would end on a day whose documents are made already"""
        last = self._get_last_settled_day() if values.get("date_to") else None
        for row in self if last else ():
            if row.date_to < last and last == fields.Date.context_today(self):
                raise UserError(self.env._("“%(name)s” can end today or later: documents of before keep their "
                                           "sentence.", name=row.mention_id.name))
            if row.date_to < last:
                raise UserError(self.env._(
                    "Documents are issued up to %(last)s: “%(name)s” can end on that day or later.",
                    last=format_date(self.env, last), name=row.mention_id.name))

    def _check_new_to_documents(self):
        """:raises UserError: a new sentence would change documents that are issued"""
        last = self._get_last_issued_day()
        for row in self if last else ():
            if row.is_confirmed and row._begins_by(last):
                raise UserError(self.env._(
                    "Documents are issued up to %(last)s: the new sentence can hold from %(day)s on.",
                    last=format_date(self.env, last), day=format_date(self.env, last + timedelta(days=1))))

    @api.model
    def _get_last_issued_day(self):
        """The latest date of a document that was issued, ahead of today, too; none: nothing was issued."""
        # sudo: a date, of the documents of all companies that share the sentence
        moves_sudo = self.env["account.move"].sudo()
        last = moves_sudo.search([
            ("state", "=", "posted"), ("move_type", "in", moves_sudo.get_sale_types()), ("invoice_date", "!=", False),
        ], order="invoice_date desc", limit=1)
        return last.invoice_date

    @api.model
    def _get_last_settled_day(self):
        """The last day whose sentences stay as they are: today, or that of a document issued ahead."""
        return max(filter(None, (fields.Date.context_today(self), self._get_last_issued_day())))

    def action_confirm(self):
        """Confirm the wording of what the law will ask for, or asks for already: it is printed from its day on, or
        from the day after the last document that was issued without it.
        """
        self.check_access("write")
        self._check_egg_shared()
        last = self._get_last_issued_day()
        for row in self.filtered(lambda one: not one.is_confirmed):
            if not row.text:
                raise UserError(self.env._("“%(name)s”: enter the sentence first.", name=row.mention_id.name))
            values = self._prepare_confirmed_values() | {"checked_on": fields.Date.context_today(self)}
            if last and row._begins_by(last):
                values["date_from"] = last + timedelta(days=1)
            # sudo: what is confirmed is noted by the program; the right on the row was tested just now
            row.sudo().write(values)

    def _to_dated(self) -> Dated:
        return Dated(self.id, self.date_from or None, self.date_to or None, self.is_confirmed)
