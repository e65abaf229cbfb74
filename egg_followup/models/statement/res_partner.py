from collections import defaultdict

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.image import image_data_uri

from ...core.statement import build
from ..aged.egg_aged_item import DAY

#: Due items that the address to pay on names at most: it stays short enough for mail programs.
MOST_LINKED = 50


class ResPartner(models.Model):
    """A customer's statement of account: of his whole firm, whoever of it a document is addressed to."""

    _inherit = "res.partner"

    def action_egg_statement(self) -> dict:
        """Choose the statement of these customers, see it or send it."""
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id("egg_followup.egg_statement_action")
        return action | {"context": {"active_model": self._name, "active_ids": self.commercial_partner_id.ids}}

    def _get_egg_account_actions(self) -> list:
        actions = super()._get_egg_account_actions()
        if self.env["egg.statement.wizard"].has_access("create"):
            actions.append({"method": "action_egg_statement", "label": self.env._("Statement of account"),
                            "icon": "fa-file-text-o"})
        return actions

    def _get_egg_statement_domain(self, company, *more) -> list:
        """Return the domain of the entries of receivable accounts that the statements of these customers are of."""
        return [("partner_id.commercial_partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "=", company.id), ("parent_state", "=", "posted"),
                ("account_type", "=", "asset_receivable"), *more]

    def _get_egg_statement_lines(self, company, *more) -> models.Model:
        # sudo: a statement is of the whole account of a company; who may make one was checked by who calls
        lines_sudo = self.env["account.move.line"].sudo()
        return lines_sudo.search(self._get_egg_statement_domain(company, *more), order="date, id")

    def _get_egg_statement(self, company, choice) -> dict:
        """Return {currency: `Account`} of one customer.

        :param choice: `Choice`.
        """
        self.ensure_one()
        if not choice.is_period:
            return self._get_egg_open_accounts(company)
        # sudo: as for the entries
        opening = defaultdict(float, self.env["account.move.line"].sudo()._read_group(
            self._get_egg_statement_domain(company, ("date", "<", choice.first)), ["currency_id"],
            ["amount_currency:sum"]))
        lines = self._get_egg_statement_lines(company, ("date", ">=", choice.first), ("date", "<=", choice.last))
        by_currency = lines.filtered("amount_currency").grouped("currency_id")
        currencies = [*by_currency, *(one for one, amount in opening.items()
                                      if one not in by_currency and not one.is_zero(amount))]
        return {currency: build(
            currency.round(opening[currency]),
            [line._to_egg_statement_row(line.amount_currency) for line in by_currency.get(currency, lines.browse())],
            currency.decimal_places) for currency in currencies}

    def _get_egg_open_accounts(self, company) -> dict:
        """What is open today, as the aged balance has it: nothing of a later day is on it."""
        rows = defaultdict(list)
        for line, currency, amount in self._get_egg_aged_sudo(company)._read_group(
                self._get_egg_aged_domain(company), ["line_id", "currency_id"], ["balance_currency:sum"]):
            if not currency.is_zero(amount):
                rows[currency].append((line, currency.round(amount)))
        today = fields.Date.context_today(self)
        return {currency: build(0.0, [line._to_egg_statement_row(amount) for line, amount in sorted(
            some, key=lambda row: (row[0].date, row[0].id))], currency.decimal_places, today)
            for currency, some in rows.items()}

    def _get_egg_aged_domain(self, company) -> list:
        return [("partner_id", "in", self.commercial_partner_id.ids), ("company_id", "=", company.id)]

    def _get_egg_aged_sudo(self, company):
        """Return the aged balance of today, whatever day the user looks at."""
        # sudo: a statement is of the whole account of a company; who may make one was checked by who calls
        return self.env["egg.aged.item"].sudo().with_context(**{DAY: False}, allowed_company_ids=company.ids)

    def _get_egg_statement_title(self, choice) -> str:
        if not choice.is_period:
            return self.env._("Statement of account on %(day)s",
                              day=format_date(self.env, fields.Date.context_today(self)))
        return self.env._("Statement of account from %(first)s to %(last)s", first=format_date(self.env, choice.first),
                          last=format_date(self.env, choice.last))

    def _get_egg_statement_bank(self, company):
        """Return the bank account that a statement asks to pay to: that of the newest open invoice, else the company's
        first.
        """
        # sudo: as for the entries
        newest_sudo = self.env["account.move.line"].sudo().search(self._get_egg_statement_domain(
            company, ("reconciled", "=", False), ("balance", ">", 0), ("move_id.partner_bank_id", "!=", False),
            ("move_id.move_type", "in", ("out_invoice", "out_receipt"))), order="date desc, id desc", limit=1)
        # sudo: the account is printed
        return newest_sudo.move_id.partner_bank_id or company.sudo().bank_ids[:1]

    def _get_egg_statement_recipients(self) -> dict:
        """Return {customer id: the contact who gets the statement}: as for reminders, those of type invoice first, the
        first whose address works.
        """
        contacts, found = self._get_egg_invoice_contacts(), {}
        for customer in self:
            partners = contacts.get(customer.id, self.browse()) | customer
            found[customer.id] = next((one for one in partners if one._has_egg_live_email()), partners[:1])
        return found

    def _render_egg_statement(self, company, choice, language: str = "") -> bytes:
        """Return the statement of a customer as a PDF, in his language.

        :param language: that of the contact who gets it.
        :raises UserError: PDFs cannot be made on this server.
        """
        language = language or self.lang or company.partner_id.lang or self.env.lang
        customer = self.with_context(lang=language)
        address = customer._display_address(without_company=True)
        page = self.env["ir.qweb"].with_context(lang=language)._render("egg_followup.statement_page", {
            "customer": customer, "company": company, "choice": choice, "image_data_uri": image_data_uri,
            "title": customer._get_egg_statement_title(choice),
            "accounts": customer._get_egg_statement(company, choice),
            "bank": customer._get_egg_statement_bank(company), "link": customer._get_egg_statement_link(company),
            "address": [customer.name or "", *filter(None, map(str.strip, address.splitlines()))],
            "day": lambda value: format_date(customer.env, value, lang_code=language) if value else "",
        })
        return self.env["ir.actions.report"].with_context(lang=language)._render_egg_pages([page], company)

    def _get_egg_statement_link(self, company) -> str:
        """Return the address on which the customer pays all that is due (see `_get_egg_payment_url`); empty: there is
        none, or it is too much for an address.
        """
        # sudo: as for the entries; the address is the customer's own
        lines_sudo = self.env["account.move.line"].sudo()
        items_sudo = lines_sudo.search(lines_sudo._get_egg_due_item_domain() & Domain(
            self._get_egg_statement_domain(company, ("date", "<=", fields.Date.context_today(self)))),
            order="date_maturity, id", limit=MOST_LINKED + 1)
        return items_sudo._get_egg_payment_url() if items_sudo and len(items_sudo) <= MOST_LINKED else ""

    def _get_egg_seller(self):
        """Return the customer's salesperson, who reads what is answered to a statement."""
        return self.user_id
