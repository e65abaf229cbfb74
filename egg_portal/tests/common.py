import json
from unittest.mock import patch

from odoo import Command
from odoo.addons.egg_billing.tests.common import FrenchCompanyCase
from odoo.tests import HttpCase

IBAN = "FR1420041010050500013M02606"


class PortalCase(FrenchCompanyCase):
    """A French company whose customers can pay by card, and invoices. Today is Tuesday 24 November 2026."""

    now = "2026-11-24 10:00:00"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_bank_account(IBAN)
        cls.provider = cls.make_provider(cls.company, cls.bank)
        cls.alpha = cls.env["res.partner"].create({"name": "Client Alpha", "is_company": True, "lang": "en_US",
                                                   "country_id": cls.env.ref("base.fr").id})

    @classmethod
    def make_provider(cls, company, journal):
        """Odoo's own provider of cards, without any call to it."""
        provider = cls.env["payment.provider"].sudo().search([("code", "=", "stripe"), ("company_id", "=", company.id)],
                                                             limit=1)
        if not provider:
            provider = cls.env.ref("payment.payment_provider_stripe").sudo().copy({"company_id": company.id})
        provider.write({"state": "test", "stripe_secret_key": "sk_test_x", "stripe_publishable_key": "pk_test_x",
                        "is_published": True})
        provider.journal_id = journal
        return provider

    @classmethod
    def make_invoice(cls, *amounts, partner=None, due="2026-11-20", post=True, **values):
        """An invoice without tax; several amounts are as many instalments, a day apart."""
        invoice = cls.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": (partner or cls.alpha).id, "invoice_date": "2026-11-01",
            "invoice_date_due": due, "invoice_payment_term_id": cls.make_terms(amounts).id if amounts[1:] else False,
            "invoice_line_ids": [Command.create({"name": "Work", "price_unit": sum(amounts), "tax_ids": False})]}
            | values)
        if post:
            invoice.action_post()
        return invoice

    @classmethod
    def make_terms(cls, amounts):
        """Fixed instalments."""
        rows = [{"value": "percent", "value_amount": 100 * amount / sum(amounts), "nb_days": 10 + number}
                for number, amount in enumerate(amounts)]
        return cls.env["account.payment.term"].create(
            {"name": "Parts", "line_ids": [Command.clear(), *map(Command.create, rows)]})

    @classmethod
    def items(cls, *invoices):
        return cls.env["account.move"].union(*invoices)._get_egg_due_items().sorted("date_maturity")

    @classmethod
    def refund(cls, amount, partner=None):
        move = cls.env["account.move"].create({
            "move_type": "out_refund", "partner_id": (partner or cls.alpha).id, "invoice_date": "2026-11-10",
            "invoice_line_ids": [Command.create({"name": "Back", "price_unit": amount, "tax_ids": False})]})
        move.action_post()
        return move

    def begin(self, items, amount=None, **values):
        """A transaction as the page makes it."""
        offer = items._get_egg_payment_offer()
        return self.env["payment.transaction"].sudo().create({
            "provider_id": self.provider.id, "payment_method_id": self.env.ref("payment.payment_method_card").id,
            "reference": f"T{self.env['payment.transaction'].search_count([])}-{items[0].id}",
            "amount": amount or float(offer.amount), "currency_id": items.currency_id.id, "partner_id": self.alpha.id,
            "operation": "online_direct", "egg_due_item_ids": [Command.set(offer.items)],
            "egg_credits": {line: float(part) for line, part in offer.credits.items()}} | values)

    def settle(self, transaction):
        transaction._set_done()
        transaction._post_process()


class PortalHttpCase(PortalCase, HttpCase):
    """The same over HTTP, as somebody whom nobody knows."""

    def setUp(self):
        super().setUp()
        answer = {"client_secret": "x", "id": "pi_1"}
        self.startPatcher(patch.object(type(self.provider), "_send_api_request", lambda *_args, **_values: answer))

    def path(self, items):
        return "/egg/pay/" + items._get_egg_payment_url().rpartition("/")[2]

    def open(self, path, **parameters):
        return self.url_open(path + ("?" + "&".join(f"{key}={value}" for key, value in parameters.items())
                                     if parameters else ""))

    def ask(self, path, amount, **values):
        """What the browser sends when *Pay* is pressed; return (result, message of the refusal)."""
        parameters = {
            "provider_id": self.provider.id, "payment_method_id": self.env.ref("payment.payment_method_card").id,
            "token_id": None, "amount": amount, "flow": "direct", "tokenization_requested": False,
            "landing_route": path, "is_validation": False, "access_token": ""} | values
        answer = self.url_open(f"{path}/transaction", headers={"Content-Type": "application/json"},
                               data=json.dumps({"params": parameters}).encode()).json()
        return answer.get("result"), answer.get("error", {}).get("data", {}).get("message", "")

    def transactions(self, items):
        return self.env["payment.transaction"].search([("egg_due_item_ids", "in", items.ids)])
