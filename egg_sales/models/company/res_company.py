import re
from itertools import product

from odoo import api, fields, models
from odoo.addons.egg_billing.core.setup_check import SetupCheck
from odoo.tools import SQL

#: Codes of the suite's own series, which no code of Odoo asks for, and their prefixes.
SERIES = {"egg.sale.quote": "DV", "egg.sale.order": "CC"}

#: A part of a prefix that changes with the date: %(year)s, %(range_month)s...
DATED = re.compile(r"%\(\w+\)s")


def _is_numbered_by(sequence, name) -> bool:
    """Whether a number looks like one of this series, on whatever day it was taken."""
    before, after = (r"\w+".join(map(re.escape, DATED.split(text or "")))
                     for text in (sequence.prefix, sequence.suffix))
    return bool(re.fullmatch(rf"{before}\d+{after}", name))


class ResCompany(models.Model):
    """The suite's own numbers of quotes and orders: a choice of each company; without it the firm's series goes on."""

    _inherit = "res.company"

    egg_own_numbers = fields.Boolean(
        "Own numbers for quotes and for orders",
        help="Quotes and orders are counted apart: a quote takes the next DV number, and a CC number when it becomes "
             "an order; the quote's number stays readable beside it. Off: your present series goes on, and a quote "
             "keeps its number when confirmed.",
    )

    def _init_column(self, column_name):
        """Companies that have orders already go on with the numbers they have."""
        if column_name != "egg_own_numbers":
            return super()._init_column(column_name)
        return self.env.cr.execute(SQL(
            "UPDATE res_company SET egg_own_numbers = TRUE WHERE id NOT IN (SELECT company_id FROM sale_order WHERE "
            "company_id IS NOT NULL)"))

    @api.model_create_multi
    def create(self, vals_list):
        companies_sudo = self.sudo()  # the choice of the company of whoever makes another one
        own = companies_sudo.env.company.egg_own_numbers
        companies = super().create([{"egg_own_numbers": own} | vals for vals in vals_list])
        companies._sync_egg_number_series()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if "egg_own_numbers" in vals:
            self._sync_egg_number_series()
        return result

    def _get_egg_number_series(self):
        """The suite's series of these companies, those switched off too. Technical records, whoever asks."""
        # sudo: series of numbers are technical records; whoever may save the company has its own made
        sequences_sudo = self.env["ir.sequence"].sudo().with_context(active_test=False)
        return sequences_sudo.search([("code", "in", list(SERIES)), ("company_id", "in", self.ids)])

    def _sync_egg_number_series(self):
        """Companies with numbers of their own have active series; those without have none that are active."""
        series_sudo = self._get_egg_number_series()
        own = self.filtered("egg_own_numbers")
        chosen = series_sudo.filtered(lambda one: one.company_id in own)
        chosen.filtered(lambda one: not one.active).write({"active": True})
        (series_sudo - chosen).filtered("active").write({"active": False})
        known = {(sequence.code, sequence.company_id) for sequence in series_sudo}
        labels = {"egg.sale.quote": self.env._("Quotes"), "egg.sale.order": self.env._("Orders")}
        series_sudo.create([
            {"name": f"{labels[code]} {company.name}", "code": code, "prefix": prefix, "padding": 5,
             "company_id": company.id}
            for company, (code, prefix) in product(own, SERIES.items()) if (code, company) not in known
        ])

    @api.model
    def _create_egg_missing_number_series(self):
        """Called when the addon is installed, for the companies that are already
        there and have chosen the suite's numbers.
        """
        self.search([("egg_own_numbers", "=", True)])._sync_egg_number_series()

    def _filter_egg_firm_numbers(self, numbers) -> set:
        """Return those of the numbers that are of the firm's own series and not of the suite's:
        its documents keep them.
        """
        self.ensure_one()
        own_sudo = self._get_egg_number_series()
        others = {number for number in numbers if not any(_is_numbered_by(one, number) for one in own_sudo)}
        if not others:
            return others
        # sudo: series of numbers are technical records; whoever may save the company has its own looked up
        sequences_sudo = self.env["ir.sequence"].sudo().with_context(active_test=False)
        firm_sudo = sequences_sudo.search([("code", "=", "sale.order"), ("company_id", "in", [self.id, False])])
        return {number for number in others if any(_is_numbered_by(one, number) for one in firm_sudo)}

    def _get_egg_next_numbers(self) -> tuple:
        """(next number of a quote, of an order) as they will be, without taking them;
        empty where no series is found.
        """
        self.ensure_one()
        # sudo: series of numbers are technical records; whoever may save the company switches its own
        sequences_sudo = self.env["ir.sequence"].sudo()
        codes = ("egg.sale.quote", "egg.sale.order") if self.egg_own_numbers else ("sale.order",) * 2
        numbers = []
        for code in codes:
            found = sequences_sudo.search([("code", "=", code), ("company_id", "in", [self.id, False])],
                                          order="company_id", limit=1)
            numbers.append(self._read_egg_next_number(found) if found else "")
        return tuple(numbers)

    @api.model
    def _read_egg_next_number(self, sequence) -> str:
        today, counter = fields.Date.context_today(self), sequence
        if sequence.use_date_range:
            counter = sequence.date_range_ids.filtered(lambda one: one.date_from <= today <= one.date_to)[:1]
        return sequence.get_next_char(counter.number_next_actual or 1)

    def _get_egg_setup_checks(self) -> list:
        checks = super()._get_egg_setup_checks()
        numbers = self._find_egg_setup_numbers()
        return [*checks, numbers] if numbers.missing else checks

    @api.model
    def _is_egg_blank_database(self) -> bool:
        orders_sudo = self.env["sale.order"].sudo()  # documents of all companies
        return super()._is_egg_blank_database() and not orders_sudo.search_count([], limit=1)

    def _get_egg_hidden_columns(self) -> list:
        hidden = super()._get_egg_hidden_columns()
        return hidden if self._has_egg_columns("sale.group_discount_per_so_line") else [*hidden, self.env._(
            "The discount of each line of a quote is hidden: switch on “Discounts” in the settings of Sales to show "
            "it.")]

    def _find_egg_setup_numbers(self) -> SetupCheck:
        """Numbers that two documents had before the installation: the database refuses only new ones."""
        domain = [("company_id", "=", self.id), ("egg_is_number_twice", "=", True)]
        # whoever sets up sees what to mend
        orders_sudo = self.env["sale.order"].sudo().search_fetch(domain, ["name"], limit=10)
        missing = (self.env._(
            "Used by more than one quotation or order: %(numbers)s. They stay as they are; rename one of each if you "
            "can. A new document never takes a number again.",
            numbers=", ".join(sorted(set(orders_sudo.mapped("name")))),
        ),) if orders_sudo else ()
        return SetupCheck(self.env._("Numbers used twice"), missing, "sale.action_quotations", optional=True)
