import base64
from unittest.mock import patch

from odoo.addons.egg_billing.tests.common import FrenchCompanyCase

from .files import camt


class BankFiles:
    """What a person does with files of the bank `bank`, as the user `billing`."""

    @classmethod
    def make_user(cls, login, *groups):
        return cls.env["res.users"].create({
            "name": login, "login": f"cash-{login}", "company_ids": [(6, 0, cls.company.ids)],
            "company_id": cls.company.id,
            "group_ids": [(6, 0, [cls.env.ref(one).id for one in ("base.group_user", *groups)])]})

    def read(self, content, user=None, journal=None, **values):
        """Drop a file, as a person does; return the form."""
        form = self.env["egg.cash.import"].with_user(user or self.billing).create({
            "file": base64.b64encode(content), "file_name": "bank.txt",
            "journal_id": (journal or self.bank).id} | values)
        form.action_import()
        return form

    def read_on(self, left=float("inf")):
        """The job, which stops after its first lines when no time is left."""
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_values: left):
            self.env["egg.cash.import"].sudo()._cron_read()

    def validate_ticked(self, lines=None, user=None, domain=None):
        """Press the button above the list, with what its search shows, and say yes to what it asks; return the form."""
        lines = self.env["egg.cash.line"] if lines is None else lines
        lines = lines.with_user(user or self.billing).with_context(active_domain=domain or [])
        action = lines.action_validate_ticked()
        form = self.env[action["res_model"]].with_user(user or self.billing).browse(action["res_id"])
        form.action_book()
        return form

    def csv(self, *rows):
        """A table of (day of December, amount, label, payer)."""
        lines = [f"{day:02d}/12/2026;{label};{payer};{str(amount).replace('.', ',')}"
                 for day, amount, label, payer in rows]
        return "\n".join(["Date;Libelle;Tiers;Montant", *lines]).encode()

    def take(self, *rows, user=None):
        """Read a table, say yes to its columns; return the rows in the order of the file."""
        form = self.read(self.csv(*rows), user=user)
        if form.state == "table":
            form.action_import_table()
        return self.env["egg.cash.line"].search([("journal_id", "=", self.bank.id)], order="id desc",
                                                limit=form.added_count).sorted("id")


class CashCase(BankFiles, FrenchCompanyCase):
    """A French company with a bank, customers and invoices. Today is Thursday 10 December 2026."""

    now = "2026-12-10 10:00:00"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_bank_account(camt.IBAN)
        cls.customer = cls.make_customer("Menuiserie Dupont")
        cls.billing = cls.make_user("billing", "account.group_account_invoice")

    @classmethod
    def make_customer(cls, name, **values):
        return cls.env["res.partner"].create({"name": name, "is_company": True, "customer_rank": 1} | values)

    @classmethod
    def make_invoice(cls, amount, partner=None, kind="out_invoice", **values):
        """A posted invoice without VAT."""
        move = cls.env["account.move"].create({
            "move_type": kind, "partner_id": (partner or cls.customer).id, "invoice_date": "2026-11-20",
            "invoice_line_ids": [(0, 0, {"name": "x", "quantity": 1, "price_unit": amount, "tax_ids": []})]} | values)
        move.action_post()
        return move

    @staticmethod
    def due(moves):
        """The due items of invoices."""
        return moves.line_ids.filtered(lambda line: line.display_type == "payment_term")
