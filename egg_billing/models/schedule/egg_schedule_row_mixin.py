from itertools import chain

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ...core import schedule
from ...figures import format_figure


class EggScheduleRowMixin(models.AbstractModel):
    """An instalment of one document: a line of payment conditions with its date, amount and label.

    See the concrete models.
    """

    _name = "egg.schedule.row.mixin"
    _inherit = "egg.schedule.line.mixin"
    _description = "Instalment of a Document"

    date = fields.Date("Due date", compute="_compute_due")
    amount = fields.Monetary(compute="_compute_due")
    label = fields.Char("Printed as", compute="_compute_due")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")

    _document_field = ""

    def _get_document(self):
        return self[self._document_field]

    @api.model_create_multi
    def create(self, vals_list):
        default = self.env.context.get(f"default_{self._document_field}")
        ids = {values.get(self._document_field, default) for values in vals_list}
        with self._get_document().browse(filter(None, ids))._sync_egg_schedule():
            return super().create(vals_list)

    def write(self, vals):
        with self._get_document()._sync_egg_schedule():
            return super().write(vals)

    def unlink(self):
        with self._get_document()._sync_egg_schedule():
            return super().unlink()

    def _get_egg_payee_company(self):
        return self._get_document().company_id

    def _get_printed_title(self):
        """A title that came with the payment conditions is in the customer's language,
        whoever wrote the document; an own one stays.
        """
        title = super()._get_printed_title()
        if not title:
            return title
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        for line in self._get_document().egg_condition_id.line_ids:
            if any(line.with_context(lang=code).title == title for code in languages):
                return line.title or title
        return title

    def _get_sentence(self) -> str:
        """What is agreed: "70 % at 90 days end of month, that is 1,708.38 € on 12/31/2026"."""
        self.ensure_one()
        share = f"{format_figure(self.env, self.percent)}\u00a0%"
        if self.kind == "deposit":
            share = self.env._("Deposit of %(percentage)s", percentage=share)
        agreed = f"{share} {self._get_rule_text()}"
        amount = formatLang(self.env, self.amount, currency_obj=self.currency_id)
        if not self.date:
            return self.env._("%(agreed)s, that is %(amount)s", agreed=agreed, amount=amount)
        return self.env._("%(agreed)s, that is %(amount)s on %(date)s", agreed=agreed, amount=amount,
                          date=format_date(self.env, self.date))

    def copy_data(self, default=None):
        """A fixed date that is past is not copied: the copy is a new document."""
        values_list = super().copy_data(default)
        today = fields.Date.context_today(self)
        for line, values in zip(self, values_list, strict=True):
            if line.rule == schedule.FIXED and line.fixed_date and line.fixed_date < today:
                values |= {"rule": schedule.RECEIPT, "fixed_date": False, "days": 0}
        return values_list

    def _compute_currency_id(self):
        for line in self:
            line.currency_id = line._get_document().currency_id

    def _compute_due(self):
        computed = chain.from_iterable(document._get_egg_computed_rows() for document in self._get_document())
        rows = {row["line"].id: row for row in computed}
        for line in self:
            row = rows.get(line.id, {})
            line.date, line.amount, line.label = row.get("date"), row.get("amount", 0.0), row.get("label", "")
