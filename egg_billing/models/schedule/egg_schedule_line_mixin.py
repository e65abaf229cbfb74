from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_repr

from ...core import schedule
from ...figures import format_figure


class EggScheduleLineMixin(models.AbstractModel):
    """One line of payment conditions: how much, and the rule that says when."""

    _name = "egg.schedule.line.mixin"
    _inherit = ["egg.choice.mixin", "egg.payee.row.mixin"]
    _description = "Line of Payment Conditions"
    _order = "sequence, id"
    _egg_payee_texts = ("title",)

    sequence = fields.Integer(default=10, help="Lines chain: each date is computed from the date of the line above.")
    percent = fields.Float("%", digits=(7, 4), required=True, help="Share of the total including tax.")
    kind = fields.Selection(
        [("deposit", "Deposit"), ("payment", "Payment")], "Type", required=True, default="payment",
        help="A deposit can yield a deposit invoice from the order.",
    )
    rule = fields.Selection(
        [
            (schedule.RECEIPT, "On receipt / signature"),
            (schedule.DAYS, "Days net"),
            (schedule.DAYS_END_OF_MONTH, "Days, then end of month"),
            (schedule.END_OF_MONTH_DAYS, "End of month, then days"),
            (schedule.DAYS_END_OF_MONTH_ON, "Days, end of month, on the Nth"),
            (schedule.MONTHS, "Months"),
            (schedule.DELIVERY, "On delivery"),
            (schedule.FIXED, "Fixed date"),
        ],
        "Condition", required=True, default=schedule.RECEIPT,
        help="How the due date is computed from the date of the line above (from the document's date for the first "
             "line).",
    )
    days = fields.Integer("Days", help="Days added by the condition.")
    months = fields.Integer("Months", default=1, help="For the condition Months: how many months after the line above.")
    day_of_month = fields.Integer("On the", help="For the condition on the Nth: the day of the following month.")
    fixed_date = fields.Date("Fixed date")
    payment_mode_id = fields.Many2one(
        "egg.payment.mode", "Mode", ondelete="restrict", help="Leave empty to use the payment mode of the document."
    )
    title = fields.Char(
        help="Printed on the document. Variables are replaced by their values: {percentage} {amount} {date} {mode} "
             "{number} {count} {document}, or in French {pourcentage} {montant} {date} {mode} {numero} {nombre} "
             "{document}.",
    )

    @api.constrains("percent")
    def _check_percent(self):
        for line in self:
            if not 0 < line.percent <= 100:
                raise ValidationError(self.env._("A payment condition line needs a percentage above 0, at most 100."))

    @api.constrains("rule", "days", "months", "day_of_month", "fixed_date")
    def _check_rule(self):
        for line in self:
            if line.days < 0 or line.months < 0:
                raise ValidationError(self.env._("Days and months of a payment condition line cannot be negative."))
            if not 0 <= line.day_of_month <= 31:
                raise ValidationError(self.env._("The day of the month must be between 1 and 31 (0: the last day)."))
            if line.rule == schedule.FIXED and not line.fixed_date:
                raise ValidationError(self.env._("Give the date of the payment condition line with a fixed date."))

    @api.constrains("title")
    def _check_title(self):
        for line in self:
            unknown = schedule.unknown_variables(line.title or "")
            if unknown:
                raise ValidationError(
                    self.env._(
                        "Unknown variable %(unknown)s in the title “%(title)s”. Variables are: %(known)s.",
                        unknown=", ".join(f"{{{name}}}" if name not in "{}" else name for name in unknown),
                        title=line.title,
                        known=", ".join(f"{{{name}}}" for name in schedule.VARIABLES),
                    )
                )

    def _get_rule_text(self) -> str:
        """When this line is due, in words: "at 90 days end of month"."""
        self.ensure_one()
        texts = {
            schedule.RECEIPT: self.env._("on receipt or signature"),
            schedule.DAYS: self.env._("at %(days)s days", days=self.days),
            schedule.DAYS_END_OF_MONTH: self.env._("at %(days)s days end of month", days=self.days),
            schedule.END_OF_MONTH_DAYS: self.env._("end of month + %(days)s days", days=self.days),
            schedule.DAYS_END_OF_MONTH_ON: self.env._(
                "at %(days)s days end of month on day %(day)s", days=self.days, day=self.day_of_month or 31),
            schedule.MONTHS: self.env._("at %(months)s months", months=self.months),
            schedule.DELIVERY: self.env._("on delivery"),
            schedule.FIXED: self.env._("on a fixed date"),
        }
        return texts.get(self.rule, "")

    def _get_printed_title(self) -> str:
        """Return the title, its variables not filled in yet, in the language of the context."""
        return self.title or ""

    def _to_step(self) -> schedule.Step:
        self.ensure_one()
        return schedule.Step(
            percent=self._get_exact_percent(), rule=self.rule or schedule.RECEIPT, days=self.days, months=self.months,
            day_of_month=self.day_of_month, on=self.fixed_date or None,
        )

    def _get_exact_percent(self) -> Decimal:
        self.ensure_one()
        return Decimal(float_repr(self.percent or 0.0, 4))

    def _prepare_line_values(self) -> list:
        """Values of these lines, for the rows of another document or for payment conditions."""
        return [
            {
                "sequence": line.sequence,
                "percent": line.percent,
                "kind": line.kind,
                "rule": line.rule,
                "days": line.days,
                "months": line.months,
                "day_of_month": line.day_of_month,
                "fixed_date": line.fixed_date,
                "payment_mode_id": line.payment_mode_id.id,
                "title": line.title,
            }
            for line in self.sorted(lambda line: line.sequence)
        ]

    def _check_total_percent(self) -> None:
        """Refuse lines that do not make 100 %, and say what is missing or too much."""
        message = self._get_percent_message()
        if message:
            raise ValidationError(message)

    def _get_percent_message(self):
        """Return in words what these lines lack to 100 %, or have too much;
        False when they are right, or when there are none.
        """
        missing = self._get_missing_percent() if self else 0
        if missing > 0:
            return self.env._("Payment conditions must make 100 %%: %(missing)s %% is missing.",
                              missing=format_figure(self.env, missing))
        if missing < 0:
            return self.env._(
                "Payment conditions must make 100 %%: there is %(over)s %% too much.",
                over=format_figure(self.env, -missing),
            )
        return False

    def _get_missing_percent(self) -> Decimal:
        """What these lines lack to 100 %; negative when there is too much."""
        return schedule.missing_percent(line._get_exact_percent() for line in self)
