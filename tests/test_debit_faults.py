"""The fault matrix of debits: who fails, when, and how. Each cell says: exactly once, told, nothing lost (BNK-01 to
BNK-13).

Kills and two real processes at the same moment are in `test_sepa_concurrency`, 1,000 debits under all faults of Stripe
at once in `egg_stripe/tests/run/test_faults`, the mail server in `test_followup_faults`. Here each fault stands alone,
so that a cell that breaks names it. docs/decisions/0039 states the counts, a test compares them.
"""

import base64
import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from freezegun import freeze_time
from odoo.addons.egg_debit.tests.common import FR_IBAN, IBANS
from odoo.addons.egg_sepa.models.collection import egg_sepa_collection
from odoo.addons.egg_sepa.models.file.collection_files import CollectionFiles
from odoo.addons.egg_sepa.tests.common import SepaCase
from odoo.addons.egg_stripe.core.stripe_debit import LIVE
from odoo.addons.egg_stripe.tests.common import GOOD_KEY, StripeCase
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import SerializationFailure, UniqueViolation

NOTE = Path(__file__).resolve().parents[1] / "docs/decisions/0039-what-a-person-decides-about-a-debit.md"
LOGGERS = ("odoo.addons.egg_stripe.gateway.stripe_gateway", "odoo.addons.egg_debit.models.booking.booking",
           "odoo.sql_db",
           "odoo.addons.egg_sepa.models.returns.egg_sepa_collection_item",
           "odoo.addons.egg_stripe.models.sending.payment_transaction")
CELLS = []


@dataclass(frozen=True)
class Cell:
    """One fault; `balances` is what the two customers owe in the end."""

    who: str
    when: str
    how: str
    balances: tuple
    run: str


def cell(who, when, how, balances=(0, 0)):
    def add(method):
        CELLS.append(Cell(who, when, how, balances, method.__name__))
        return method
    return add


class Crash(BaseException):
    """The process dies: nothing catches this."""


class Undo(Exception):
    """The cell is over."""


