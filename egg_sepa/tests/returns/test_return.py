import base64
from datetime import date

from odoo.addons.egg_sepa.core.returns import ReturnFault, read_returns
from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, new_test_user, tagged

from ..common import SepaCase

BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<Document><CstmrPmtStsRpt><GrpHdr><MsgId>&b;</MsgId></GrpHdr></CstmrPmtStsRpt></Document>"""


@tagged("post_install", "-at_install")
class TestReadReturns(BaseCase):
    def fault(self, content):
        with self.assertRaises(ReturnFault) as caught:
            read_returns(content)
        return caught.exception.code

    def test_hostile_files_are_refused(self):
        """BEY-04: entities, a DOCTYPE, other XML and no XML at all."""
        self.assertEqual(self.fault(BOMB), "doctype")
        self.assertEqual(
            self.fault(BOMB.decode().replace('version="1.0"', 'version="1.0" encoding="UTF-16"').encode("utf-16")), "doctype"
        )
        self.assertEqual(self.fault(b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'), "doctype")
        self.assertEqual(self.fault(b"PK\x03\x04"), "xml")
        self.assertEqual(self.fault(b""), "xml")
        self.assertEqual(self.fault(b"<a><b/></a>"), "kind")

    def test_a_refused_batch_and_file(self):
        """BEY-04: a refusal of a whole batch or file names it."""
        tail = "</CstmrPmtStsRpt></Document>"
        head = "<Document><CstmrPmtStsRpt><OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId>%s</OrgnlGrpInfAndSts>%s" + tail
        reason = "<StsRsnInf><Rsn><Cd>FF01</Cd></Rsn></StsRsnInf>"
        (whole,) = read_returns((head % ("<GrpSts>RJCT</GrpSts>" + reason, "")).encode())
        self.assertEqual((whole.message, whole.batch, whole.code, whole.reference), ("M1", "", "FF01", ""))
        batch = f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>M1-002</OrgnlPmtInfId><PmtInfSts>RJCT</PmtInfSts>{reason}</OrgnlPmtInfAndSts>"
        (part,) = read_returns((head % ("", batch)).encode())
        self.assertEqual((part.message, part.batch), ("M1", "M1-002"))

    def test_announced_entries_are_not_applied(self):
        """BEY-04: an entry that the bank has not booked yet waits for the booked one."""
        row = ("<Document><BkToCstmrStmt><Stmt><Ntry>%s<NtryDtls><TxDtls><Refs><EndToEndId>A</EndToEndId></Refs>"
               "<RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>")
        for status, count in (("<Sts>PDNG</Sts>", 0), ("<Sts><Cd>PDNG</Cd></Sts>", 0), ("<Sts><Cd>BOOK</Cd></Sts>", 1), ("", 1)):
            self.assertEqual(len(read_returns((row % status).encode())), count, status)

    def test_accepted_transactions_are_no_returns(self):
        """BEY-04: only refusals are read."""
        content = (
            b"<Document><CstmrPmtStsRpt><OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>A</OrgnlEndToEndId><TxSts>ACCP</TxSts>"
            b"</TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
        )
        self.assertEqual(read_returns(content), [])


@tagged("post_install", "-at_install")
class TestReturns(SepaCase):
    def read(self, content):
        reading = self.env["egg.sepa.return.import"].create({"file": base64.b64encode(content)})
        reading.action_import()
        return reading

    def test_a_return_is_applied_once(self):
        """BEY-04: reason in words, payment reversed, due item open again, one entry; the same file twice changes nothing."""
        moves = self.make_debits(2)
        collection = self.collect(moves)
        self.book(collection)
        item = collection.item_ids[0]
        messages = len(moves[0].message_ids)
        content = self.return_file(item)
        first, second = self.read(content), self.read(content)
        self.assertEqual((first.applied_count, first.known_count, second.applied_count, second.known_count), (1, 0, 0, 1))
        self.assertEqual((item.state, item.return_code, item.return_date), ("returned", "AM04", date(2026, 12, 2)))
        self.assertIn("insufficient funds", item.return_reason)
        self.assertEqual((moves[0].payment_state, moves[0].amount_residual, moves[1].amount_residual), ("not_paid", 100.0, 0.0))
        self.assertEqual(item.reversal_move_id.state, "posted")
        self.assertEqual(len(item.payment_id.move_id.reversal_move_ids), 1)
        self.assertTrue(
            all(
                item.payment_id.move_id.line_ids.filtered(
                    lambda line: line.account_id.reconcile and line.account_type == "asset_receivable"
                ).mapped("reconciled")
            )
        )
        noted = moves[0].message_ids.filtered(lambda one: "insufficient funds" in (one.body or ""))
        self.assertEqual(len(noted), 1, messages)
        again = self.collect(moves[0])
        self.assertEqual(again.item_count, 1)

    def test_the_three_kinds_of_files(self):
        """BEY-04: pain.002, camt.054 and camt.053 tell of returns."""
        collection = self.collect(self.make_debits(3))
        self.book(collection)
        for item, kind in zip(collection.item_ids, ("pain.002", "camt.054", "camt.053"), strict=True):
            self.assertEqual(self.read(self.return_file(item, kind=kind, code="MD06")).item_ids, item)
            self.assertIn("8 weeks", item.return_reason)
        self.assertEqual(collection.returned_count, 3)

    def test_refused_before_booking(self):
        """BEY-04: a debit refused before its payment was booked is freed without any entry."""
        collection = self.collect(self.make_debits(1))
        collection.action_sent()
        self.read(self.return_file(collection.item_ids))
        self.assertEqual((collection.item_ids.state, collection.item_ids.payment_id), ("returned", self.env["account.payment"]))
        self.run_booking()
        self.assertFalse(collection.item_ids.payment_id)

    def test_mandates_are_suspended_by_rule(self):
        """BEY-04: a fault of the account suspends the mandate, lack of funds does not; never and always by setting."""
        for rule, code, state in (("mandate", "AC04", "suspended"), ("mandate", "AM04", "valid"), ("never", "AC04", "valid"),
                                  ("always", "AM04", "suspended")):
            with self.subTest(f"{rule} {code}"):
                self.company.egg_sepa_suspend = rule
                mandate = self.make_mandate()
                collection = self.collect(self.make_invoice(mandate.partner_id))
                collection.action_sent()
                self.read(self.return_file(collection.item_ids, code=code))
                self.assertEqual(mandate.state, state)

    def test_a_whole_file_refused(self):
        """BEY-04: when the bank refuses the file, all its debits are freed."""
        collection = self.collect(self.make_debits(2))
        collection.action_sent()
        content = (
            f"<Document><CstmrPmtStsRpt><OrgnlGrpInfAndSts><OrgnlMsgId>{collection.item_ids[0].message_ref}</OrgnlMsgId><GrpSts>RJCT</GrpSts>"
            "<StsRsnInf><Rsn><Cd>FF01</Cd></Rsn></StsRsnInf></OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>"
        ).encode()
        self.assertEqual(self.read(content).applied_count, 2)
        self.assertEqual(set(collection.item_ids.mapped("state")), {"returned"})
        self.assertEqual(collection.state, "booked", "nothing is left to book")
        again = self.read(content)
        self.assertEqual((again.applied_count, again.known_count, again.unknown), (0, 2, False))

    def test_unknown_references_and_bad_files(self):
        """BEY-04: debits that are not ours are listed; a bad file says what to do and applies nothing."""
        collection = self.collect(self.make_debits(1))
        collection.action_sent()
        content = self.return_file(collection.item_ids).replace(collection.item_ids.end_to_end.encode(), b"FOREIGN-1")
        reading = self.read(content)
        self.assertEqual((reading.applied_count, reading.unknown), (0, "FOREIGN-1"))
        for bad, text in ((BOMB, "DOCTYPE"), (b"hello", "not an XML"), (b"<a><b/></a>", "pain.002")):
            with self.assertRaisesRegex(UserError, text):
                self.read(bad)
        self.assertEqual(collection.item_ids.state, "pending")
        with self.assertRaisesRegex(UserError, "drop"):
            self.env["egg.sepa.return.import"].create({}).action_import()

    def test_only_billers_read_returns(self):
        """BEY-04: a user without billing rights cannot read a file."""
        user = new_test_user(self.env, "sepa_noreturn", groups="base.group_user", company_id=self.company.id)
        with self.assertRaises(AccessError):
            self.env["egg.sepa.return.import"].with_user(user).create({})
