"""Many debits while everything goes wrong: each item is debited exactly once."""

import random
from collections import Counter
from unittest.mock import patch

from freezegun import freeze_time
from odoo.tests import tagged

from ..common import StripeCase

ITEMS = 1000


class Crash(BaseException):
    """The process dies: nothing catches this."""


@tagged("post_install", "-at_install")
class TestStripeFaults(StripeCase):
    def copy_invoices(self, account, count):
        """`count` posted invoices of one customer: the first through the ORM, the others as its copies, row by row."""
        first = self.make_invoice(account.partner_id, 100)
        self.env.flush_all()
        names = {}
        for table in ("account_move", "account_move_line"):
            self.env.cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s AND "
                                "is_generated = 'NEVER'", [table])
            names[table] = [f'"{name}"' for (name,) in self.env.cr.fetchall() if name not in (
                "id", "name", "move_id", "move_name", "sequence_number", "access_token", "payment_reference")]
        moves, lines = (", ".join(names[table]) for table in ("account_move", "account_move_line"))
        self.env.cr.execute(f"""
            WITH moves AS (
                INSERT INTO account_move (name, sequence_number, {moves})
                SELECT 'MANY/' || n, n, {moves} FROM account_move, generate_series(1, %s) n WHERE id = %s
                RETURNING id, name)
            INSERT INTO account_move_line (move_id, move_name, {lines})
            SELECT moves.id, moves.name, {lines} FROM account_move_line, moves WHERE move_id = %s""",
            [count - 1, first.id, first.id])
        self.env.invalidate_all()
        return self.env["account.move"].search([("partner_id", "=", account.partner_id.id)])

    def run_until(self, calls):
        """The sending job; the process dies at the commit after so many more calls of Stripe,
        whatever was not committed is gone.
        """
        committed = self.env.cr.savepoint(flush=False)
        end = len(self.fake.calls) + calls

        def commit(*_arguments, **_values):
            nonlocal committed
            if len(self.fake.calls) >= end:
                raise Crash
            self.env.flush_all()
            committed.close(rollback=False)
            committed = self.env.cr.savepoint(flush=False)
            return float("inf")
        try:
            with patch.object(type(self.env["ir.cron"]), "_commit_progress", commit):
                self.env["egg.stripe.run"].sudo()._cron_send()
        except Crash:
            self.env.clear()
            committed.rollback()
            committed.close(rollback=False)
            return True
        committed.close(rollback=False)
        return False

    def test_a_thousand_debits(self):
        """STR-01: 1,000 items, a crash at 60 %, lost answers, 429 and 500, three runs:
        exactly 1,000 intents, one per item.
        """
        account = self.link(0)
        moves = self.copy_invoices(account, ITEMS)
        run = self.confirm(moves)
        self.assertEqual(run.item_count, ITEMS)
        dice, told = random.Random(8), Counter()

        def fault(call):
            if not call.path.endswith("payment_intents") or call.method == "GET":
                return ""
            if call.times > 3:  # the library has tried three times: let the next job succeed
                return ""
            if call.times > 1:
                return told_for.get(call.key, "")
            kind = dice.choices(("", "lost before", "lost after", "500 before", "500 after", "429"),
                                (90, 2, 2, 2, 2, 2))[0]
            told[kind] += 1
            # A third of the troubles goes on, so that the library gives up.
            told_for[call.key] = kind if kind != "429" and dice.random() < 0.4 else ""
            return kind
        told_for = {}
        self.fake.fault = fault
        with self.quietly():
            self.assertTrue(self.run_until(int(ITEMS * 0.6)), "it did not crash")
            crashed_at = len(self.fake.intents)
            states = Counter(run.transaction_ids.mapped("egg_debit_state"))
            self.assertGreater(states["queued"], 300)
            self.assertGreater(states["processing"], 400)
            for hours in (1, 3, 6):
                with freeze_time("2026-11-24 10:00:00") as clock:
                    clock.tick(3600 * hours)
                    self.run_until(10 ** 9)
        self.assertTrue(all(told[kind] > 5 for kind in ("lost before", "lost after", "500 before", "500 after", "429")),
                        told)
        self.assertGreater(crashed_at, 400)
        self.assertEqual(len(self.fake.intents), ITEMS)
        self.assertEqual(len({intent["metadata"]["egg_debit"] for intent in self.fake.intents.values()}), ITEMS)
        self.assertEqual({intent["amount"] for intent in self.fake.intents.values()}, {10000})
        self.assertEqual(Counter(run.transaction_ids.mapped("egg_debit_state")), {"processing": ITEMS})
        self.assertEqual(set(run.transaction_ids.mapped("provider_reference")), set(self.fake.intents))
        self.assertEqual(run.state, "sent")
        # Ticked again, none of them can be debited again.
        form = self.open_debit(moves)
        self.assertEqual((form.ready_count, form.problem_count), (0, ITEMS))

    def test_stripe_is_down(self):
        """STR-01: nothing answers: the job stops asking after a few, nothing is lost,
        and it goes on when Stripe is back.
        """
        moves = self.copy_invoices(self.link(0), 30)
        run = self.confirm(moves)
        self.fake.calls.clear()
        self.fake.fault = lambda _call: "lost before"
        with self.quietly():
            self.job("_cron_send")
        self.assertLessEqual(len(self.fake.calls), 9)
        self.assertEqual(Counter(run.transaction_ids.mapped("egg_debit_state")), {"sending": 3, "queued": 27})
        self.fake.fault = None
        with freeze_time("2026-11-24 11:00:00"):
            self.job("_cron_send")
        self.assertEqual((len(self.fake.intents), run.state), (30, "sent"))

    def test_too_many_calls(self):
        """STR-01: Stripe wants us to be slower: the items wait as before and the job comes back."""
        run = self.confirm(self.copy_invoices(self.link(0), 5))
        self.fake.fault = lambda call: "429"
        with self.quietly():
            self.job("_cron_send")
        self.assertEqual((Counter(run.transaction_ids.mapped("egg_debit_state")), run.state),
                         ({"queued": 5}, "running"))
        self.fake.fault = None
        self.job("_cron_send")
        self.assertEqual(len(self.fake.intents), 5)

    def test_a_fault_of_stripe_that_stays(self):
        """STR-01: Stripe's servers fail after they made the intent: it is found again,
        two days later too; no second one is made.
        """
        for number, (kind, later) in enumerate((("500 after", "2026-11-24 11:00:00"),
                                                ("lost after", "2026-11-27 11:00:00"))):
            run = self.confirm(self.make_linked_invoice(number * 4))
            self.fake.fault = lambda call, kind=kind: kind if call.method == "POST" else ""
            with self.quietly():
                self.job("_cron_send")
            self.assertEqual(run.transaction_ids.egg_debit_state, "sending")
            self.fake.fault = None
            self.fake._answers.clear()  # Stripe has forgotten the keys
            with freeze_time(later):
                self.job("_cron_send")
            self.assertEqual(len(self.fake.intents), number + 1)
            self.assertEqual((run.transaction_ids.egg_debit_state, run.state), ("processing", "sent"))

    def test_paid_while_nobody_knew(self):
        """STR-01: the answer was lost before anything was made, then the invoice is paid:
        it is looked up, and not debited.
        """
        moves = self.copy_invoices(self.link(0), 1)
        run = self.confirm(moves)
        self.fake.fault = lambda call: "lost before" if call.method == "POST" else ""
        with self.quietly():
            self.job("_cron_send")
        self.fake.fault = None
        self.env["account.payment.register"].with_context(active_model="account.move",
                                                          active_ids=moves.ids).create({})._create_payments()
        with freeze_time("2026-11-24 11:00:00"):
            self.job("_cron_send")
        self.assertEqual((self.fake.intents, run.transaction_ids.egg_debit_state), ({}, "cancelled"))
