import base64
from unittest.mock import patch

from odoo import Command
from odoo.addons.egg_debit.tests.common import FR_IBAN
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import SepaCase


@tagged("post_install", "-at_install")
class TestListedReturns(SepaCase):
    """BNK-01, BNK-07, BNK-11: what is listed is settled by a person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.billing = new_test_user(cls.env, "ret_billing", "account.group_account_invoice", company_id=cls.company.id,
                                    company_ids=[Command.set(cls.company.ids)])
        cls.reader = new_test_user(cls.env, "ret_reader", "account.group_account_readonly", company_id=cls.company.id,
                                   company_ids=[Command.set(cls.company.ids)])

    def camt(self, reference, amount="", mandate=""):
        told = f'<Amt Ccy="EUR">{amount}</Amt>' if amount else ""
        named = f"<MndtId>{mandate}</MndtId>" if mandate else ""
        return (f"<Document><BkToCstmrStmt><Stmt><Acct><Id><IBAN>{FR_IBAN}</IBAN></Id></Acct><Ntry><BookgDt>"
                f"<Dt>2026-12-03</Dt></BookgDt><NtryDtls>"
                f"<TxDtls><Refs><EndToEndId>{reference}</EndToEndId>{named}</Refs>{told}<RtrInf><Rsn><Cd>AM04</Cd>"
                f"</Rsn></RtrInf></TxDtls>"
                "</NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>").encode()

    def read(self, content):
        reading = self.env["egg.sepa.return.import"].with_user(self.billing).create({"file": base64.b64encode(content),
                                                                                     "file_name": "camt.xml"})
        reading.action_import()
        return reading

    def booked_item(self):
        collection = self.collect(self.make_debits(1))
        self.book(collection)
        return collection.item_ids

    def test_applied_after_looking(self):
        """BNK-07: 40.00 for 100.00 is listed with its debit; a person applies it: taken back once, in full, and who did
        it is kept.
        """
        item = self.booked_item()
        reading = self.read(self.camt(item.end_to_end, "40.00"))
        row = reading.open_return_ids
        self.assertEqual((row.item_ids, row.state, row.can_apply, row.amount), (item, "open", True, 40.0))
        self.assertIn("40.00", row.doubt)
        row.action_apply()
        self.assertEqual((item.state, item.return_code, item.move_id.amount_residual), ("returned", "AM04", 100.0))
        self.assertEqual((row.state, row.settled_by_id, bool(row.settled_at)), ("applied", self.billing, True))
        self.assertFalse(reading.open_return_ids)
        with self.assertRaisesRegex(UserError, "settled already"):
            row.action_apply()
        again = self.read(self.camt(item.end_to_end, "40.00"))
        self.assertEqual((again.applied_count, again.known_count + len(again.return_ids)), (0, 1))
        self.assertEqual(len(item.payment_id.move_id.reversal_move_ids), 1)

    def test_an_unknown_one_is_given_its_debit(self):
        """BNK-02: a refusal that names nobody here is listed; the debit is chosen by hand; a file read twice is listed
        once.
        """
        item = self.booked_item()
        row = self.read(self.camt("NOTPROVIDED", mandate="RUM-OTHER")).open_return_ids
        self.assertEqual(self.read(self.camt("NOTPROVIDED", mandate="RUM-OTHER")).open_return_ids, row)
        self.assertFalse(row.doubt or row.can_apply)
        with self.assertRaisesRegex(UserError, "choose the debit"):
            row.action_apply()
        row.write({"item_ids": [Command.set(item.ids)], "note": "by telephone"})
        self.assertTrue(row.can_apply)
        row.action_apply()
        self.assertEqual(item.state, "returned")

    def test_dismissed(self):
        """BNK-11: the return of a cancelled collection cannot be applied; dismissed it stays dismissed, also when it is
        read again.
        """
        collection = self.collect(self.make_debits(1))
        item = collection.item_ids
        collection.action_cancel()
        row = self.read(self.camt(item.end_to_end)).open_return_ids
        self.assertFalse(row.can_apply)
        with self.assertRaisesRegex(UserError, "was cancelled here"):
            row.action_apply()
        row.action_dismiss()
        again = self.read(self.camt(item.end_to_end))
        self.assertEqual((again.open_return_ids.ids, again.known_count, row.state), ([], 1, "dismissed"))
        with self.assertRaisesRegex(UserError, "settled already"):
            row.action_dismiss()

    def test_two_that_say_the_same(self):
        """BNK-02: two refusals of one file that say the same are two rows, read again they stay two; of very many the
        first are listed.
        """
        content = self.camt("NOTPROVIDED", mandate="RUM-OTHER").decode()
        row = content[content.index("<TxDtls>"):content.index("</TxDtls>") + 9]
        twice = content.replace(row, row * 2).encode()
        first = self.read(twice).open_return_ids
        self.assertEqual((len(first), self.read(twice).open_return_ids), (2, first))
        with patch("odoo.addons.egg_sepa.models.returns.egg_sepa_return.MOST", 1):
            reading = self.read(content.replace(row, row * 5).encode())
            self.assertEqual((len(reading.return_ids), reading.more_count), (3, 2))

    def test_all_or_nothing(self):
        """BNK-11: of several debits one of which is not sent none is taken back."""
        item = self.booked_item()
        unsent = self.collect(self.make_debits(2)[1]).item_ids
        row = self.read(self.camt("UNKNOWN-9")).open_return_ids
        row.item_ids = item | unsent
        with self.assertRaisesRegex(UserError, "never marked as sent"), self.env.cr.savepoint():
            row.action_apply()
        self.assertEqual((item.state, row.state), ("booked", "open"))

    def test_rights(self):
        """SEC: readers look and do nothing; billing chooses and notes, what the bank said and the outcome are nobody's
        to write; companies apart.
        """
        item = self.booked_item()
        row = self.read(self.camt(item.end_to_end, "40.00")).open_return_ids
        seen = row.with_user(self.reader)
        self.assertEqual(seen.name, item.end_to_end)
        for refused in (seen.action_apply, seen.action_dismiss, lambda: seen.write({"note": "x"})):
            with self.assertRaises(AccessError):
                refused()
        mine = row.with_user(self.billing)
        for values in ({"state": "dismissed"}, {"amount": 100.0}, {"fingerprint": "x"},
                       {"settled_by_id": self.billing.id}):
            with self.assertRaises(AccessError):
                mine.write(values)
        with self.assertRaises(AccessError):
            mine.create({"name": "x", "company_id": self.company.id, "fingerprint": "x"})
        with self.assertRaises(AccessError):
            mine.unlink()
        other = self.env["res.company"].create({"name": "Autre"})
        stranger = new_test_user(self.env, "ret_other", "account.group_account_invoice", company_id=other.id,
                                 company_ids=[Command.set(other.ids)])
        with self.assertRaises(AccessError):
            row.with_user(stranger).action_dismiss()
        mine.action_dismiss()
        with self.assertRaises(AccessError):
            mine.note = "later"
