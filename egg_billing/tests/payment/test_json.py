import json
from datetime import datetime, timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestPaymentOverJson(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        user = new_test_user(cls.env, "biller36", "account.group_account_invoice")
        key = cls.env["res.users.apikeys"].with_user(user)._generate(
            scope="rpc", name="test", expiration_date=datetime.now() + timedelta(hours=1)
        )
        cls.headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        cls.mode = cls.env["egg.payment.mode"].search([], limit=1)
        income = cls.env["account.account"].search(
            [("account_type", "=", "income"), ("company_ids", "in", cls.env.company.ids)], limit=1
        )
        cls.invoice = cls.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": cls.env["res.partner"].create({"name": "Client Alpha"}).id,
            "invoice_line_ids": [Command.create({"name": "Work", "price_unit": 100, "account_id": income.id,
                                                 "tax_ids": []})],
        })
        cls.invoice.action_post()

    def call(self, **arguments):
        return self.url_open(
            "/json/2/account.move/egg_register_payment", data=json.dumps({"ids": self.invoice.ids} | arguments),
            headers=self.headers
        )

    def test_a_payment_by_the_id_of_its_mode(self):
        """COR-07: a payment is noted with the id of its mode; its date may be left out."""
        response = self.call(amount=40, payment_mode=self.mode.id, date="2026-01-15")
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(self.call(amount=10.5).status_code, 200)
        payments = self.invoice.egg_payment_ids.sorted("id")
        self.assertEqual(payments.mapped("amount"), [40.0, 10.5])
        self.assertEqual(payments[0].egg_payment_mode_id, self.mode)
        self.assertEqual(payments[0].date, fields.Date.to_date("2026-01-15"))

    @mute_logger("odoo.http")
    def test_bad_arguments_are_said(self):
        """COR-07: what cannot be read is refused with 422 and words, and nothing is noted."""
        bad = [
            {"amount": "forty"}, {"amount": True}, {"amount": None}, {"amount": 0}, {"amount": -1}, {},
            {"amount": 1, "date": "soon"},
            {"amount": 1, "date": 5}, {"amount": 1, "payment_mode": 99999999}, {"amount": 1, "payment_mode": "Cheque"},
            {"amount": 1, "kind": "gift"}, {"amount": 1, "reference": 5}, {"amount": 1, "ids": []},
            {"amount": 1, "colour": "red"},
        ]
        for arguments in bad:
            with self.subTest(arguments=arguments):
                response = self.call(**arguments)
                self.assertEqual(response.status_code, 422, response.text)
                self.assertTrue(response.json()["message"])
        self.assertFalse(self.invoice.egg_payment_ids)
