import base64
import gzip
import io
import time
import zipfile
from datetime import date
from unittest.mock import patch

from odoo.addons.egg_debit.tests.common import FR_IBAN, IBANS
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import SepaCase
from ..test_core_returns import BOMB


@tagged("post_install", "-at_install")
class TestReturns(SepaCase):
    def read(self, content):
        reading = self.env["egg.sepa.return.import"].create({"file": base64.b64encode(content)})
        reading.action_import()
        return reading

    def test_a_return_is_applied_once(self):
        """BEY-04: reason in words, payment reversed, due item open again, one entry;
        the same file twice changes nothing.
        """
        moves = self.make_debits(2)
        collection = self.collect(moves)
        self.book(collection)
        item = collection.item_ids[0]
        messages = len(moves[0].message_ids)
        content = self.return_file(item)
        first, second = self.read(content), self.read(content)
        self.assertEqual((first.applied_count, first.known_count, second.applied_count, second.known_count),
                         (1, 0, 0, 1))
        self.assertEqual((item.state, item.return_code, item.return_date), ("returned", "AM04", date(2026, 12, 2)))
        self.assertIn("insufficient funds", item.return_reason)
        self.assertEqual((moves[0].payment_state, moves[0].amount_residual, moves[1].amount_residual),
                         ("not_paid", 100.0, 0.0))
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
        self.assertEqual((collection.item_ids.state, collection.item_ids.payment_id),
                         ("returned", self.env["account.payment"]))
        self.run_booking()
        self.assertFalse(collection.item_ids.payment_id)

    def test_mandates_are_suspended_by_rule(self):
        """BEY-04: a fault of the account suspends the mandate, lack of funds does not; never and always by setting."""
        for rule, code, state in (("mandate", "AC04", "suspended"), ("mandate", "AM04", "valid"),
                                  ("never", "AC04", "valid"),
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
            f"<Document><CstmrPmtStsRpt><OrgnlGrpInfAndSts><OrgnlMsgId>{collection.item_ids[0].message_ref}"
            f"</OrgnlMsgId><GrpSts>RJCT</GrpSts>"
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

    def camt(self, *rows, account=FR_IBAN, root="BkToCstmrStmt", part="Stmt", entry="", on="2026-12-03"):
        """A statement whose transactions are these XML texts, one entry each."""
        entries = "".join(
            f"<Ntry>{entry}<BookgDt><Dt>{on}</Dt></BookgDt><NtryDtls><TxDtls>{row}</TxDtls></NtryDtls></Ntry>"
            for row in rows)
        known = f"<Acct><Id><IBAN>{account}</IBAN></Id></Acct>" if account else ""
        return f"<Document><{root}><{part}>{known}{entries}</{part}></{root}></Document>".encode()

    def row(self, item=None, mandate="", amount="", code="AM04", more=""):
        reference = item.end_to_end if item else "NOTPROVIDED"
        named = f"<MndtId>{mandate}</MndtId>" if mandate else ""
        told = f'<Amt Ccy="EUR">{amount}</Amt>' if amount else ""
        return (f"<Refs><EndToEndId>{reference}</EndToEndId>{named}</Refs>{told}{more}"
                f"<RtrInf><Rsn><Cd>{code}</Cd></Rsn></RtrInf>")

    def assert_listed(self, content, words, *items):
        """Nothing is taken back; the reason is told."""
        before = [item.state for item in items]
        reading = self.read(content)
        self.assertIn(words, reading.doubtful or "")
        self.assertEqual((reading.applied_count, [item.state for item in items]), (0, before))

    def test_two_hundred_thousand_empty_refusals(self):
        """SEC-15: a file of empty refusals is read in seconds, the first ones are told, and nothing is taken back."""
        self.book(self.collect(self.make_debits(1)))
        rows = "<TxInfAndSts><TxSts>RJCT</TxSts></TxInfAndSts>" * 200_000
        content = self.return_file().decode().replace("</OrgnlPmtInfAndSts>", f"{rows}</OrgnlPmtInfAndSts>")
        wizard = self.env["egg.sepa.return.import"].create({"file": base64.b64encode(content.encode())})
        begun = time.process_time()
        wizard.action_import()
        self.assertLess(time.process_time() - begun, 30)
        self.assertEqual((wizard.applied_count, len(wizard.unknown.splitlines())), (0, 501))

    def test_another_companys_return(self):
        """BNK-01: where two companies have the same reference (numbers of before),
        the creditor decides, and without one a person.
        """
        first, second = (self.collect(move) for move in self.make_debits(2))
        self.book(first)
        self.book(second)
        self.assertFalse({first.item_ids.end_to_end,
                          first.item_ids.message_ref} & {second.item_ids.end_to_end, second.item_ids.message_ref})
        other = self.env["res.company"].create({"name": "Autre"})
        self.env.flush_all()
        self.env.cr.execute("UPDATE egg_sepa_collection SET company_id = %s, iban = %s WHERE id = %s",
                            [other.id, IBANS[1], second.id])
        self.env.cr.execute("UPDATE egg_sepa_collection_item SET company_id = %s WHERE id = %s",
                            [other.id, second.item_ids.id])
        self.env.cr.execute("UPDATE egg_sepa_collection_item SET end_to_end = 'PRLV-2026-00001-1', message_ref = "
                            "'PRLV-2026-00001'")
        self.env.invalidate_all()
        item = first.item_ids
        self.assert_listed(self.camt(self.row(item), account=IBANS[1]), "another company's", item)
        self.assert_listed(self.camt(self.row(item), account=""), "does not say whose", item)
        self.assert_listed(
            b"<Document><CstmrPmtStsRpt><OrgnlGrpInfAndSts><OrgnlMsgId>PRLV-2026-00001</OrgnlMsgId><GrpSts>RJCT"
            b"</GrpSts></OrgnlGrpInfAndSts>"
            b"</CstmrPmtStsRpt></Document>",
            "does not say whose",
            item,
        )
        status = self.return_file(item).replace(
            b"<StsRsnInf>",
            (
                b"<OrgnlTxRef><CdtrSchmeId><Id><PrvtId><Othr><Id>FR72ABC123457</Id></Othr></PrvtId></Id></CdtrSchmeId>"
                b"</OrgnlTxRef><StsRsnInf>"
            ),
        )
        self.assert_listed(status, "another company's", item)
        self.assertEqual(self.read(self.camt(self.row(item))).item_ids, item)
        self.assertEqual(second.item_ids.state, "booked")

    def test_what_contradicts_is_listed(self):
        """BNK-01, BNK-07: another mandate, debtor, amount (40.00 and 103.00 for 100.00)
        or currency: told, nothing taken back.
        """
        collection = self.collect(self.make_debits(1))
        self.book(collection)
        item = collection.item_ids
        debtor = f"<RltdPties><DbtrAcct><Id><IBAN>{IBANS[3]}</IBAN></Id></DbtrAcct></RltdPties>"
        self.assert_listed(self.camt(self.row(item, mandate="RUM-OTHER")), "RUM-OTHER", item)
        self.assert_listed(self.camt(self.row(item, more=debtor)), "was debited", item)
        for amount in ("40.00", "103.00"):
            self.assert_listed(self.camt(self.row(item, amount=amount)), f"The bank says {amount}, 100.00 was debited",
                               item)
        dollars = '<AmtDtls><InstdAmt><Amt Ccy="USD">100</Amt></InstdAmt></AmtDtls>'
        self.assert_listed(self.camt(self.row(item, more=dollars)), "USD", item)
        fees = '<AmtDtls><InstdAmt><Amt Ccy="EUR">100.00</Amt></InstdAmt></AmtDtls>'
        reading = self.read(self.camt(self.row(item, amount="103.00", more=fees)))
        self.assertEqual(reading.item_ids, item, "the bank says itself that the debit was of 100.00")
        self.assertIn("103.00 left the account", reading.doubtful)

    def test_money_that_came_in_is_no_return(self):
        """BNK-01: a credit that names our debit, or a return that the bank takes back: a person looks at it."""
        collection = self.collect(self.make_debits(1))
        self.book(collection)
        item = collection.item_ids
        incoming = self.camt(self.row(item), entry="<CdtDbtInd>CRDT</CdtDbtInd>")
        self.assert_listed(incoming, "came in", item)
        self.read(self.camt(self.row(item)))
        self.assertEqual(item.state, "returned")
        reading = self.read(incoming)
        self.assertEqual((reading.known_count, len(reading.return_ids)), (0, 1))

    def test_a_return_of_a_day_to_come(self):
        """BNK-07: a return that the bank dates in the future is booked today."""
        collection = self.collect(self.make_debits(1))
        self.book(collection)
        item = collection.item_ids
        self.read(self.return_file(item).replace(b"2026-12-02", b"2062-06-02"))
        self.assertEqual(item.state, "returned")
        self.assertLessEqual(item.reversal_move_id.date.year, 2027)

    def test_without_reference(self):
        """BNK-02: by mandate, account, amount and day; once; several that may be meant, and none, are listed."""
        moves = self.make_debits(2)
        collection = self.collect(moves)
        self.book(collection)
        item, other = collection.item_ids
        content = self.camt(self.row(mandate=item.mandate_reference, amount="100.00"))
        first, again = self.read(content), self.read(content)
        self.assertEqual((first.item_ids, again.applied_count, again.known_count), (item, 0, 1))
        for bad in (self.camt(self.row(mandate=other.mandate_reference, amount="55.00")),
                    self.camt(self.row(mandate="RUM-NOBODY", amount="101.00")),
                    self.camt(self.row(mandate=other.mandate_reference, amount="101.00"), account=IBANS[3]),
                    self.camt(self.row(amount="101.00")),
                    self.camt(self.row(mandate=other.mandate_reference, amount="101.00"), on="2027-06-01")):
            reading = self.read(bad)
            self.assertTrue(reading.unknown)
            self.assertEqual((reading.applied_count, other.state), (0, "booked"))
        twin = self.collect(self.make_invoice(moves[1].partner_id, 101.0))
        self.book(twin)
        self.assert_listed(self.camt(self.row(mandate=other.mandate_reference, amount="101.00")), "everal debits",
                           other, twin.item_ids)

    def test_a_refused_batch_with_one_listed(self):
        """BNK-03: PmtInfSts or GrpSts RJCT takes back all debits, not only the one that is listed,
        which keeps its own reason.
        """
        for place in ("batch", "file"):
            with self.subTest(place):
                collection = self.collect(self.make_debits(3))
                collection.action_sent()
                listed = collection.item_ids[1]
                transaction = (f"<TxInfAndSts><OrgnlEndToEndId>{listed.end_to_end}</OrgnlEndToEndId><TxSts>RJCT</TxSts>"
                               "<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts>")
                group = "<GrpSts>RJCT</GrpSts>" if place == "file" else ""
                status = "<PmtInfSts>RJCT</PmtInfSts>" if place == "batch" else ""

                def make(count, group=group, status=status, transaction=transaction, listed=listed):
                    return (
                        f"<Document><CstmrPmtStsRpt><OrgnlGrpInfAndSts><OrgnlMsgId>{listed.message_ref}</OrgnlMsgId>"
                        f"<OrgnlNbOfTxs>{count}</OrgnlNbOfTxs>{group}</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>"
                        f"<OrgnlPmtInfId>{listed.batch_ref}"
                        f"</OrgnlPmtInfId><OrgnlNbOfTxs>{count}</OrgnlNbOfTxs>{status}{transaction}</OrgnlPmtInfAndSts>"
                        f"</CstmrPmtStsRpt>"
                        "</Document>"
                    ).encode()
                first = self.read(make(3))
                self.assertEqual((first.applied_count, set(collection.item_ids.mapped("state"))), (3, {"returned"}))
                self.assertEqual([item.return_code for item in collection.item_ids if item != listed], ["", ""])
                self.assertEqual(listed.return_code, "AC04")
                again = self.read(make(3))
                self.assertEqual((again.applied_count, again.doubtful), (0, False))
                self.assertIn("number or the sum", self.read(make(4)).doubtful)

    def test_the_state_of_the_entry_decides(self):
        """BNK-06: payments reset to draft, cancelled, reversed by hand, and one that cannot be reversed:
        no entry too many, no file stopped.
        """
        collection = self.collect(self.make_debits(5))
        self.book(collection)
        draft, cancelled, by_hand, locked, plain = collection.item_ids
        draft.payment_id.action_draft()
        cancelled.payment_id.action_draft()
        cancelled.payment_id.action_cancel()
        entry = by_hand.payment_id.move_id
        entry._reverse_moves([{"date": entry.date}], cancel=True)
        original = type(locked.payment_id)._take_back_egg_debit

        def take_back(payment, *arguments):
            if payment == locked.payment_id:
                raise UserError("Closed.")
            return original(payment, *arguments)
        with patch.object(type(locked.payment_id), "_take_back_egg_debit", take_back):
            reading = self.read(self.camt(*(self.row(item) for item in collection.item_ids)))
        self.assertEqual(reading.item_ids, draft | cancelled | by_hand | plain)
        self.assertEqual(reading.doubtful, f"{locked.end_to_end}: Closed.")
        self.assertEqual(locked.state, "booked")
        for item in draft | cancelled:
            self.assertEqual((item.reversal_move_id.id, item.payment_id.state), (False, "canceled"))
        self.assertEqual(entry.reversal_move_ids, by_hand.reversal_move_id)
        self.assertEqual([item.move_id.amount_residual for item in collection.item_ids],
                         [100.0, 101.0, 102.0, 0.0, 104.0])
        self.assertEqual(set(collection.item_ids.payment_id.move_id.reversal_move_ids.mapped("state")), {"posted"})

    def test_cancelled_and_unsent_collections(self):
        """BNK-11: the bank debited what was cancelled here, or never marked as sent: listed for a person."""
        cancelled, ready = (self.collect(move) for move in self.make_debits(2))
        cancelled.action_cancel()
        self.assert_listed(self.camt(self.row(cancelled.item_ids)), "was cancelled here", cancelled.item_ids)
        self.assert_listed(self.camt(self.row(ready.item_ids)), "never marked as sent", ready.item_ids)
        self.book(ready)
        self.assertEqual(self.read(self.camt(self.row(ready.item_ids))).item_ids, ready.item_ids)

    def test_files_as_banks_send_them(self):
        """BNK-12: reversals without RtrInf, batches told in one sum, envelopes, zip and gzip, camt.052."""
        collection = self.collect(self.make_debits(4))
        self.book(collection)
        one, two, three, four = collection.item_ids
        bare = f"<Refs><EndToEndId>{one.end_to_end}</EndToEndId></Refs>"
        self.assertEqual(self.read(self.camt(bare, entry="<RvslInd>true</RvslInd>")).item_ids, one)
        plain = self.camt(self.row(two)).decode()
        wrapped = f'<Envelope xmlns="urn:x"><AppHdr><BizSvc>x</BizSvc></AppHdr>{plain}</Envelope>'.encode()
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("a.xml", wrapped)
            archive.writestr("b.xml", self.camt(self.row(three)))
        self.assertEqual(self.read(packed.getvalue()).item_ids, two | three)
        report = self.camt(self.row(four), root="BkToCstmrAcctRpt", part="Rpt")
        self.assertEqual(self.read(gzip.compress(report)).item_ids, four)
        whole = self.collect(self.make_debits(2))
        self.book(whole)
        total = (
            f"<Document><BkToCstmrStmt><Stmt><Ntry><Amt "
            f'Ccy="EUR">201.00</Amt><RvslInd>true</RvslInd><NtryDtls><Btch><PmtInfId>'
            f"{whole.item_ids[0].batch_ref}</PmtInfId></Btch></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"
        ).encode()
        self.assertEqual(self.read(total).item_ids, whole.item_ids)
        with self.assertRaisesRegex(UserError, "too large"):
            self.read(gzip.compress(b" " * (51 << 20)))

    def test_only_billers_read_returns(self):
        """BEY-04: a user without billing rights cannot read a file."""
        user = new_test_user(self.env, "sepa_noreturn", groups="base.group_user", company_id=self.company.id)
        with self.assertRaises(AccessError):
            self.env["egg.sepa.return.import"].with_user(user).create({})
