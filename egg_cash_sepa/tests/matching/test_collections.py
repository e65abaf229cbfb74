import base64

from odoo.addons.egg_cash.tests.common import BankFiles
from odoo.addons.egg_debit.tests.numbers import FR_IBAN
from odoo.addons.egg_sepa.tests.common import SepaCase
from odoo.exceptions import UserError
from odoo.tests import tagged

_HEAD = ('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Id>S</Id><Acct><Id>'
         "<IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>{entries}</Stmt></BkToCstmrStmt></Document>")
_ENTRY = ('<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts>BOOK</Sts><BookgDt>'
          "<Dt>2026-12-0{day}</Dt></BookgDt><AcctSvcrRef>REF-{number}</AcctSvcrRef>"
          "<NtryDtls>{details}</NtryDtls></Ntry>")
_RETURN = ("<TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs><RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf>"
           "</TxDtls>")


@tagged("post_install", "-at_install")
class TestCollections(BankFiles, SepaCase):
    """Three debits of 100, 101 and 102, sent and booked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.billing = cls.make_user("billing", "account.group_account_invoice")
        cls.moves = cls.make_debits(3)

    def setUp(self):
        super().setUp()
        self.collection = self.collect(self.moves)
        self.book(self.collection)
        self.payments = self.collection.item_ids.payment_id

    def camt(self, *entries):
        """A statement of (amount, day, details)."""
        rows = "".join(_ENTRY.format(amount=abs(amount), sign="CRDT" if amount > 0 else "DBIT", day=day, number=number,
                                     details=details) for number, (amount, day, details) in enumerate(entries, 1))
        return _HEAD.format(iban=FR_IBAN, entries=rows).encode()

    def rows(self, form):
        return self.env["egg.cash.line"].search([("journal_id", "=", self.bank.id)], order="id desc",
                                                limit=form.added_count).sorted("id")

    def batch(self):
        [reference] = set(self.collection.item_ids.mapped("batch_ref"))
        return f"<Btch><PmtInfId>{reference}</PmtInfId></Btch>"

    def returned(self, item):
        return _RETURN.format(reference=item.end_to_end)

    def test_one_sum(self):
        """CAS-04: the bank's one sum is sure by its batch, named by the collection, booked in one click; its payments
        have met the bank, and the undo opens them again.
        """
        row = self.rows(self.read(self.camt((303, 2, self.batch()))))
        self.assertEqual((row.is_sure, row.item_ids.move_id, bool(row.partner_id)),
                         (True, self.payments.move_id, False))
        self.assertEqual(row.pays, f"{self.collection.name} (3 debits)")
        self.assertEqual(self.validate_ticked().partner_count, 3)
        self.assertEqual((row.state, self.payments.mapped("is_matched")), ("done", [True] * 3))
        self.assertFalse(row.statement_line_id.partner_id)
        row.with_user(self.billing).action_undo()
        self.assertEqual((row.state, self.payments.mapped("is_matched")), ("open", [False] * 3))
        self.assertEqual(self.moves.mapped("amount_residual"), [0, 0, 0])

    def test_by_its_words_or_its_sum(self):
        """CAS-04: a table names the collection in its label, or nothing: then its day and its sum do."""
        row = self.take((2, 303, f"REMISE {self.collection.name}", ""))
        self.assertTrue(row.is_sure)
        row.with_user(self.billing).is_ticked = False
        row.sudo().statement_line_id.unlink()
        day = self.collection.collect_on.day
        self.assertEqual(self.collection.collect_on.month, 11)
        row = self.take((1, 303, "REMISE PRLV SEPA", ""))
        self.assertEqual((day, row.is_sure, len(row.item_ids)), (26, True, 3))

    def test_a_return_in_the_statement(self):
        """CAS-04, CAS-05: the file is dropped once: the sum meets its payments, the debit is taken back, its invoice is
        open again, and the money that went out meets the reversal: nothing is left on the account of payments.
        """
        item = self.collection.item_ids[0]
        form = self.read(self.camt((303, 2, self.batch()), (-100, 3, self.returned(item))))
        self.assertIn("1 debits that the bank took back", form.notes)
        self.assertEqual((item.state, item.due_item_id.reconciled), ("returned", False))
        rows = self.rows(form)
        self.assertEqual(rows.mapped("is_sure"), [True, True])
        self.assertEqual(rows[1].item_ids.move_id, item.reversal_move_id)
        self.validate_ticked()
        self.assertEqual(rows.mapped("state"), ["done", "done"])
        account = self.payments.outstanding_account_id
        entries = self.payments.move_id | item.reversal_move_id
        waiting = entries.line_ids.filtered(lambda line: line.account_id == account)
        self.assertEqual(waiting.mapped("amount_residual"), [0.0] * 4)
        again = self.read(self.camt((303, 2, self.batch()), (-100, 3, self.returned(item))))
        self.assertEqual((again.added_count, again.known_count), (0, 2))

    def test_a_sum_less_what_was_refused(self):
        """CAS-04: refused before it was credited: the bank's sum is without it, and payment and reversal settle each
        other by the same line.
        """
        item = self.collection.item_ids[1]
        self.env["egg.sepa.return.import"].create({"file": base64.b64encode(
            self.return_file(item))}).action_import()
        self.assertEqual(item.state, "returned")
        row = self.rows(self.read(self.camt((202, 2, self.batch()))))
        self.assertEqual((row.is_sure, len(row.item_ids)), (True, 4))
        row.with_user(self.billing).action_validate()
        self.assertEqual(row.state, "done")
        self.assertEqual(set((self.payments.move_id | item.reversal_move_id).line_ids.filtered(
            lambda line: line.account_id == self.payments.outstanding_account_id).mapped("reconciled")), {True})
        self.assertFalse(item.due_item_id.reconciled)

    def test_a_return_after_the_sum_was_booked(self):
        """CAS-04: months later: the payment met the bank long ago, the reversal waits for its line."""
        row = self.rows(self.read(self.camt((303, 2, self.batch()))))
        row.with_user(self.billing).action_validate()
        item = self.collection.item_ids[2]
        back = self.rows(self.read(self.camt((-102, 9, self.returned(item)))))
        self.assertEqual((item.state, back.is_sure, back.item_ids.move_id), ("returned", True, item.reversal_move_id))
        back.with_user(self.billing).action_validate()
        self.assertEqual(back.state, "done")

    def test_customers_are_not_mixed(self):
        """CAS-02: payments under way of several come in together; open invoices of several do not."""
        row = self.take((2, 303, "VIREMENT", ""))
        others = self.make_debits(2)
        row.with_user(self.billing).write({"item_ids": [(6, 0, others.line_ids.filtered(
            lambda line: line.display_type == "payment_term").ids)]})
        with self.assertRaisesRegex(UserError, "several customers"):
            row.with_user(self.billing).action_validate()
        lines = self.payments.move_id.line_ids.filtered(
            lambda line: line.account_id == self.payments.outstanding_account_id)
        row.with_user(self.billing).write({"item_ids": [(6, 0, lines.ids)]})
        row.with_user(self.billing).action_validate()
        self.assertEqual((row.state, self.payments.mapped("is_matched")), ("done", [True] * 3))

    def test_a_return_of_nobody_is_said(self):
        """CAS-06: a debit that nobody knows, and a firm that never collected: listed, or not even looked at."""
        known = self.env["egg.sepa.return"].search([])
        form = self.read(self.camt((-100, 3, _RETURN.format(reference="NOT-OURS-1"))))
        self.assertIn("wait under Returns to look at", form.notes)
        self.assertEqual(len(self.env["egg.sepa.return"].search([]) - known), 1)
