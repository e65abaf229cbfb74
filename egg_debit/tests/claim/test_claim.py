from odoo.tests import tagged

from ..common import DebitCase


@tagged("post_install", "-at_install")
class TestClaim(DebitCase):
    def test_what_is_being_paid_online_is_held(self):
        """BNK-01: a transaction that waits at the bank, or is done and not booked yet,
        holds its item; booked or refused it does not.
        """
        invoice = self.make_invoice(self.make_mandate().partner_id)
        item = invoice._get_egg_due_items()
        provider = self.env["payment.provider"].search([("code", "not in", ("none", "custom"))], limit=1)
        transaction = self.env["payment.transaction"].create({
            "provider_id": provider.id, "amount": 100.0,
            "payment_method_id": self.env["payment.method"].with_context(active_test=False).search([], limit=1).id,
            "currency_id": invoice.currency_id.id, "partner_id": invoice.partner_id.id, "reference": "ONLINE-1",
            "invoice_ids": [(6, 0, invoice.ids)]})
        for state, processed, held in (("draft", False, False), ("pending", False, True), ("authorized", False, True),
                                       ("done", False, True),
                                       ("done", True, False), ("error", False, False), ("cancel", False, False)):
            transaction.write({"state": state, "is_post_processed": processed})
            self.assertEqual(item.id in item._get_egg_hold_reasons(), held, (state, processed))
