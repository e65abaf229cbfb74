"""Payment schedules: dates that chain from line to line, amounts that add up to the cent, titles with variables.

Plain values in, plain values out. The caller passes the dates and the rounding unit.
"""

import calendar
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

RECEIPT = "receipt"
DAYS = "days"
DAYS_END_OF_MONTH = "days_end_of_month"
END_OF_MONTH_DAYS = "end_of_month_days"
DAYS_END_OF_MONTH_ON = "days_end_of_month_on"
MONTHS = "months"
DELIVERY = "delivery"
FIXED = "fixed"
RULES = (RECEIPT, DAYS, DAYS_END_OF_MONTH, END_OF_MONTH_DAYS, DAYS_END_OF_MONTH_ON, MONTHS, DELIVERY, FIXED)

HUNDRED = Decimal(100)
PERCENT_UNIT = Decimal("0.0001")

#: Most days after the date of the invoice (Code de commerce, article L441-10, I, 2nd paragraph).
LEGAL_DAYS = 60
#: The other limit the parties may agree on, when the contract says so: 45 days, end of month (same paragraph).
LEGAL_DAYS_END_OF_MONTH = 45

#: Variables of a title: each name people may type -> the value's key. French and English, accents and case do not
#: matter.
VARIABLES = {
    "pourcentage": "percentage",
    "percentage": "percentage",
    "montant": "amount",
    "amount": "amount",
    "date": "date",
    "mode": "mode",
    "numero": "number",
    "number": "number",
    "nombre": "count",
    "count": "count",
    "document": "document",
}
_VARIABLE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of payment conditions: its share and the rule that gives its date."""

    percent: Decimal
    rule: str = RECEIPT
    days: int = 0
    months: int = 0
    day_of_month: int = 0
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """An amount to pay on a date."""

    on: date
    amount: Decimal


def end_of_month(day: date) -> date:
    """Return the last day of the month of `day`."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def add_months(day: date, months: int, day_of_month: int | None = None) -> date:
    """Return `day` moved by `months`, on `day_of_month` (that of `day` when not given)
    or the last day of a shorter month.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    wanted = day_of_month or day.day
    return date(year, month + 1, min(wanted, calendar.monthrange(year, month + 1)[1]))


def step_date(step: Step, base: date, delivery: date | None = None, anchor: int | None = None) -> date:
    """Return the date of one line.

    :param base: the date of the line above; for the first line that of the document (of the signature once signed).
    :param delivery: the day of delivery when it is known; until then a line "on delivery" counts from `base`.
    :param anchor: the day of the month that monthly lines keep (31 Jan, 28 Feb, 31 Mar).
    :raises ValueError: the rule is unknown, or a fixed date is missing.
    """
    later = base + timedelta(days=step.days)
    if step.rule in (RECEIPT, DAYS):
        return later
    if step.rule == DAYS_END_OF_MONTH:
        return end_of_month(later)
    if step.rule == END_OF_MONTH_DAYS:
        return end_of_month(base) + timedelta(days=step.days)
    if step.rule == DAYS_END_OF_MONTH_ON:
        return add_months(later, 1, step.day_of_month) if step.day_of_month else end_of_month(later)
    if step.rule == MONTHS:
        return add_months(base, step.months, anchor) + timedelta(days=step.days)
    if step.rule == DELIVERY:
        return max(base, delivery or base) + timedelta(days=step.days)
    if step.rule == FIXED and step.on:
        return step.on
    raise ValueError(f"No date for the rule {step.rule!r}")


def chain_dates(start: date, steps: Iterable[Step], delivery: date | None = None) -> list[date]:
    """Return the date of each line: every one counts from the date of the line above, the first from `start`.

    Nothing is due before the document is there: a fixed date that is past by then counts as the document's own.
    """
    dates, base, anchor = [], start, start.day
    for step in steps:
        base = step_date(step, base, delivery, anchor)
        if step.rule == FIXED:
            base = max(base, start)
        if step.rule != MONTHS or step.days:
            anchor = base.day
        dates.append(base)
    return dates


def split_amount(total: Decimal, percents: Sequence[Decimal], unit: Decimal) -> list[Decimal]:
    """Split `total` in shares rounded to `unit`; the last one takes what is left, so the sum is exactly `total`.

    No share ever exceeds what is left, so rounding never makes a share of the opposite sign. Percentages that are equal
    but for their fourth decimal stand for equal shares.
    """
    if not percents:
        return []
    shares, rest, count = [], total, len(percents)
    equal = max(percents) - min(percents) <= count * PERCENT_UNIT
    for percent in percents[:-1]:
        share = ((total / count if equal else total * percent / HUNDRED) / unit).quantize(
            Decimal(1), ROUND_HALF_UP) * unit
        if abs(share) > abs(rest):
            share = rest
        shares.append(share)
        rest -= share
    return [*shares, rest]


def build_dues(
    total: Decimal, start: date, steps: Sequence[Step], unit: Decimal, delivery: date | None = None
) -> list[Due]:
    """Return what is to be paid when: one due for each step."""
    amounts = split_amount(total, [step.percent for step in steps], unit)
    return [Due(on, amount) for on, amount in zip(chain_dates(start, steps, delivery), amounts, strict=True)]


def missing_percent(percents: Iterable[Decimal]) -> Decimal:
    """Return what lacks to 100 %; negative when there is too much, zero when the schedule is valid."""
    return HUNDRED - sum(percents, Decimal(0))


def remaining_percents(amounts: Sequence[Decimal], deposits: Sequence[bool], covered: Decimal) -> list[Decimal]:
    """Return the percentages of what is left of a schedule once `covered` was invoiced as deposits.

    What is covered comes off the deposits in their order. Zero stands for an instalment that is done with; the others
    add up to 100 %. Nothing at all is left: every percentage is zero.
    """
    left = []
    for amount, is_deposit in zip(amounts, deposits, strict=True):
        taken = min(amount, max(covered, Decimal(0))) if is_deposit else Decimal(0)
        covered -= taken
        left.append(amount - taken)
    total = sum(left, Decimal(0))
    if total <= 0:
        return [Decimal(0)] * len(left)
    percents = [(amount * HUNDRED / total).quantize(PERCENT_UNIT) for amount in left]
    # The largest can take what rounding left, whichever its sign; among equals the last.
    largest = max(range(len(percents)), key=lambda number: (percents[number], number))
    percents[largest] += HUNDRED - sum(percents)
    return percents


def equal_percents(count: int) -> list[Decimal]:
    """Return `count` equal percentages of four decimals that add up to 100; the last takes the rest."""
    share = (HUNDRED / count).quantize(PERCENT_UNIT)
    return [*[share] * (count - 1), HUNDRED - share * (count - 1)]


def legal_limit(issued: date) -> date:
    """Return the last day on which a firm may be asked to pay an invoice issued on `issued` (Code de commerce,
    L441-10).

    60 days, or 45 days end of month in either of its readings when that is later.
    """
    later = issued + timedelta(days=LEGAL_DAYS_END_OF_MONTH)
    return max(
        issued + timedelta(days=LEGAL_DAYS),
        end_of_month(later),
        end_of_month(issued) + timedelta(days=LEGAL_DAYS_END_OF_MONTH),
    )


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.strip().lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def unknown_variables(title: str) -> list[str]:
    """Return the variables of `title` that do not exist, as typed and in order; a brace left alone counts as one."""
    unknown = [name for name in _VARIABLE.findall(title) if _plain(name) not in VARIABLES]
    rest = _VARIABLE.sub("", title)
    return unknown + [character for character in rest if character in "{}"]


def fill_title(title: str, values: Mapping[str, str]) -> str:
    """Return `title` with its variables replaced. Nothing is evaluated: a name stands for a value or stays as it is."""

    def fill(match: re.Match) -> str:
        key = VARIABLES.get(_plain(match[1]))
        return values.get(key, match[0]) if key else match[0]

    return _VARIABLE.sub(fill, title)
