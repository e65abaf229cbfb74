from contextlib import contextmanager
from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import float_repr, format_date

from ...core import schedule
from ...core.inside import INSIDE
from ...figures import format_figure

#: Context key: a document is being written with its instalments, and checks them itself.
THROUGH = "egg_schedule_through_document"


class EggScheduleMixin(models.AbstractModel):
    """A document whose total is paid in one or more instalments.

    The adopter declares `egg_schedule_line_ids` (rows built on `egg.schedule.row.mixin`) and gives the three hooks
    below.
    """

    _name = "egg.schedule.mixin"
    _inherit = ["egg.payment.mixin"]
    _description = "Document Paid by Schedule"

    egg_condition_id = fields.Many2one(
        "egg.payment.condition", "Payment conditions", check_company=True, ondelete="restrict", index="btree_not_null",
        help="Fills the instalments below. They can then be adjusted for this document alone.",
    )
    egg_has_schedule = fields.Boolean(compute="_compute_egg_has_schedule")
    egg_schedule_rules = fields.Char(
        compute="_compute_egg_schedule_rules",
        help="Technical: the rules of the instalments; each shows the columns that it needs.")
    egg_schedule_message = fields.Char("Schedule check", compute="_compute_egg_schedule_message",
                                       help="What lacks to 100 %, while editing.")
    egg_schedule_missing = fields.Float(
        compute="_compute_egg_schedule_missing",
        help="Technical: what lacks to 100 %, which a new row proposes.")
    egg_schedule_sentences = fields.Text(
        "In words", compute="_compute_egg_schedule_sentences", groups="base.group_user",
        help="What is agreed, one sentence per instalment.")
    _egg_rests_while_typing = ("egg_legal_limit_warning",)
    egg_legal_limit_warning = fields.Char(compute="_compute_egg_legal_limit_warning")

    @api.depends("egg_schedule_line_ids.rule")
    def _compute_egg_schedule_rules(self):
        for document in self:
            document.egg_schedule_rules = ",".join(sorted(set(document.egg_schedule_line_ids.mapped("rule")) - {False}))

    @api.depends("egg_schedule_line_ids")
    def _compute_egg_has_schedule(self):
        for document in self:
            document.egg_has_schedule = bool(document.egg_schedule_line_ids)

    @api.depends("egg_schedule_line_ids.percent", "egg_schedule_line_ids.fixed_date", "egg_schedule_line_ids.date")
    def _compute_egg_schedule_message(self):
        for document in self:
            document.egg_schedule_message = (
                document.egg_schedule_line_ids._get_percent_message() or document._get_egg_past_date_message())

    @api.depends("egg_schedule_line_ids.percent")
    def _compute_egg_schedule_missing(self):
        for document in self:
            document.egg_schedule_missing = max(0.0, float(document.egg_schedule_line_ids._get_missing_percent()))

    @api.depends("egg_schedule_line_ids.percent", "egg_schedule_line_ids.kind", "egg_schedule_line_ids.rule",
                 "egg_schedule_line_ids.days", "egg_schedule_line_ids.months", "egg_schedule_line_ids.day_of_month",
                 "egg_schedule_line_ids.date", "egg_schedule_line_ids.amount")
    @api.depends_context("lang")
    def _compute_egg_schedule_sentences(self):
        for document in self:
            lines = document.egg_schedule_line_ids.filtered("percent").sorted("sequence")
            # While something lacks, the amounts are not yet what is agreed.
            document.egg_schedule_sentences = not lines._get_missing_percent() and "\n".join(
                line._get_sentence() for line in lines)

    def _get_egg_past_date_message(self):
        """Say which fixed dates are before the document, else False."""
        start = self._get_egg_schedule_start()
        past = [line.fixed_date for line in self.egg_schedule_line_ids if line.rule == schedule.FIXED
                and line.fixed_date and line.fixed_date < start]
        return bool(past) and self.env._(
            "%(dates)s: before the date of the document. These instalments are due on the day of the document.",
            dates=", ".join(format_date(self.env, day) for day in past),
        )

    @api.depends("partner_id", "egg_schedule_line_ids.date")
    def _compute_egg_legal_limit_warning(self):
        for document in self:
            document.egg_legal_limit_warning = document._get_egg_legal_limit_warning()

    def _get_egg_legal_limit_warning(self):
        """Return a warning when a firm is given more time than the law allows (Code de commerce,
        L441-10), else False.
        """
        self.ensure_one()
        dates = self._get_egg_due_dates()
        company_sudo = self.company_id.sudo()  # the rule of a company whose form one may not open
        is_checked = company_sudo.egg_legal_guard and company_sudo.account_fiscal_country_id.code == "FR"
        if not dates or not is_checked or not self.partner_id.commercial_partner_id.is_company:
            return False
        limit = schedule.legal_limit(self._get_egg_schedule_start())
        if max(dates) <= limit:
            return False
        return self.env._(
            "The last payment is due on %(due)s. A firm must be asked to pay within 60 days of the invoice, or 45 "
            "days end of month: by %(limit)s at the latest (French Commercial Code, article L441-10).",
            due=format_date(self.env, max(dates)),
            limit=format_date(self.env, limit),
        )

    def _get_egg_due_dates(self) -> list:
        """Return the dates this document asks to be paid on. Adopters add what counts without instalments."""
        return [day for day in self.egg_schedule_line_ids.mapped("date") if day]

    # Hooks

    def _get_egg_schedule_start(self):
        """Return the date the first line counts from."""
        raise NotImplementedError

    def _get_egg_schedule_total(self) -> float:
        """Return the total including tax, in the document's currency."""
        raise NotImplementedError

    def _get_egg_delivery_date(self):
        """Return the day of delivery, or False while unknown."""
        return False

    def _get_egg_schedule_unit(self) -> float:
        """Return the unit that amounts of instalments are rounded to."""
        return self.currency_id.rounding

    # Reading

    @api.model
    def _compute_egg_rows(self, lines, total, start, currency, unit=None, delivery=None, mode=None,
                          document="") -> list:
        """Return one dict per line: line, date, amount (float), label, mode (record), kind.

        :param lines: rows of `egg.schedule.line.mixin`, in order.
        :param unit: float, what amounts are rounded to; by default the currency's own rounding.
        """
        ready = [line for line in lines if line.rule != schedule.FIXED or line.fixed_date]
        digits = max(currency.decimal_places, 2)
        dues = schedule.build_dues(
            Decimal(float_repr(total, digits)),
            start,
            [line._to_step() for line in ready],
            Decimal(str(unit or currency.rounding or 0.01)),
            delivery or None,
        )
        rows = []
        for number, (line, due) in enumerate(zip(ready, dues, strict=True), start=1):
            row = {"line": line, "date": due.on, "amount": float(due.amount), "mode": line.payment_mode_id,
                   "kind": line.kind}
            row["label"] = self._get_egg_row_label(row, number, len(ready), currency, mode, document)
            rows.append(row)
        return rows

    @api.model
    def _get_egg_row_label(self, row, number, count, currency, mode, document) -> str:
        line = row["line"]
        values = {
            "percentage": f"{format_figure(self.env, line.percent)} %",
            "amount": currency.format(row["amount"]),
            "date": format_date(self.env, row["date"]),
            "mode": (line.payment_mode_id or mode or self.env["egg.payment.mode"]).name or "",
            "number": str(number),
            "count": str(count),
            "document": document or "",
        }
        title = line._get_printed_title()
        if title:
            return schedule.fill_title(title, values)
        if line.kind == "deposit":
            return self.env._("Deposit of %(percentage)s", percentage=values["percentage"])
        return self.env._("Instalment %(number)s of %(count)s", number=number, count=count)

    def _get_egg_computed_rows(self) -> list:
        """Return the instalments of this document as computed now; see `_compute_egg_rows`."""
        self.ensure_one()
        if not self.egg_schedule_line_ids:
            return []
        document = self.with_context(lang=self.partner_id.lang or self.env.lang)
        lines = document.egg_schedule_line_ids.sorted(lambda line: (line.sequence, line._origin.id or 10**9))
        return document._compute_egg_rows(
            lines,
            document._get_egg_schedule_total(),
            document._get_egg_schedule_start(),
            document.currency_id or document.company_id.currency_id,
            document._get_egg_schedule_unit(),
            document._get_egg_delivery_date(),
            document.egg_payment_mode_id,
            document.name if document.name and document.name != "/" else "",
        )

    @api.model
    def _get_egg_instalment_state(self, is_paid: bool, is_late: bool) -> str:
        """Return what a customer reads of an instalment."""
        if is_paid:
            return "paid"
        return "late" if is_late else "open"

    def _get_egg_schedule_rows(self) -> list:
        """Return the instalments for screens and print: dicts with label, date, amount, mode (name or ""), kind."""
        self.ensure_one()
        lines = self.egg_schedule_line_ids.sorted("sequence")
        return [
            {
                "label": line.label, "date": line.date, "amount": line.amount, "mode": line.payment_mode_id.name or "",
                "kind": line.kind,
            }
            for line in lines
        ]

    def _get_egg_next_due(self) -> dict:
        """Return what to propose as the next payment: the first instalment not covered yet (amount,
        kind, mode_record).
        """
        self.ensure_one()
        left = self.egg_amount_paid
        for line in self.egg_schedule_line_ids.sorted("sequence"):
            if self.currency_id.compare_amounts(line.amount, left) > 0:
                return {"amount": line.amount - max(left, 0.0), "kind": line.kind, "mode_record": line.payment_mode_id}
            left -= line.amount
        return {}

    # Writing

    @api.model_create_multi
    def create(self, vals_list):
        for values in vals_list:
            self._fill_egg_schedule_values(values)
        return super(EggScheduleMixin, self.with_context(**{THROUGH: INSIDE})).create(vals_list).with_env(self.env)

    def write(self, vals):
        if "egg_condition_id" not in vals and "egg_schedule_line_ids" not in vals:
            return super().write(vals)
        vals = dict(vals)
        self._fill_egg_schedule_values(vals)
        self._check_egg_schedule_unlocked()
        return super(EggScheduleMixin, self.with_context(**{THROUGH: INSIDE})).write(vals)

    def _check_egg_schedule_unlocked(self) -> None:
        """Hook: refuse a change of the instalments of these documents."""

    @contextmanager
    def _sync_egg_schedule(self):
        """Write instalments of these documents directly: refuses those that do not make 100 %.

        Does nothing inside a write of the document itself, which checks them.
        """
        self._check_egg_schedule_unlocked()
        yield
        if self.env.context.get(THROUGH) is not INSIDE:
            self.exists()._check_egg_schedule()

    def _prepare_egg_schedule_commands(self) -> list:
        """Commands that copy the instalments of this document to another one."""
        self.ensure_one()
        return [Command.create(values) for values in self.egg_schedule_line_ids._prepare_line_values()]

    @api.model
    def _fill_egg_schedule_values(self, values: dict) -> None:
        """Give `values` the instalments of the payment conditions they name, unless they bring their own."""
        if "egg_condition_id" in values and "egg_schedule_line_ids" not in values:
            condition = self.env["egg.payment.condition"].browse(values["egg_condition_id"] or [])
            lines = [Command.create(line) for line in condition.line_ids._prepare_line_values()]
            values["egg_schedule_line_ids"] = [Command.clear(), *lines]

    @api.onchange("egg_condition_id")
    def _onchange_egg_condition_id(self):
        """Put the rows of the chosen condition; typed rows stay where none was and none is chosen, as in a new form."""
        if not self.egg_condition_id and not self._origin.egg_condition_id:
            return
        lines = self.egg_condition_id.line_ids._prepare_line_values()
        self.egg_schedule_line_ids = [Command.clear(), *[Command.create(line) for line in lines]]

    @api.constrains("egg_schedule_line_ids")
    def _check_egg_schedule(self):
        for document in self:
            document.egg_schedule_line_ids._check_total_percent()

    def action_egg_set_monthly_debits(self):
        """Set up twelve equal monthly debits on this document."""
        commands = self.env["egg.payment.condition"]._prepare_monthly_commands(
            self.env.context.get("egg_instalments") or 12)
        for document in self:
            document.write({"egg_condition_id": False, "egg_schedule_line_ids": [Command.clear(), *commands]})
        return True

    def action_egg_save_condition(self):
        """Store the instalments of this document as payment conditions, to use them elsewhere."""
        self.ensure_one()
        labels = [line.title or f"{format_figure(self.env, line.percent)} %" for line in self.egg_schedule_line_ids]
        condition = self.env["egg.payment.condition"].create(
            {
                "name": self.env._("From %(document)s: %(lines)s", document=self.name or "",
                                   lines=" + ".join(labels)[:100]),
                "company_id": self.company_id.id,
                "line_ids": self._prepare_egg_schedule_commands(),
            }
        )
        return condition._get_records_action(name=self.env._("Payment conditions"), target="new")