@tagged("post_install", "-at_install")
class TestDebitFaults(SepaCase, StripeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mandates = cls.make_mandate(0) | cls.make_mandate(4)
        cls.moves = cls.env["account.move"].concat(*(cls.make_invoice(one.partner_id, 100.0) for one in cls.mandates))

    def test_the_matrix(self):
        """BNK-01 to BNK-13: in each cell the money moves once, what a person must know is told, and nothing is left
        between.
        """
        self.accounts = [self.link(number, partner=one.partner_id)
                         for number, one in zip((0, 4), self.mandates, strict=True)]
        self.env.flush_all()
        held = []
        for one in CELLS:
            with self.subTest(who=one.who, when=one.when, how=one.how):
                self.run_cell(one)
                held.append(one)
        self.assertEqual(len(held), len(CELLS))

    def test_the_note_states_the_counts(self):
        """BNK-01: the note has one row per who and when, with the number of its cells."""
        found = re.findall(r"^\| ([^|]+) \| ([^|]+) \| (\d+) \|", NOTE.read_text(), re.MULTILINE)
        rows = {(who, when): int(count) for who, when, count in found}
        self.assertEqual(rows, dict(Counter((one.who, one.when) for one in CELLS)))
        self.assertIn(f"{len(CELLS)} cells", NOTE.read_text())
        self.assertEqual(len({(one.who, one.when, one.how) for one in CELLS}), len(CELLS))

    # The frame

    def run_cell(self, one):
        for store in (self.fake.intents, self.fake.refunds, self.fake._answers, self.fake._seen):
            store.clear()
        self.fake.events, self.fake.fault, self.fake.keys, self.by_hand = [], None, {GOOD_KEY}, 0.0
        try:
            with mute_logger(*LOGGERS), self.env.cr.savepoint():
                told = getattr(self, one.run)()
                self.finish()
                self.check(one.balances)
                self.assertTrue(told, "nobody is told")
                raise Undo
        except Undo:
            pass
        finally:
            self.env.invalidate_all()

    def finish(self):
        """The jobs go on, as long as they need."""
        self.fake.fault = None
        self.run_booking()
        if self.fake.intents or self.debits.filtered(lambda one: one.egg_debit_state in LIVE):
            for hour in (13, 19):
                with freeze_time(f"2026-11-25 {hour}:00:00"):
                    self.job("_cron_send")
                    self.fake.settle()
                    self.job("_cron_follow")

    def check(self, balances):
        """Ledger, claims and what the partner outside has done agree."""
        self.env.flush_all()
        self.env.invalidate_all()
        lines = self.env["account.move.line"].search([
            ("partner_id", "in", self.mandates.partner_id.ids), ("account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted")])
        found = tuple(sum(lines.filtered_domain([("partner_id", "=", one.partner_id.id)]).mapped("balance"))
                      for one in self.mandates)
        self.assertEqual(found, balances, "what the customers owe")
        live = self.items.filtered(lambda item: item.state == "pending").due_item_id
        live_there = self.debits.filtered(lambda one: one.egg_debit_state in LIVE).egg_due_item_id
        claimed = self.env["egg.debit.claim"].search([("move_line_id", "in", self.moves.line_ids.ids)]).move_line_id
        self.assertFalse(live & live_there)
        self.assertEqual(claimed, live | live_there, "an item is held by its live debit and by nothing else")
        self.assertLessEqual(len(self.items.payment_id), len(self.items))
        if self.debits:
            taken = sum(one["amount"]
                        for one in self.fake.intents.values() if one["status"] == "succeeded"
                        and not one.get("disputed"))
            given = sum(one["amount"] for one in self.fake.refunds.values() if one["status"] != "failed")
            self.assertEqual((taken - given) / 100, 200.0 - sum(balances) - self.by_hand,
                             "what Stripe has is what is booked")

    @property
    def items(self):
        return self.env["egg.sepa.collection.item"].search([("partner_id", "in", self.mandates.partner_id.ids)],
                                                           order="id")

    @property
    def debits(self):
        return self.env["payment.transaction"].search(
            [("partner_id", "in", self.mandates.partner_id.ids), ("egg_debit_state", "!=", False)], order="id")

    @contextmanager
    def dying(self):
        """What is done in here is lost with its process."""
        committed = self.env.cr.savepoint(flush=False)
        with self.assertRaises(Crash):
            yield
        self.env.clear()
        committed.rollback()
        committed.close(rollback=False)

    def job_dies(self, model, name, commits):
        """A job whose process dies at its commit of this number: what was committed before stays."""
        committed, count = self.env.cr.savepoint(flush=False), 0

        def commit(*_arguments, **_values):
            nonlocal committed, count
            count += 1
            if count == commits:
                raise Crash
            self.env.flush_all()
            committed.close(rollback=False)
            committed = self.env.cr.savepoint(flush=False)
            return float("inf")
        try:  # assertRaises would put a savepoint of its own around the commits
            with patch.object(type(self.env["ir.cron"]), "_commit_progress", commit):
                getattr(self.env[model].sudo(), name)()
            self.fail("it did not die")
        except Crash:
            self.env.clear()
        committed.rollback()
        committed.close(rollback=False)

    def sent(self):
        collection = self.collect(self.moves)
        collection.action_sent()
        return collection

    def booked(self):
        collection = self.sent()
        self.run_booking()
        return collection

    def read(self, content):
        reading = self.env["egg.sepa.return.import"].create({"file": base64.b64encode(content)})
        reading.action_import()
        return reading

    def camt(self, reference, mandate="", amount="", account=FR_IBAN):
        told = f'<Amt Ccy="EUR">{amount}</Amt>' if amount else ""
        named = f"<MndtId>{mandate}</MndtId>" if mandate else ""
        return (f"<Document><BkToCstmrStmt><Stmt><Acct><Id><IBAN>{account}</IBAN></Id></Acct><Ntry><BookgDt>"
                f"<Dt>2026-12-03</Dt></BookgDt><NtryDtls>"
                f"<TxDtls><Refs><EndToEndId>{reference}</EndToEndId>{named}</Refs>{told}<RtrInf><Rsn><Cd>AM04</Cd>"
                f"</Rsn></RtrInf></TxDtls>"
                "</NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>").encode()

    def pay_by_hand(self, move):
        self.env["account.payment.register"].with_context(active_model="account.move",
                                                          active_ids=move.ids).create({})._create_payments()
        self.by_hand += 100.0

    # Our own process

    @cell("our process", "making a file", "dies before it is kept")
    def dies_making(self):
        with patch.object(CollectionFiles, "pack", side_effect=Crash), self.dying():
            self.collect(self.moves)
        return not self.items and self.booked()

    @cell("our process", "booking", "dies before the first commit")
    def dies_booking_first(self):
        self.sent()
        self.job_dies("egg.sepa.collection", "_cron_book_payments", 2)
        return self.items.mapped("state") == ["pending", "pending"]

    @cell("our process", "booking", "dies between two batches")
    def dies_between(self):
        self.sent()
        with patch.object(egg_sepa_collection, "BOOKING_BATCH", 1):
            self.job_dies("egg.sepa.collection", "_cron_book_payments", 3)
        return self.items.mapped("state") == ["booked", "pending"]

    @cell("our process", "taking back", "dies in the middle of a file", (100, 100))
    def dies_taking_back(self):
        collection, original = self.booked(), type(self.env["egg.sepa.collection.item"])._apply_return
        content, done = self.return_file(*collection.item_ids), []

        def apply(item, one):
            if done:
                raise Crash
            done.append(item)
            return original(item, one)
        with patch.object(type(self.env["egg.sepa.collection.item"]), "_apply_return", apply), self.dying():
            self.read(content)
        return self.read(content).applied_count == 2

    @cell("our process", "queueing for Stripe", "dies before the commit")
    def dies_queueing(self):
        with self.dying():
            self.confirm(self.moves)
            raise Crash
        return not self.debits and self.confirm(self.moves)

    @cell("our process", "sending to Stripe", "dies before the call")
    def dies_before_call(self):
        self.confirm(self.moves)
        with patch("odoo.addons.egg_stripe.gateway.stripe_gateway.StripeGateway.call", side_effect=Crash):
            self.job_dies("egg.stripe.run", "_cron_send", 99)
        return not self.fake.intents

    @cell("our process", "sending to Stripe", "dies after the answer")
    def dies_after_answer(self):
        self.confirm(self.moves)
        self.job_dies("egg.stripe.run", "_cron_send", 3)
        return len(self.fake.intents) == 1 and not any(self.debits.mapped("provider_reference"))

    @cell("our process", "booking for Stripe", "dies before the commit")
    def dies_booking_stripe(self):
        self.debit(self.moves)
        self.fake.settle()
        with patch.object(type(self.debits), "_book_egg", side_effect=Crash):
            self.job_dies("egg.stripe.run", "_cron_follow", 99)
        return not self.debits.payment_id

    # The database

    @cell("the database", "booking", "refuses a change at the same moment")
    def serialization(self):
        self.sent()
        with patch.object(type(self.env["egg.sepa.collection.item"]), "_book",
                          side_effect=SerializationFailure("busy")):
            self.run_booking()
        return not any(self.items.mapped("error"))

    @cell("the database", "booking", "has the number already")
    def number_taken(self):
        self.sent()
        with patch.object(type(self.env["egg.sepa.collection.item"]), "_book", side_effect=UniqueViolation("taken")):
            self.run_booking()
        return not any(self.items.mapped("error"))

    @cell("the database", "booking for Stripe", "has the number already")
    def number_taken_stripe(self):
        self.debit(self.moves)
        self.fake.settle()
        with patch.object(type(self.debits), "_book_egg", side_effect=UniqueViolation("taken")):
            self.job("_cron_follow")
        return not any(self.debits.mapped("egg_booking_error"))

    # The bank

    @cell("the bank", "answering", "sends a file twice", (100, 0))
    def file_twice(self):
        content = self.return_file(self.booked().item_ids[0])
        return [self.read(content).applied_count, self.read(content).known_count] == [1, 1]

    @cell("the bank", "answering", "tells one refusal in two kinds of files", (100, 0))
    def two_kinds(self):
        item = self.booked().item_ids[0]
        self.read(self.return_file(item, kind="camt.054"))
        return self.read(self.return_file(item, kind="camt.053")).known_count == 1

    @cell("the bank", "answering", "refuses before the payment is booked", (100, 0))
    def before_booking(self):
        return self.read(self.return_file(self.sent().item_ids[0])).applied_count == 1

    @cell("the bank", "answering", "refuses a batch and lists one debit", (100, 100))
    def whole_batch(self):
        item = self.booked().item_ids[0]
        content = self.return_file(item).replace(b"X-001</OrgnlPmtInfId>",
                                                 item.batch_ref.encode() + b"</OrgnlPmtInfId><PmtInfSts>RJCT"
                                                                           b"</PmtInfSts>")
        return self.read(content.replace(b"<OrgnlMsgId>X<",
                                         b"<OrgnlMsgId>" + item.message_ref.encode() + b"<")).applied_count == 2

    @cell("the bank", "answering", "names the mandate only", (100, 0))
    def mandate_only(self):
        item = self.booked().item_ids[0]
        return self.read(self.camt("NOTPROVIDED", item.mandate_reference, "100.00")).item_ids == item

    @cell("the bank", "answering", "says another amount")
    def other_amount(self):
        return "40.00" in self.read(self.camt(self.booked().item_ids[0].end_to_end,
                                              amount="40.00")).open_return_ids.doubt

    @cell("the bank", "answering", "says another amount, a person applies it", (100, 0))
    def other_amount_applied(self):
        return self.read(self.camt(self.booked().item_ids[0].end_to_end, amount="40.00")).open_return_ids.action_apply()

    @cell("the bank", "answering", "names another company's account")
    def other_account(self):
        return self.read(self.camt(self.booked().item_ids[0].end_to_end, account=IBANS[1])).open_return_ids.doubt

    @cell("the bank", "answering", "names another mandate")
    def other_mandate(self):
        return "RUM-X" in self.read(self.camt(self.booked().item_ids[0].end_to_end,
                                              mandate="RUM-X")).open_return_ids.doubt

    @cell("the bank", "answering", "names what nobody knows")
    def unknown(self):
        self.booked()
        return self.read(self.camt("FOREIGN")).open_return_ids

    @cell("the bank", "answering", "debits a cancelled collection", (100, 100))
    def cancelled(self):
        collection = self.collect(self.moves)
        collection.action_cancel()
        return "was cancelled here" in self.read(self.return_file(*collection.item_ids)).doubtful

    @cell("the bank", "answering", "debits a collection not marked as sent", (100, 0))
    def unsent(self):
        collection = self.collect(self.moves)
        row = self.read(self.return_file(collection.item_ids[0])).open_return_ids
        told = row.doubt
        collection.action_sent()
        self.run_booking()
        row.invalidate_recordset()
        return row.action_apply() and told

    @cell("the bank", "answering", "sends what is no file of a bank")
    def broken_file(self):
        self.booked()
        with self.assertRaises(UserError) as told:
            self.read(b"<html/>")
        return str(told.exception)

    @cell("the bank", "answering", "has an odd line among good ones", (0, 100))
    def odd_line(self):
        first, second = self.booked().item_ids
        original = type(first)._apply_return

        def apply(item, one):
            if item == first:
                raise TypeError("odd")
            return original(item, one)
        with patch.object(type(first), "_apply_return", apply):
            reading = self.read(self.return_file(first, second))
        return (reading.applied_count, reading.open_return_ids.item_ids) == (1, first)

    # A colleague

    @cell("a colleague", "making a file", "collects the same items")
    def same_items(self):
        form = self.open_form(self.moves)
        plan = form._plan()
        collection = self.collect(self.moves)
        with self.assertRaisesRegex(UserError, "another collection") as told, self.env.cr.savepoint():
            form._make_collection(plan)
        collection.action_sent()
        return str(told.exception)

    @cell("a colleague", "making a file", "debits the same items by Stripe")
    def both_ways(self):
        form = self.open_form(self.moves)
        plan = form._plan()
        self.confirm(self.moves)
        with self.assertRaisesRegex(UserError, "another collection") as told, self.env.cr.savepoint():
            form._make_collection(plan)
        return str(told.exception)

    @cell("a colleague", "making a file", "counts the same credit", (0, 40))
    def same_credit(self):
        credit = self.env["account.payment"].create({
            "payment_type": "inbound", "partner_type": "customer", "partner_id": self.moves[0].partner_id.id,
            "amount": 60.0,
            "journal_id": self.bank.id, "date": "2026-11-12"})
        credit.action_post()
        collection = self.collect(self.moves[0])
        with self.assertRaisesRegex(UserError, "under way") as told:
            credit.action_draft()
        collection.action_sent()
        # The other customer pays a part by hand.
        self.env["account.payment.register"].with_context(active_model="account.move",
                                                          active_ids=self.moves[1].ids).create(
            {"amount": 60.0})._create_payments()
        return self.assertEqual(collection.amount_total, 40.0) or str(told.exception)

    @cell("a colleague", "before the file leaves", "cancels it", (100, 100))
    def cancels(self):
        collection = self.collect(self.moves)
        collection.action_cancel()
        with self.assertRaisesRegex(UserError, "cancelled") as told:
            collection.action_download()
        return str(told.exception)

    @cell("a colleague", "before the file leaves", "notes a payment", (-100, 0))
    def pays_by_hand(self):
        collection = self.collect(self.moves)
        self.pay_by_hand(self.moves[0])
        told = collection.settled_count == 1
        collection.action_sent()
        return told

    @cell("a colleague", "after the booking", "resets the payment to draft", (100, 0))
    def payment_in_draft(self):
        item = self.booked().item_ids[0]
        item.payment_id.action_draft()
        return self.read(self.return_file(item)).applied_count == 1

    @cell("a colleague", "after the booking", "cancels the payment", (100, 0))
    def payment_cancelled(self):
        item = self.booked().item_ids[0]
        item.payment_id.action_draft()
        item.payment_id.action_cancel()
        return self.read(self.return_file(item)).applied_count == 1

    @cell("a colleague", "after the booking", "reverses the payment by hand", (100, 0))
    def payment_reversed(self):
        item = self.booked().item_ids[0]
        entry = item.payment_id.move_id
        entry._reverse_moves([{"date": entry.date}], cancel=True)
        return self.read(self.return_file(item)).applied_count == 1

    @cell("a colleague", "booking", "has closed the period")
    def closed_period(self):
        collection, original = self.sent(), type(self.items)._prepare_payment_values
        bad = collection.item_ids[0]

        def prepare(item):
            if item == bad:
                raise UserError("The period is closed.")
            return original(item)
        with patch.object(type(bad), "_prepare_payment_values", prepare):
            self.run_booking()
        told = bad.error
        collection.action_retry()
        return told

    @cell("a colleague", "before Stripe is asked", "cancels what waits", (100, 100))
    def cancels_stripe(self):
        run = self.confirm(self.moves)
        run.action_cancel()
        return all(run.transaction_ids.mapped("egg_reason"))

    @cell("a colleague", "before Stripe is asked", "notes a payment")
    def pays_before_stripe(self):
        run = self.confirm(self.moves)
        self.pay_by_hand(self.moves[0])
        self.job("_cron_send")
        return run.transaction_ids.filtered(lambda one: one.egg_debit_state == "cancelled").egg_reason

    @cell("a colleague", "before Stripe is asked", "confirms the same list")
    def confirms_twice(self):
        form, other = self.open_debit(self.moves), self.open_debit(self.moves)
        ready, problems = other._plan()
        form.action_confirm()
        with self.assertRaisesRegex(UserError, "another debit") as told, self.env.cr.savepoint():
            other._make_run(self.provider, ready, problems)
        return str(told.exception)

    # Stripe

    def send_under(self, fault):
        self.fake.fault = lambda call: fault if call.method == "POST" and call.path.endswith("payment_intents") else ""
        self.confirm(self.moves)
        self.job("_cron_send")
        return True

    @cell("Stripe", "asked for a debit", "never hears it")
    def lost_before(self):
        return self.send_under("lost before") and not self.fake.intents

    @cell("Stripe", "asked for a debit", "loses its answer")
    def lost_after(self):
        return self.send_under("lost after") and not any(self.debits.mapped("provider_reference"))

    @cell("Stripe", "asked for a debit", "fails before it is made")
    def fails_before(self):
        return self.send_under("500 before")

    @cell("Stripe", "asked for a debit", "fails after it is made")
    def fails_after(self):
        return self.send_under("500 after")

    @cell("Stripe", "asked for a debit", "wants us slower")
    def slower(self):
        return self.send_under("429")

    @cell("Stripe", "asked for a debit", "does not know the key any more")
    def revoked(self):
        self.fake.keys = {"sk_test_new0000000000"}
        run = self.confirm(self.moves)
        self.job("_cron_send")
        told = run.state == "paused" and run.problem
        self.provider._set_egg_stripe_keys(stripe_secret_key="sk_test_new0000000000")
        return told

    @cell("Stripe", "asked for a debit", "refuses it", (100, 0))
    def refuses(self):
        self.confirm(self.moves)
        bad = self.debits[0]
        bad.token_id.sudo().stripe_mandate = "mandate_gone"
        self.job("_cron_send")
        return bad.egg_reason

    @cell("Stripe", "telling", "says it twice and backwards")
    def twice(self):
        self.debit(self.moves)
        self.fake.settle()
        self.fake.events = self.fake.events[::-1] * 2
        self.job("_cron_follow")
        return len(self.debits.payment_id) == 2

    @cell("Stripe", "telling", "says nothing at all")
    def silent(self):
        self.debit(self.moves)
        self.fake.settle()
        self.fake.events.clear()
        self.debits.sudo().egg_heard_at = "2026-11-01 00:00:00"
        self.job("_cron_follow")
        return len(self.debits.payment_id) == 2

    @cell("Stripe", "telling", "says no after five days", (100, 0))
    def no_funds(self):
        self.debit(self.moves)
        self.fake.settle(**{self.debits[0].provider_reference: "insufficient_funds"})
        self.job("_cron_follow")
        return self.debits[0].egg_reason

    @cell("Stripe", "telling", "takes the money back, twice told", (100, 0))
    def disputed(self):
        self.debit(self.moves)
        self.fake.settle()
        self.job("_cron_follow")
        self.fake.dispute(self.debits[0].provider_reference)
        self.fake.events += self.fake.events[-1:]
        self.job("_cron_follow")
        return self.debits[0].egg_reason

    def refund_under(self, fault):
        self.debit(self.moves)
        self.fake.settle()
        self.job("_cron_follow")
        debit = self.debits[0]
        debit.action_refund(30)
        self.fake.fault = lambda call: fault if "refunds" in call.path else ""
        for hour in (11, 14):
            with freeze_time(f"2026-11-24 {hour}:00:00"):
                self.job("_cron_follow")
        with self.assertRaisesRegex(UserError, "under way") as told:
            debit.action_refund(30)
        self.fake.fault = None
        with freeze_time("2026-11-25 09:00:00"):
            self.job("_cron_follow")
        debit.child_transaction_ids.action_post_process()
        return len(self.fake.refunds) == 1 and str(told.exception)

    @cell("Stripe", "asked for a refund", "never hears it, asked again", (30, 0))
    def refund_lost_before(self):
        return self.refund_under("lost before")

    @cell("Stripe", "asked for a refund", "loses its answer, asked again", (30, 0))
    def refund_lost_after(self):
        return self.refund_under("lost after")

    @cell("Stripe", "asked for a refund", "fails after it is made, asked again", (30, 0))
    def refund_fails_after(self):
        return self.refund_under("500 after")
