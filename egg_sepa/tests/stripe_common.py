from unittest.mock import patch

from odoo.addons.egg_sepa.gateway import stripe_gateway

from .common import SepaCase
from .stripe_fake import GOOD_KEY, SECRET, StripeFake

PUBLISHABLE = "pk_test_TYooMQauvdEDq54NiTphI7jx"


class StripeCase(SepaCase):
    """A company with a Stripe account at the fake; nothing waits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for patcher in (patch.object(stripe_gateway, "pause", lambda _seconds: None),
                        patch("stripe._http_client.HTTPClient._sleep_time_seconds", return_value=0)):
            patcher.start()
            cls.addClassCleanup(patcher.stop)
        cls.provider = cls.env["payment.provider"].search([("code", "=", "stripe"), ("company_id", "=", cls.company.id)], limit=1)
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
        self.env["ir.config_parameter"].sudo().set_param("egg_sepa.stripe_test_address", self.fake.address)

    @classmethod
    def make_user(cls, login, *groups, company=None):
        company = company or cls.company
        return cls.env["res.users"].with_context(no_reset_password=True).create({
            "name": login, "login": login, "email": f"{login}@example.com", "company_id": company.id,
            "company_ids": [(6, 0, company.ids)], "group_ids": [(6, 0, [cls.env.ref(one).id for one in groups])]})
