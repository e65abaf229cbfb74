from unittest.mock import patch

from odoo.addons.egg_debit.tests.common import IBANS, DebitCase
from odoo.addons.egg_stripe.gateway import stripe_gateway

from .stripe_fake import GOOD_KEY, SECRET, StripeFake

PUBLISHABLE = "pk_test_TYooMQauvdEDq54NiTphI7jx"


class StripeCase(DebitCase):
    """A company with a Stripe account at the fake; nothing waits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for patcher in (patch.object(stripe_gateway, "pause", lambda _seconds: None),
                        patch("stripe._http_client.HTTPClient._sleep_time_seconds", return_value=0)):
            patcher.start()
            cls.addClassCleanup(patcher.stop)
        cls.provider = cls.env["payment.provider"].search([("code", "=", "stripe"),
                                                           ("company_id", "=", cls.company.id)], limit=1)
        if not cls.provider:
            cls.provider = cls.company._make_egg_stripe_provider()
        cls.provider.write({"state": "test", "stripe_secret_key": GOOD_KEY, "stripe_publishable_key": PUBLISHABLE,
                            "stripe_webhook_secret": SECRET})
        cls.provider.journal_id = cls.bank

    def setUp(self):
        super().setUp()
        self.fake = StripeFake()
        self.fake.start()
        self.addCleanup(self.fake.stop)
        self.env["ir.config_parameter"].sudo().set_param("egg_stripe.test_address", self.fake.address)

    @classmethod
    def make_user(cls, login, *groups, company=None):
        company = company or cls.company
        return cls.env["res.users"].with_context(no_reset_password=True).create({
            "name": login, "login": login, "email": f"{login}@example.com", "company_id": company.id,
            "company_ids": [(6, 0, company.ids)], "group_ids": [(6, 0, [cls.env.ref(one).id for one in groups])]})

    def link(self, number=0, **values):
        """A customer whose account is declared."""
        partner = values.pop("partner", None) or self.env["res.partner"].create(
            {"name": f"Client {number}", "is_company": True, "email": f"client{number}@example.com"})
        account = self.env["egg.stripe.account"].create(
            {"partner_id": partner.id, "iban": IBANS[number], "email": f"client{number}@example.com",
             "mandate_date": "2026-01-15"} | values)
        account.action_declare()
        self.assertEqual(account.state, "ready", account.error)
        return account

    def make_linked_invoice(self, number=0, amount=100.0, **values):
        return self.make_invoice(self.link(number).partner_id, amount, **values)

    def open_debit(self, records, user=None):
        form = self.env["egg.stripe.debit"].with_context(active_model=records._name, active_ids=records.ids)
        return (form.with_user(user) if user else form).create({})

    def confirm(self, records, user=None):
        return self.env["egg.stripe.run"].browse(self.open_debit(records, user).action_confirm()["res_id"])

    def job(self, name):
        """A background job, without its commits."""
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_values: float("inf")):
            getattr(self.env["egg.stripe.run"].sudo(), name)()
        self.env.flush_all()

    def debit(self, records):
        run = self.confirm(records)
        self.job("_cron_send")
        return run

    def paid_debit(self, number=0):
        """The debit of an invoice that Stripe told to be paid."""
        debit = self.debit(self.make_linked_invoice(number)).transaction_ids
        self.fake.settle()
        self.job("_cron_follow")
        return debit

    def quietly(self):
        """Faults are logged; here they are wanted."""
        return self.assertLogs("odoo.addons.egg_stripe.gateway.stripe_gateway", "WARNING")
