from datetime import date, timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.addons.egg_billing.figures import format_figure
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ...core import days_of_sales as core
from ...core.aged import CREDIT, NOT_DUE
from ...core.behaviour import get_week
from ..aged.egg_aged_item import DAY
from .account_move_line import WEEK
from .outlook import Outlook
from .sums import read_balances

#: Months and weeks that the graphs look back on, and weeks that they look ahead.
MONTHS, WEEKS, AHEAD = 12, 12, 8
#: Days of the figure of what comes next.
SOON = 28
#: Journals through which money comes in.
MONEY = ("bank", "cash", "credit")


class Point(NamedTuple):
    """A point of a graph: its number (None: none there), the same in words, and the key of the list behind it."""

    value: float | None
    text: str
    key: str


class EggCustomerDashboard(models.AbstractModel):
    """What the customers of a company owe and how they pay, in figures and graphs; each figure has the list behind it.
    """

    _name = "egg.customer.dashboard"
    _description = "Customer Dashboard"

    @api.model
    def get_figures(self, company_id: int | None = None) -> dict:
        """Return the figures and graphs of one of the user's companies, amounts written out.

        :param company_id: by default the one that the user works in.
        :raises AccessError: the user does not see the balances of customers, or not this company.
        """
        company = self._get_company(company_id)
        today = fields.Date.context_today(self)
        balances = read_balances(self.env, company, core.get_month_ends(today, MONTHS + core.YEAR))
        outlook = self._get_outlook(company, today)
        weeks = self._get_weeks(company, outlook, today)
        return {
            "company": {"id": company.id, "name": company.name},
            "companies": [{"id": one.id, "name": one.name} for one in self.env.companies],
            "figures": self._get_tiles(company, balances, outlook, today),
            "charts": [weeks, self._get_ages(company), self._get_overdue(company, balances),
                       self._get_days_of_sales(balances), self._get_delays(outlook.paid, today)],
        }

    def _get_company(self, company_id):
        self.env["egg.paid.item"].check_access("read")
        if company_id is None:
            return self.env.company
        if isinstance(company_id, bool) or company_id not in self.env.companies.ids:
            raise AccessError(self.env._("This company is not one of those that you work in now."))
        return self.env["res.company"].browse(company_id)

    def _get_outlook(self, company, today: date) -> Outlook:
        return Outlook(self.env, company, get_week(today) - timedelta(7 * (WEEKS - 1)), today)

    # Figures

    def _get_tiles(self, company, balances, outlook, today: date) -> list:
        now, currency = len(balances.days) - 1, company.currency_id
        owed, overdue = balances.get_owed(now), balances.get_overdue(now)
        balance, sales = balances.get_balance(now), balances.get_sales(now)
        coming = sum(one.amount for one in outlook.get_until(today + timedelta(SOON)))
        return [
            self._prepare_tile("balance", self.env._("Balance"), currency.format(balance)),
            self._prepare_tile("overdue", self.env._("Overdue"), currency.format(overdue), self.env._(
                "%(share)s of what is owed", share=self._to_share(overdue, owed))),
            self._prepare_tile("sales", self.env._("DSO, last sales first"), self._to_days(
                core.find_count_back(balance, sales)), self.env._("days of sales, counted back from today")),
            self._prepare_tile("sales", self.env._("DSO, simple"), self._to_days(core.find_simple(balance, sales)),
                               self.env._("days: the balance over the sales of 12 months")),
            self._prepare_tile(f"soon:{SOON}", self.env._("Expected in 4 weeks"), currency.format(coming),
                               self.env._("as customers paid so far")),
        ]

    def _prepare_tile(self, key: str, label: str, value: str, note: str = "") -> dict:
        return {"key": key, "label": label, "value": value, "note": note}

    def _to_days(self, days) -> str:
        return "–" if days is None else format_figure(self.env, round(days, 1))

    def _to_share(self, part: float, whole: float) -> str:
        share = 100 * part / whole if whole > 0 else 0.0
        return self.env._("%(share)s %%", share=format_figure(self.env, round(share, 1)))

    # Graphs: each has its numbers in a table too, and each number the key of the list behind it.

    def _prepare_chart(self, name: str, title: str, labels: list, series: list, kind: str = "bar") -> dict:
        """:param series: [(label, [Point])]"""
        return {
            "name": name, "title": title, "kind": kind, "labels": labels,
            "series": [{"label": label, "values": [point.value for point in points]}
                       for label, points in series],
            "rows": [{"label": labels[number], "cells": [
                {"text": points[number].text, "key": points[number].key} for _label, points in series
            ]} for number in range(len(labels))],
        }

    def _to_month(self, day: date) -> str:
        return format_date(self.env, day, date_format="MMM yy")

    def _get_ages(self, company) -> dict:
        aged = self.env["egg.aged.item"].with_context(allowed_company_ids=company.ids)
        labels = {name: label for name, label in aged._get_labels().items() if name != CREDIT}
        [sums] = aged._read_group([("company_id", "=", company.id)], [], [f"{name}:sum" for name in labels])
        points = [Point(amount or 0.0, company.currency_id.format(amount or 0.0), f"age:{name}")
                  for name, amount in zip(labels, sums, strict=True)]
        return self._prepare_chart("ages", self.env._("What is owed, by age"), list(labels.values()),
                                   [(self.env._("Owed"), points)])

    def _get_overdue(self, company, balances) -> dict:
        points = []
        for number in self._get_shown(balances):
            owed, overdue = balances.get_owed(number), balances.get_overdue(number)
            share = round(100 * overdue / owed, 1) if owed > 0 else 0.0
            points.append(Point(share, self._to_share(overdue, owed), f"overdue:{balances.days[number]}"))
        return self._prepare_chart("overdue", self.env._("Share that is overdue, at the end of each month (%)"),
                                   self._get_month_labels(balances), [(self.env._("Overdue share"), points)], "line")

    def _get_days_of_sales(self, balances) -> dict:
        series = []
        for label, find in ((self.env._("Last sales first"), core.find_count_back),
                            (self.env._("Simple"), core.find_simple)):
            points = []
            for number in self._get_shown(balances):
                days = find(balances.get_balance(number), balances.get_sales(number))
                points.append(self._to_point(days, f"balance:{balances.days[number]}"))
            series.append((label, points))
        return self._prepare_chart("dso", self.env._("DSO, at the end of each month (days)"),
                                   self._get_month_labels(balances), series, "line")

    def _to_point(self, days, key: str) -> Point:
        return Point(None if days is None else round(days, 1), self._to_days(days), key)

    def _get_shown(self, balances) -> range:
        return range(len(balances.days) - MONTHS - 1, len(balances.days))

    def _get_month_labels(self, balances) -> list:
        return [self._to_month(balances.days[number]) for number in self._get_shown(balances)]

    def _get_delays(self, paid: list, today: date) -> dict:
        """The mean delay of what was paid, by the month of its payment."""
        months = [end.replace(day=1) for end in core.get_month_ends(today, MONTHS)]
        found = {month: [] for month in months}
        for one in paid:
            if one.on <= today and (month := one.on.replace(day=1)) in found:
                found[month].append(one.delay)
        points = []
        for month, delays in found.items():
            days = sum(delays) / len(delays) if delays else None
            points.append(self._to_point(days, f"paid:{month}"))
        return self._prepare_chart("delays", self.env._("Mean delay of what was paid, by month (days)"),
                                   [self._to_month(month) for month in months], [(self.env._("Mean delay"), points)])

    def _get_weeks(self, company, outlook, today: date) -> dict:
        """What was collected in each week, and what was expected in it when it began; then what is expected."""
        this, currency = get_week(today), company.currency_id
        mondays = [this + timedelta(7 * number) for number in range(1 - WEEKS, AHEAD + 1)]
        collected = self._get_collected(company, mondays[0], today)
        collected_points, expected_points = [], []
        for monday in mondays:
            came = collected.get(monday, 0.0)
            expected = sum(one.amount for one in outlook.get_in_week(monday))
            collected_points.append(Point(None, "", "") if monday > this else Point(
                round(came, 2), currency.format(came), f"collected:{monday}"))
            expected_points.append(Point(round(expected, 2), currency.format(expected), f"expected:{monday}"))
        return self._prepare_chart(
            "weeks", self.env._("Collected per week, and what was expected"),
            [format_date(self.env, monday, date_format="d MMM") for monday in mondays],
            [(self.env._("Collected"), collected_points), (self.env._("Expected"), expected_points)])

    def _get_collected(self, company, first: date, last: date) -> dict:
        """Return {Monday: what came in through banks and cash, less what went back to customers}."""
        found = {}
        for day, balance in self.env["account.move.line"]._read_group(
                self._get_collected_domain(company, first, last), ["date:day"], ["balance:sum"]):
            week = get_week(fields.Date.to_date(day))
            found[week] = found.get(week, 0.0) - balance
        return found

    def _get_collected_domain(self, company, first: date, last: date) -> list:
        return [("company_id", "=", company.id), ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"), ("journal_id.type", "in", MONEY), ("date", ">=", first),
                ("date", "<=", last)]

    # The lists behind the figures

    @api.model
    def open_list(self, company_id: int, key: str) -> dict:
        """Return the action that shows what a figure is made of.

        :param key: what the figure came with.
        :raises UserError: there is no such figure.
        """
        company = self._get_company(company_id)
        kind, _separator, detail = str(key).partition(":")
        openers = self._get_openers()
        if kind not in openers:
            raise UserError(self._get_unknown_text(key))
        try:
            return openers[kind](company, detail)
        except (ValueError, OverflowError) as error:
            raise UserError(self._get_unknown_text(key)) from error

    def _get_unknown_text(self, key) -> str:
        return self.env._("There is no figure “%(key)s”: open the dashboard again.", key=key)

    def _get_openers(self) -> dict:
        """Return {kind of figure: the method that opens its list}."""
        return {
            "balance": self._open_aged, "age": self._open_age, "overdue": self._open_overdue, "sales": self._open_sales,
            "paid": self._open_paid, "collected": self._open_collected, "expected": self._open_expected,
            "soon": self._open_soon,
        }

    def _open_aged(self, company, day: str, *domain) -> dict:
        action = self.env["ir.actions.actions"]._for_xml_id("egg_followup.egg_aged_action")
        day = date.fromisoformat(day) if day else fields.Date.context_today(self)
        return action | {"domain": [("company_id", "=", company.id), *domain],
                         "context": {"search_default_by_partner": 1, DAY: day.isoformat()}}

    def _open_age(self, company, bracket: str) -> dict:
        return self._open_aged(company, "", ("bracket", "=", bracket))

    def _open_overdue(self, company, day: str) -> dict:
        return self._open_aged(company, day, ("bracket", "not in", (NOT_DUE, CREDIT)))

    def _open_sales(self, company, _detail: str) -> dict:
        """The documents of the sales that the days are of."""
        days = core.get_month_ends(fields.Date.context_today(self), core.YEAR)
        domain = [("company_id", "=", company.id), ("state", "=", "posted"), ("date", ">", days[0]),
                  ("date", "<=", days[-1]), ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
                  ("journal_id.egg_is_opening", "=", False)]
        return self._prepare_list("account.move", self.env._("Invoiced in 12 months"), domain,
                                  "account.view_out_invoice_tree")

    def _open_paid(self, company, month: str) -> dict:
        first = date.fromisoformat(month).replace(day=1)
        last = min((first + timedelta(31)).replace(day=1) - timedelta(1), fields.Date.context_today(self))
        return self.env["ir.actions.actions"]._for_xml_id("egg_followup.egg_paid_item_action") | {
            "domain": [("company_id", "=", company.id), ("paid_on", ">=", first), ("paid_on", "<=", last)],
            "context": {}}

    def _open_collected(self, company, monday: str) -> dict:
        monday = date.fromisoformat(monday)
        last = min(monday + timedelta(6), fields.Date.context_today(self))
        domain = self._get_collected_domain(company, monday, last)
        return self._prepare_list("account.move.line", self.env._(
            "Collected in the week of %(day)s", day=format_date(self.env, monday)), domain)

    def _open_expected(self, company, monday: str) -> dict:
        monday, today = date.fromisoformat(monday), fields.Date.context_today(self)
        if get_week(monday) != monday:
            raise ValueError("no Monday")
        return self._prepare_items(self.env._("Expected in the week of %(day)s", day=format_date(self.env, monday)),
                                   self._get_outlook(company, today).get_in_week(monday), monday)

    def _open_soon(self, company, days: str) -> dict:
        today = fields.Date.context_today(self)
        last = today + timedelta(int(days))
        return self._prepare_items(self.env._("Expected until %(day)s", day=format_date(self.env, last)),
                                   self._get_outlook(company, today).get_until(last))

    def _prepare_items(self, name: str, expected: list, monday: date | None = None) -> dict:
        action = self._prepare_list("account.move.line", name, [("id", "in", [one.item.id for one in expected])],
                                    "egg_followup.view_expected_item_list")
        return action | {"context": action["context"] | ({WEEK: monday.isoformat()} if monday else {})}

    def _prepare_list(self, model: str, name: str, domain: list, view: str = "") -> dict:
        view_id = self.env["ir.model.data"]._xmlid_to_res_id(view) if view else False
        return {"type": "ir.actions.act_window", "name": name, "res_model": model, "domain": domain,
                "views": [(view_id, "list"), (False, "form")], "context": {"create": False}}
