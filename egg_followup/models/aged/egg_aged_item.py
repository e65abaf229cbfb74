
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ...core.aged import AGES, CREDIT, NOT_DUE
from ...tools.sheet import Table, write_sheets

#: The day that the balance is of; without it: today. It is a choice of what is asked, and lifts no check.
DAY = "egg_aged_on"


class EggAgedItem(models.Model):
    """What customers owed on a day: one row per entry of a receivable account that was open then, whatever was paid or
    credited since. All rows of a company together are the balance of its receivable accounts on that day.
    """

    _name = "egg.aged.item"
    _description = "Aged Balance"
    _auto = False
    _order = "due_date, id"
    _rec_name = "move_id"
    _depends = {
        "account.account": ["account_type"],
        "account.move": ["invoice_user_id", "move_type"],
        "account.move.line": [
            "move_id", "account_id", "partner_id", "company_id", "company_currency_id", "currency_id", "date",
            "date_maturity", "parent_state", "amount_residual", "amount_residual_currency",
        ],
        "account.partial.reconcile": [
            "debit_move_id", "credit_move_id", "max_date", "amount", "debit_amount_currency", "credit_amount_currency",
        ],
        "res.company": ["egg_aged_first", "egg_aged_second", "egg_aged_third"],
        "res.partner": ["commercial_partner_id"],
    }

    move_id = fields.Many2one("account.move", "Document", readonly=True)
    line_id = fields.Many2one("account.move.line", "Entry", readonly=True)
    account_id = fields.Many2one("account.account", "Account", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    salesperson_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    company_currency_id = fields.Many2one("res.currency", "Currency of the company", readonly=True)
    currency_id = fields.Many2one("res.currency", "Currency", readonly=True)
    move_type = fields.Char("Type of document", readonly=True)
    date = fields.Date(readonly=True)
    due_date = fields.Date(readonly=True)
    days_late = fields.Integer("Days late", readonly=True, aggregator="max")
    bracket = fields.Selection("_get_brackets", "Age", readonly=True)
    not_due = fields.Monetary("Not due yet", readonly=True, currency_field="company_currency_id")
    age_1 = fields.Monetary("First bracket", readonly=True, currency_field="company_currency_id")
    age_2 = fields.Monetary("Second bracket", readonly=True, currency_field="company_currency_id")
    age_3 = fields.Monetary("Third bracket", readonly=True, currency_field="company_currency_id")
    age_4 = fields.Monetary("Last bracket", readonly=True, currency_field="company_currency_id")
    credit = fields.Monetary("Not allocated", readonly=True, currency_field="company_currency_id",
                             help="Payments and credit notes that settle nothing yet.")
    balance = fields.Monetary(readonly=True, currency_field="company_currency_id")
    balance_currency = fields.Monetary("Balance in currency", readonly=True)

    @property
    def _table_query(self) -> SQL:
        return self._get_query(self._get_day())

    @api.model
    def _get_day(self) -> date:
        """Return the day that the balance is of.

        :raises UserError: what is asked for is no day.
        """
        asked = self.env.context.get(DAY)
        if not asked:
            return fields.Date.context_today(self)
        try:
            return fields.Date.to_date(asked)
        except (TypeError, ValueError) as problem:
            raise UserError(self.env._("“%(day)s” is no date.", day=asked)) from problem

    @api.model
    def _at(self, day):
        """Return the model as of a day; what was read of another one is forgotten."""
        self.env.invalidate_all()
        return self.with_context(**{DAY: fields.Date.to_string(day)})

    def _get_query(self, day) -> SQL:
        """What is open now, and what was allocated to it after the day put back: an allocation is of the later of its
        two entries' dates. The brackets are those of each company.
        """
        return SQL(
            """
            SELECT line.id, line.id AS line_id, line.move_id, line.account_id, line.company_id, line.currency_id,
                   line.company_currency_id, line.date, move.move_type, move.invoice_user_id AS salesperson_id,
                   partner.commercial_partner_id AS partner_id,
                   COALESCE(line.date_maturity, line.date) AS due_date, age.days AS days_late, age.bracket,
                   open.amount AS balance, open.amount_currency AS balance_currency,
                   CASE WHEN age.bracket = 'not_due' THEN open.amount ELSE 0 END AS not_due,
                   CASE WHEN age.bracket = 'age_1' THEN open.amount ELSE 0 END AS age_1,
                   CASE WHEN age.bracket = 'age_2' THEN open.amount ELSE 0 END AS age_2,
                   CASE WHEN age.bracket = 'age_3' THEN open.amount ELSE 0 END AS age_3,
                   CASE WHEN age.bracket = 'age_4' THEN open.amount ELSE 0 END AS age_4,
                   CASE WHEN age.bracket = 'credit' THEN open.amount ELSE 0 END AS credit
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
                                          AND account.account_type = 'asset_receivable'
              JOIN account_move move ON move.id = line.move_id
              JOIN res_company company ON company.id = line.company_id
         LEFT JOIN res_partner partner ON partner.id = line.partner_id
         LEFT JOIN (
                   SELECT part.line_id, SUM(part.amount) AS amount, SUM(part.amount_currency) AS amount_currency
                     FROM (
                          SELECT debit_move_id AS line_id, amount, debit_amount_currency AS amount_currency
                            FROM account_partial_reconcile WHERE max_date > %(day)s
                       UNION ALL
                          SELECT credit_move_id, -amount, -credit_amount_currency
                            FROM account_partial_reconcile WHERE max_date > %(day)s
                          ) part
                 GROUP BY part.line_id
                   ) later ON later.line_id = line.id
        CROSS JOIN LATERAL (
                   SELECT line.amount_residual + COALESCE(later.amount, 0) AS amount,
                          line.amount_residual_currency + COALESCE(later.amount_currency, 0) AS amount_currency,
                          %(day)s - COALESCE(line.date_maturity, line.date) AS late
                   ) open
        CROSS JOIN LATERAL (
                   SELECT GREATEST(open.late, 0) AS days,
                          CASE WHEN open.amount < 0 THEN 'credit'
                               WHEN open.late <= 0 THEN 'not_due'
                               WHEN open.late <= company.egg_aged_first THEN 'age_1'
                               WHEN open.late <= company.egg_aged_second THEN 'age_2'
                               WHEN open.late <= company.egg_aged_third THEN 'age_3'
                               ELSE 'age_4' END AS bracket
                   ) age
             WHERE line.parent_state = 'posted' AND line.date <= %(day)s
               AND (open.amount <> 0 OR open.amount_currency <> 0)
            """,
            day=day,
        )

    # Brackets are named by the companies' setting; by their order only, where the companies do not have the same.

    @api.model
    def _get_brackets(self) -> list:
        return list(self._get_labels().items())

    @api.model
    def _get_labels(self) -> dict:
        """Return {bracket: its name}, in the order of the columns; the fields of their amounts are named alike."""
        labels = {NOT_DUE: self.env._("Not due yet")}
        brackets = {company._get_egg_brackets() for company in self.env.companies}
        if len(brackets) > 1:
            labels |= zip(AGES, (self.env._("First bracket"), self.env._("Second bracket"),
                                 self.env._("Third bracket"), self.env._("Last bracket")), strict=True)
        else:
            for name, (first, last) in brackets.pop().get_ranges().items():
                labels[name] = (self.env._("%(first)s to %(last)s days", first=first, last=last) if last
                                else self.env._("More than %(days)s days", days=first - 1))
        return labels | {CREDIT: self.env._("Not allocated")}

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        found = super().fields_get(allfields, attributes)
        for name, label in self._get_labels().items():
            if "string" in found.get(name, ()):
                found[name]["string"] = label
        return found

    def action_open_document(self):
        """Open the document that the amount is of."""
        self.ensure_one()
        return self.move_id._get_records_action()

    # What is printed

    @api.model
    def _get_balances(self, domain) -> list:
        """Return the customers of this search with their balances, one dict per company and customer, by name."""
        names = [*self._get_labels(), "balance"]
        groups = self._read_group(domain, ["company_id", "partner_id"], [f"{name}:sum" for name in names])
        rows = [{"company": company, "partner": partner, "amounts": dict(zip(names, amounts, strict=True))}
                for company, partner, *amounts in groups]
        return sorted(rows, key=lambda row: (row["company"].name, row["company"].id,
                                             (row["partner"].display_name or "").lower(), row["partner"].id))

    @api.model
    def _get_sections(self, domain) -> list:
        """Return [{company, rows, totals}], one per company: each has its currency."""
        sections = {}
        for row in self._get_balances(domain):
            section = sections.setdefault(row["company"], {"company": row["company"], "rows": [], "totals": {}})
            section["rows"].append(row)
            for name, amount in row["amounts"].items():
                section["totals"][name] = section["totals"].get(name, 0.0) + amount
        return list(sections.values())

    @api.model
    def _get_title(self) -> str:
        return self.env._("Aged balance on %(day)s", day=format_date(self.env, self._get_day()))

    @api.model
    def _render_pdf(self, domain) -> bytes:
        """The aged balance of a search as a PDF.

        :raises UserError: PDFs cannot be made on this server.
        """
        page = self.env["ir.qweb"]._render("egg_followup.aged_page", {
            "title": self._get_title(), "labels": self._get_labels(), "sections": self._get_sections(domain),
        })
        return self.env["ir.actions.report"]._render_egg_pages([page], self.env.company)

    @api.model
    def _render_sheets(self, domain) -> bytes:
        """The aged balance of a search as a spreadsheet: a page by customer, a page of what is open."""
        return write_sheets([self._get_customers_table(domain), self._get_items_table(domain)])

    @api.model
    def _get_customers_table(self, domain) -> Table:
        """One row per customer, the totals of each company in its currency."""
        labels = [*self._get_labels().values(), self.env._("Balance")]
        columns = {self.env._("Company"): 24, self.env._("Currency"): 10, self.env._("Customer"): 36}
        rows = []
        for section in self._get_sections(domain):
            company = section["company"]
            head = [company.name, company.currency_id.name]
            rows += [[*head, row["partner"].display_name or "", *row["amounts"].values()] for row in section["rows"]]
            rows.append([*head, self.env._("Total"), *section["totals"].values()])
        return Table(self.env._("Customers"), self._get_title(), columns | dict.fromkeys(labels, 16), rows)

    @api.model
    def _get_items_table(self, domain) -> Table:
        """One row per entry that was open."""
        columns = {
            self.env._("Customer"): 36, self.env._("Document"): 22, self.env._("Date"): 12, self.env._("Due date"): 12,
            self.env._("Days late"): 10, self.env._("Age"): 20, self.env._("Salesperson"): 22,
            self.env._("Company"): 24, self.env._("Balance"): 16, self.env._("Currency"): 10,
            self.env._("Balance in currency"): 16,
        }
        labels = self._get_labels()
        rows = [
            [item.partner_id.display_name or "", item.move_id.name or "", item.date, item.due_date, item.days_late,
             labels[item.bracket], item.salesperson_id.name or "", item.company_id.name, item.balance,
             item.currency_id.name, item.balance_currency]
            for item in self.search(domain, order="partner_id, due_date, id")
        ]
        return Table(self.env._("Open items"), self._get_title(), columns, rows)
