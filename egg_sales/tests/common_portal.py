from odoo import fields
from odoo.addons.egg_billing.tests.common_schedule import ScheduleCase
from odoo.addons.payment.tests.http_common import PaymentHttpCommon
from odoo.tools import mute_logger


class PortalPaymentCase(ScheduleCase, PaymentHttpCommon):
    """A customer without a login pays through the links of the portal, with a provider that takes everything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        code = cls.env["account.payment.method"].sudo().create({"name": "Dummy", "code": "none",
                                                                "payment_type": "inbound"})
        journal = cls.env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", cls.company.id)],
                                                    limit=1)
        cls.provider.journal_id = journal
        if not journal.inbound_payment_method_line_ids.filtered(lambda line: line.payment_provider_id == cls.provider):
            cls.env["account.payment.method.line"].create(
                {"payment_method_id": code.id, "journal_id": journal.id, "payment_provider_id": cls.provider.id}
            )

    def setUp(self):
        self.enable_post_process_patcher = False
        super().setUp()

    def pay_online(self, route, document, amount):
        """Pay a document on its page of the portal; return the transaction, done."""
        with mute_logger("odoo.addons.payment.models.payment_transaction"):
            result = self.make_jsonrpc_request(route, {
                "provider_id": self.provider.id, "payment_method_id": self.payment_method_id, "token_id": None,
                "amount": amount, "flow": "direct", "tokenization_requested": False,
                "landing_route": document.get_portal_url(), "access_token": document._portal_ensure_token(),
            })
        transaction = self.env["payment.transaction"].sudo().search([("reference", "=", result["reference"])])
        transaction._set_done()
        transaction._post_process()
        return transaction

    def pay_order_online(self, order, amount):
        return self.pay_online(f"/my/orders/{order.id}/transaction", order, amount)
