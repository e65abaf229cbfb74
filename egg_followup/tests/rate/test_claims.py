from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import FollowupCase


@tagged("post_install", "-at_install")
class TestClaims(FollowupCase):
    def paid_late(self, amount=10_000.0, due=date(2026, 2, 1),
                  parts=((9_000.0, date(2026, 5, 1)), (1_000.0, date(2026, 5, 27))), **values):
        invoice = self._invoice(amount=amount, due=due, **values)
        for part, day in parts:
            wizard = self.env["account.payment.register"].with_context(active_model="account.move",
                                                                       active_ids=invoice.ids)
            wizard.create({"journal_id": self.bank.id, "amount": part, "payment_date": day})._create_payments()
        return invoice

    def claim(self, *invoices):
        invoices = self.env["account.move"].union(*invoices)
        action = invoices.action_egg_claim_interest()
        return self.env["account.move"].browse(action.get("res_id") or action["domain"][0][2])

    def test_interest_survives_the_payment(self):
        """MON-08: 10,000.00 paid in two late parts is fully paid: 304.92 of interest and 40.00 are claimed by an
        invoice without VAT, once.
        """
        invoice = self.paid_late()
        self.assertEqual((invoice.amount_residual, invoice.egg_late_claim), (0.0, 344.92))
        self.assertIn(invoice, self.env["account.move"].search([("egg_has_late_claim", "=", True)]))
        claim = self.claim(invoice)
        self.assertEqual(claim.invoice_line_ids.mapped("price_unit"), [304.92, 40.0])
        self.assertEqual((claim.amount_total, claim.amount_tax, claim.partner_id), (344.92, 0.0, self.alpha))
        for word in (invoice.name, "9,000.00", "89 days", "1,000.00", "115 days"):
            self.assertIn(word, claim.invoice_line_ids[0].name.replace("\u00a0", " "))
        claim.action_post()
        self.assertEqual(invoice.egg_late_claim, 0.0)
        self.assertNotIn(invoice, self.env["account.move"].search([("egg_has_late_claim", "=", True)]))
        with self.assertRaises(UserError):
            invoice.action_egg_claim_interest()

    def test_a_claim_goes_on(self):
        """MON-08: what was claimed is not claimed again, by an invoice nor by a reminder; a claim that is cancelled is
        open again.
        """
        invoice = self._invoice(amount=10_000.0, due=date(2026, 3, 15))
        message = self._prepare(self._items(invoice), stage=self.notice).followup_message_ids
        self.assertEqual((message.interest, message.recovery_fee), (243.0, 40.0))  # 73 days at 12.15 %
        claim = self.claim(invoice)
        message = self._prepare(self._items(invoice), stage=self.notice).followup_message_ids
        self.assertEqual((message.interest, message.recovery_fee), (0.0, 0.0))
        self.freeze(date(2026, 8, 8))  # 73 days more
        self.assertEqual(sum(map(float, invoice._get_egg_late_claim(date(2026, 8, 8)))), 243.0)
        claim.button_cancel()
        self.assertEqual(sum(map(float, invoice._get_egg_late_claim(date(2026, 5, 27)))), 283.0)

    def test_no_interest(self):
        """MON-08: nothing is claimed for what was paid in time or credited, of private persons, nor on a claim itself.
        """
        private = self._customer("Jean", is_company=False)
        credited = self._invoice(due=date(2026, 2, 1))
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move",
                                                                active_ids=credited.ids).create(
            {"journal_id": credited.journal_id.id})
        note = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
        note.action_post()
        self.assertEqual(credited.amount_residual, 0.0)
        claim = self.claim(self.paid_late())
        claim.invoice_date = claim.invoice_date_due = date(2026, 3, 1)
        claim.action_post()
        for invoice in (self.paid_late(parts=((10_000.0, date(2026, 2, 1)),)), self.paid_late(partner=private),
                        credited, claim):
            self.assertEqual(invoice.egg_late_claim, 0.0)
            self.assertNotIn(invoice, self.env["account.move"].search([("egg_has_late_claim", "=", True)]))

    def test_instalments(self):
        """MON-08: each instalment from its own due date, the fee once for the invoice."""
        condition = self.env["egg.payment.condition"].create({"name": "Two", "line_ids": [
            Command.create({"percent": 50, "rule": "fixed", "fixed_date": day})
            for day in ("2026-03-01", "2026-04-01")]})
        invoice = self._invoice(amount=20_000.0, due=date(2026, 2, 1), post=False, egg_condition_id=condition.id)
        invoice.action_post()
        days = (date(2026, 5, 27) - date(2026, 3, 1)).days + (date(2026, 5, 27) - date(2026, 4, 1)).days
        self.assertAlmostEqual(invoice.egg_late_claim, 10_000 * 0.1215 * days / 365 + 40, delta=0.011)

    def test_who_claims(self):
        """MON-08, QLT-01: an ordinary billing user claims; who does not bill is refused, and sees no amounts."""
        billing = new_test_user(self.env, "egg_claims", groups="account.group_account_invoice")
        nobody = new_test_user(self.env, "egg_claims_not", groups="base.group_user,account.group_account_readonly")
        invoice = self.paid_late()
        with self.assertRaises(AccessError):
            invoice.with_user(nobody).action_egg_claim_interest()
        with self.assertRaises(AccessError):
            invoice.with_user(nobody).read(["egg_late_claim"])
        self.assertEqual(invoice.with_user(billing).egg_late_claim, 344.92)
        claim = self.claim(invoice.with_user(billing))
        claim.with_user(billing).action_post()
        self.assertEqual((claim.state, claim.invoice_line_ids.account_id.code[:4]), ("posted", "7631"))
        self.assertIn(claim, self.env["account.move"].browse(
            key[1] for link in invoice._get_egg_map_links() for key in link if key[0] == "account.move"))
