import json
from unittest.mock import patch

from lxml import html
from odoo import http
from odoo.addons.egg_debit.tests.common import DebitCase
from odoo.tests import HttpCase

IBAN = "FR7630006000011234567890189"
PDF = b"%PDF-1.4 signed"
SIGNATURE = ("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==")


class SignCase(DebitCase, HttpCase):
    """A customer who signs over HTTP, as somebody whom nobody knows; his code is always 123456.

    Today is Tuesday 24 November 2026.
    """

    def setUp(self):
        super().setUp()
        self.company.email = "firm@example.com"
        self.customer = self.env["res.partner"].create({
            "name": "Menuiserie Dupont", "is_company": True, "email": "dupont@example.com", "lang": "en_US"})
        report = type(self.env["ir.actions.report"])
        self.startPatcher(patch.object(report, "_render_qweb_pdf", lambda *_args, **_values: (PDF, "pdf")))
        self.startPatcher(patch("odoo.addons.egg_portal_debit.models.signing.egg_mandate_signing.make_code",
                                lambda: "123456"))
        self.authenticate(None, None)
        self.path = self.make_path()

    def make_path(self, customer=None, mandate=None):
        return "/egg/mandate/" + (customer or self.customer)._make_egg_mandate_url(
            self.company, mandate).rpartition("/")[2]

    def post(self, step, path=None, **values):
        return self.url_open(f"{path or self.path}/{step}", data={"csrf_token": http.Request.csrf_token(self)} | values)

    def enter(self, iban=IBAN, holder="Menuiserie Dupont", town="Lyon", path=None):
        return self.post("account", path, iban=iban, holder=holder, town=town)

    def draw(self, name="Jean Dupont", signature=SIGNATURE, path=None):
        answer = self.url_open(f"{path or self.path}/sign", headers={"Content-Type": "application/json"},
                               data=json.dumps({"params": {"name": name, "signature": signature}}).encode())
        return answer.json()["result"]

    def text(self, answer, name):
        found = html.fromstring(answer.content).xpath(f"//*[@name='{name}']")
        return " ".join(found[0].text_content().split()) if found else ""

    def problem(self, answer):
        return self.text(answer, "egg_sign_problem")

    def mandates(self):
        return self.env["egg.debit.mandate"].search([("partner_id", "=", self.customer.id)])
