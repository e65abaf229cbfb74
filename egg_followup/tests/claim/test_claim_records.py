from datetime import date
from unittest.mock import patch

from odoo import Command
from odoo.addons.egg_followup.models.claim import egg_followup_claim
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import FollowupCase

DUE = date(2026, 3, 31)
THREE = ((2000.0, date(2026, 5, 15)), (3000.0, date(2026, 7, 20)), (1000.0, date(2026, 9, 30)))


@tagged("post_install", "-at_install")
class TestClaimRecords(FollowupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claims = cls.env["egg.followup.claim"]
        cls.company.egg_claim_since = date(2026, 1, 1)
        cls.billing = new_test_user(cls.env, "egg_claim_billing", groups="account.group_account_invoice")

    def late(self, parts=THREE, amount=10_000.0, due=DUE, **values):
        invoice = self._invoice(amount=amount, due=due, **values)
        for part, day in parts:
            wizard = self.env["account.payment.register"].with_context(active_model="account.move",
                                                                       active_ids=invoice.ids)
            wizard.create({"journal_id": self.bank.id, "amount": part, "payment_date": day})._create_payments()
        return invoice

    def night(self, day):
        """The job works on a day."""
        self.freeze(day)
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_values: float("inf")):
            self.env["egg.followup.claim"]._cron_claims()
        self.env.invalidate_all()

    def of(self, invoice):
        claims = {claim.kind: claim for claim in self.claims.search([("move_id", "=", invoice.id)])}
        return claims["interest"], claims["fee"]

    def waive(self, claims, reason="goodwill"):
        action = claims.action_waive()
        window = self.env["egg.followup.waive"].with_user(claims.env.user).with_context(**action["context"])
        window.create({"reason": reason}).action_apply()

    def test_three_part_payments_over_two_rates(self):
        """AUT-07: three part payments over two rates, to the cent, by either setting: interest first makes 552.77, the
        principal first 531.84; the books are the same.
        """
        invoice = self.late()
        self.night(date(2026, 11, 30))
        interest, fee = self.of(invoice)
        self.assertEqual((interest.amount, interest.open_amount, interest.state), (531.84, 531.84, "due"))
        self.assertEqual((fee.amount, fee.open_amount, fee.until), (40.0, 40.0, date(2026, 11, 30)))
        self.company.egg_set_off = "interest"
        self.assertEqual((interest.amount, fee.amount, invoice.amount_residual), (552.77, 40.0, 4000.0))
        self.assertEqual(invoice.egg_late_claim, 592.77)
        debt = next(iter(invoice._get_egg_settlements(date(2026, 11, 30)).values()))
        self.assertEqual((float(debt.principal), float(debt.interest - debt.paid_interest)), (4460.33, 92.44))
        message = self._prepare(self._items(invoice), stage=self.notice).followup_message_ids
        self.assertEqual((message.interest, message.recovery_fee), (552.77, 40.0))

    def test_nothing_without_the_setting(self):
        """AUT-07: a firm that does not say since when keeps no claims; what was due before that day, what private
        persons owe, what was paid in time or credited makes none.
        """
        before = self.late((), due=date(2025, 12, 31))
        private = self.late((), partner=self._customer("J", is_company=False))
        in_time, credited = self.late(((10_000.0, DUE),)), self.late(())
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=credited.ids)
        self.env["account.move"].browse(wizard.create({"journal_id": credited.journal_id.id}).refund_moves()[
            "res_id"]).action_post()
        self.night(date(2026, 6, 1))
        self.assertFalse(self.claims.search([("move_id", "in", (before | private | in_time | credited).ids)]))
        late = self.late(())
        self.company.egg_claim_since = False
        self.night(date(2026, 6, 2))
        self.assertFalse(self.claims.search([("move_id", "=", late.id)]))

    def test_invoiced_in_one_click(self):
        """AUT-07: an ordinary billing user invoices interest and fee without VAT on the account of the company; it is
        claimed once, what runs on is claimed the next time, a cancelled invoice gives it back.
        """
        account = self.env["account.account"].create({"name": "Late", "code": "763199", "account_type": "income_other"})
        self.company.egg_interest_account_id = account
        invoice = self.late(())
        self.night(date(2026, 5, 27))
        interest, fee = self.of(invoice)
        action = (interest | fee).with_user(self.billing).action_invoice()
        made = self.env["account.move"].browse(action["res_id"])
        self.assertEqual((made.invoice_line_ids.mapped("price_unit"), made.amount_tax), ([189.74, 40.0], 0.0))
        self.assertEqual(made.invoice_line_ids.account_id, account)
        self.assertEqual({claim.state for claim in interest | fee}, {"invoiced"})
        self.assertEqual((interest.invoiced_amount, fee.invoiced_amount), (189.74, 40.0))
        with self.assertRaises(UserError):
            (interest | fee).with_user(self.billing).action_invoice()
        self.night(date(2026, 6, 6))
        self.assertEqual((interest.open_amount, interest.state, fee.state), (33.29, "due", "invoiced"))  # 10 days
        made.button_cancel()
        self.assertEqual((interest.open_amount, fee.open_amount), (223.03, 40.0))

    def test_the_fee_alone(self):
        """AUT-07: one of the two alone can be invoiced, the other waived: neither takes from the other."""
        invoice = self.late(())
        self.night(date(2026, 5, 27))
        interest, fee = self.of(invoice)
        made = self.env["account.move"].browse(interest.action_invoice()["res_id"])
        self.assertEqual(made.amount_total, 189.74)
        self.waive(fee)
        self.assertEqual((interest.state, fee.state, invoice.egg_late_claim), ("invoiced", "waived", 0.0))
        self.night(date(2026, 6, 6))
        self.assertEqual(invoice.egg_late_claim, 33.29)
        fee.action_claim_again()
        self.assertEqual((fee.state, fee.open_amount, interest.open_amount), ("due", 40.0, 33.29))

    def test_waived_with_a_reason(self):
        """AUT-07: a waiver asks its reason, which stands on the invoice and on the account; neither the invoice nor a
        reminder claims it any more, nor what runs on.
        """
        invoice = self.late(())
        self.night(date(2026, 5, 27))
        claims = self.of(invoice)[0].with_user(self.billing)
        with self.assertRaises(UserError):
            self.waive(claims, " ")
        self.waive(claims, "delivery was late too")
        self.assertEqual((claims.state, claims.open_amount, claims.waived_user_id), ("waived", 0.0, self.billing))
        self.assertIn("delivery was late too", invoice.message_ids[0].body)
        self.night(date(2026, 8, 27))
        self.assertEqual(invoice.egg_late_claim, 40.0)
        message = self._prepare(self._items(invoice), stage=self.notice).followup_message_ids
        self.assertEqual((message.interest, message.recovery_fee), (0.0, 40.0))
        account = self.alpha.with_user(self.billing).get_egg_account()
        self.assertIn("delivery was late too", [event["text"] for event in account["events"]])
        with self.assertRaises(UserError):
            self.waive(claims)

    def test_a_reminder_settles_an_invoice_once(self):
        """AUT-07: the instalments of one invoice are settled together, however many a reminder speaks of; what a credit
        covers of one is claimed of that one only.
        """
        rows = [Command.create({"percent": 25.0, "rule": "days", "days": days}) for days in (0, 30, 0, 30)]
        invoice = self._invoice(amount=10_000.0, due=date(2026, 1, 31), egg_schedule_line_ids=rows)
        self.freeze(date(2026, 5, 27))
        apart, settle = [], type(invoice)._get_egg_settlements

        def counted(move, *arguments):
            apart.append(move)
            return settle(move, *arguments)

        with patch.object(type(invoice), "_get_egg_settlements", counted):
            message = self._prepare(self._items(invoice), stage=self.notice).followup_message_ids
            apart.clear()
            rows = message._get_rows()
        self.assertEqual((len(apart), len(rows)), (1, 4))
        today, items = date(2026, 5, 27), [row["item"] for row in rows]
        self.assertEqual([row["interest"] for row in rows],
                         [float(settle(invoice, today)[item._get_targets()].interest) for item in items])
        self.assertEqual([row["fee"] for row in rows], [40.0, 0.0, 0.0, 0.0])

    def test_the_account_screen(self):
        """AUT-07: the account shows what is to be claimed, and invoices it in one click."""
        self.late(())
        self.night(date(2026, 5, 27))
        alpha = self.alpha.with_user(self.billing)
        [row] = alpha.get_egg_account()["claims"]
        for amount in ("189.74", "40.00", "229.74"):
            self.assertIn(amount, row["sentence"])
        made = self.env["account.move"].browse(alpha.action_egg_invoice_claims()["res_id"])
        self.assertEqual(made.amount_total, 229.74)
        self.assertFalse(alpha.get_egg_account()["claims"])
        with self.assertRaises(UserError):
            alpha.action_egg_invoice_claims()

    def test_what_happens_to_the_invoice_later(self):
        """AUT-07: a payment, a credit note or a reset of the invoice changes its claims at once."""
        invoice = self.late(())
        self.night(date(2026, 5, 27))
        interest, fee = self.of(invoice)
        self._pay(invoice, 4000.0)
        self.assertEqual(interest.open_amount, 189.74)
        self.night(date(2026, 6, 6))
        self.assertEqual(interest.open_amount, 209.71)  # ten days on 6,000.00
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids)
        note = self.env["account.move"].browse(wizard.create({"journal_id": invoice.journal_id.id}).refund_moves()[
            "res_id"])
        note.invoice_line_ids.price_unit = 6000.0
        note.action_post()
        (note.line_ids | invoice.line_ids).filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled).reconcile()
        self.assertEqual((invoice.amount_residual, interest.open_amount), (0.0, 75.90))  # 57 days on 4,000.00 paid
        self.assertEqual(fee.open_amount, 40.0)

    def test_another_currency(self):
        """AUT-07: claims are in the currency of the invoice; a fee that was invoiced is done, whatever rates do."""
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create([
            {"currency_id": dollar.id, "name": "2026-01-01", "rate": 1.08},
            {"currency_id": dollar.id, "name": "2026-06-01", "rate": 1.20}])
        invoice = self.late((), currency_id=dollar.id)
        self.night(date(2026, 5, 27))
        interest, fee = self.of(invoice)
        self.assertEqual((fee.open_amount, interest.currency_id), (43.2, dollar))
        (interest | fee).action_invoice()
        self.night(date(2026, 6, 6))
        self.assertEqual((fee.open_amount, fee.state), (0.0, "invoiced"))

    def test_who_may(self):
        """AUT-07, QLT-01: readers see claims and decide nothing; others and other companies see none; nobody writes one
        by hand.
        """
        self.late(())
        self.night(date(2026, 5, 27))
        claims = self.claims.search([])
        reader = new_test_user(self.env, "egg_claim_reader", groups="account.group_account_readonly")
        nobody = new_test_user(self.env, "egg_claim_nobody", groups="base.group_user")
        other = self.env["res.company"].create({"name": "Other SAS"})
        stranger = new_test_user(self.env, "egg_claim_stranger", groups="account.group_account_manager",
                                 company_id=other.id, company_ids=[Command.set(other.ids)])
        self.assertTrue(claims.with_user(reader).mapped("open_amount"))
        for user in (reader, nobody, stranger):
            for act in ("action_invoice", "action_waive", "action_claim_again"):
                with self.assertRaises(AccessError):
                    getattr(claims.with_user(user), act)()
        for user in (nobody, stranger):
            with self.assertRaises(AccessError):
                claims.with_user(user).read(["amount"])
        for user in (self.billing, reader):
            with self.assertRaises(AccessError):
                claims.with_user(user).write({"open_amount": 1.0})
            with self.assertRaises(AccessError):
                claims.with_user(user).create({"move_id": claims[:1].move_id.id, "kind": "fee"})
        with self.assertRaises(AccessError):
            self.env["egg.followup.waive"].with_user(stranger).create(
                {"claim_ids": [Command.set(claims.ids)], "reason": "x"}).action_apply()

    def test_many_in_steps(self):
        """AUT-07: the job works in steps; each invoice has its two claims once."""
        customers = [self._customer(f"C{number}") for number in range(5)]
        invoices = [self.late((), partner=one, amount=1000.0) for one in customers]
        with patch.object(egg_followup_claim, "BATCH", 2):
            self.night(date(2026, 5, 27))
            self.night(date(2026, 5, 28))
        claims = self.claims.search([("move_id", "in", [one.id for one in invoices])])
        self.assertEqual((len(claims), set(claims.mapped("until"))), (10, {date(2026, 5, 28)}))

    def test_a_claim_taken_up_again_is_not_claimed_twice(self):
        """AUT-07: an invoice of late interest that was cancelled is not issued once another claims the same, nor once
        it was waived; which invoice claims which is written by the action only.
        """
        invoice = self.late()
        self.night(date(2026, 11, 30))
        claims = self.claims.with_user(self.billing).browse([claim.id for claim in self.of(invoice)])

        def draft():
            return self.env["account.move"].with_user(self.billing).browse(claims.action_invoice()["res_id"])

        first = draft()
        first.button_cancel()
        second = draft()
        with self.assertRaisesRegex(UserError, "0.00.* is still to be claimed"), self.cr.savepoint():
            first.button_draft()
        second.button_cancel()
        first.button_draft()
        first.action_post()
        self.assertEqual(sum(claim.invoiced_amount for claim in claims), first.amount_total)
        with self.assertRaisesRegex(UserError, "0.00.* is still to be claimed"), self.cr.savepoint():
            second.button_draft()
        with self.assertRaisesRegex(UserError, "Nothing of this was waived"):
            claims.action_claim_again()

    def test_no_invoice_is_issued_of_what_was_waived(self):
        """AUT-07: cancelled, waived, taken up again: refused."""
        invoice = self.late()
        self.night(date(2026, 11, 30))
        claims = self.claims.with_user(self.billing).browse([claim.id for claim in self.of(invoice)])
        move = self.env["account.move"].with_user(self.billing).browse(claims.action_invoice()["res_id"])
        move.button_cancel()
        self.waive(claims)
        with self.assertRaisesRegex(UserError, "claimed or waived meanwhile"):
            move.button_draft()

    def test_which_invoice_claims_which_is_not_written_by_hand(self):
        """AUT-07: a billing user says neither of a claim that it is none, nor of another invoice that it is one."""
        invoice = self.late()
        self.night(date(2026, 11, 30))
        claims = self.claims.with_user(self.billing).browse([claim.id for claim in self.of(invoice)])
        move = self.env["account.move"].with_user(self.billing).browse(claims.action_invoice()["res_id"])
        other = self._invoice(amount=5.0, due=DUE)
        values = {"move_type": "out_invoice", "partner_id": invoice.partner_id.id}
        for road in (
            lambda: move.write({"egg_interest_source_id": False}),
            lambda: move.write({"egg_interest_source_id": other.id}),
            lambda: other.with_user(self.billing).write({"egg_interest_source_id": invoice.id}),
            lambda: move.create(values | {"egg_interest_source_id": invoice.id}),
            lambda: move.with_context(default_egg_interest_source_id=invoice.id).create(values),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                road()
