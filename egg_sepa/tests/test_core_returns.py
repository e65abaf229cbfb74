import gzip
import resource
from dataclasses import replace
from datetime import date
from decimal import Decimal

from odoo.addons.egg_billing.core.bank_file import MAX_SIZE, BankFileFault
from odoo.addons.egg_sepa.core.return_match import Sent, compute_window, find_contradictions
from odoo.addons.egg_sepa.core.returns import Return, read_returns
from odoo.tests import BaseCase, tagged

BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<Document><CstmrPmtStsRpt><GrpHdr><MsgId>&b;</MsgId></GrpHdr></CstmrPmtStsRpt></Document>"""


@tagged("post_install", "-at_install")
class TestReadReturns(BaseCase):
    def fault(self, content):
        with self.assertRaises(BankFileFault) as caught:
            read_returns(content)
        return caught.exception.code

    def test_hostile_files_are_refused(self):
        """BEY-04: entities, a DOCTYPE, other XML and no XML at all."""
        self.assertEqual(self.fault(BOMB), "doctype")
        self.assertEqual(
            self.fault(BOMB.decode().replace('version="1.0"', 'version="1.0" encoding="UTF-16"').encode("utf-16")),
            "doctype"
        )
        self.assertEqual(self.fault(b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'), "doctype")
        self.assertEqual(self.fault(b"PK\x03\x04"), "packed")
        self.assertEqual(self.fault(gzip.compress(b"<a/>") + gzip.compress(b"<b>")), "kind")
        self.assertEqual(self.fault(b" " * (MAX_SIZE + 1)), "size")
        self.assertEqual(self.fault(b""), "xml")
        self.assertEqual(self.fault(b"<a><b/></a>"), "kind")

    def test_a_refused_batch_and_file(self):
        """BEY-04: a refusal of a whole batch or file names it."""
        tail = "</CstmrPmtStsRpt></Document>"
        head = "<Document><CstmrPmtStsRpt><OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId>%s</OrgnlGrpInfAndSts>%s" + tail
        reason = "<StsRsnInf><Rsn><Cd>FF01</Cd></Rsn></StsRsnInf>"
        (whole,) = read_returns((head % ("<GrpSts>RJCT</GrpSts>" + reason, "")).encode())
        self.assertEqual((whole.message, whole.batch, whole.code, whole.reference), ("M1", "", "FF01", ""))
        batch = ("<OrgnlPmtInfAndSts><OrgnlPmtInfId>M1-002</OrgnlPmtInfId>"
                 f"<PmtInfSts>RJCT</PmtInfSts>{reason}</OrgnlPmtInfAndSts>")
        (part,) = read_returns((head % ("", batch)).encode())
        self.assertEqual((part.message, part.batch), ("M1", "M1-002"))

    def test_announced_entries_are_not_applied(self):
        """BEY-04: an entry that the bank has not booked yet waits for the booked one."""
        row = ("<Document><BkToCstmrStmt><Stmt><Ntry>%s<NtryDtls><TxDtls><Refs><EndToEndId>A</EndToEndId></Refs>"
               "<RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>")
        for status, count in (("<Sts>PDNG</Sts>", 0), ("<Sts><Cd>PDNG</Cd></Sts>", 0), ("<Sts><Cd>BOOK</Cd></Sts>", 1),
                              ("", 1)):
            self.assertEqual(len(read_returns((row % status).encode())), count, status)

    def entry(self, inside, code=""):
        coded = f"<BkTxCd><Domn><Fmly><SubFmlyCd>{code}</SubFmlyCd></Fmly></Domn></BkTxCd>" if code else ""
        return (f"<Document><BkToCstmrStmt><Stmt><Ntry>{coded}<BookgDt><Dt>2026-12-02</Dt></BookgDt>{inside}</Ntry>"
                "</Stmt></BkToCstmrStmt></Document>").encode()

    def test_an_unpaid_debit_named_by_its_entry(self):
        """BNK-01: the code of an unpaid debit (UPDD) stands on the entry: with details or without, it is told."""
        named = "<NtryDtls><TxDtls><Refs><EndToEndId>A</EndToEndId></Refs></TxDtls></NtryDtls>"
        self.assertEqual([one.reference for one in read_returns(self.entry(named, "UPDD"))], ["A"])
        self.assertEqual(len(read_returns(self.entry('<Amt Ccy="EUR">100</Amt>', "UPDD"))), 1)
        self.assertEqual(read_returns(self.entry(named, "ESDD")), [])

    def test_figures_out_of_all_bounds(self):
        """BNK-07: days, amounts and numbers that no bank means are left out, and stop no file."""
        row = ("<Document><BkToCstmrStmt><Stmt><Ntry>%s<NtryDtls><TxDtls><Refs><EndToEndId>A</EndToEndId></Refs>"
               "<RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>")
        for day in ("9999-12-31", "0001-01-01"):
            (one,) = read_returns((row % f"<BookgDt><Dt>{day}</Dt></BookgDt>").encode())
            self.assertIsNone(one.on, day)
        (one,) = read_returns((row % '<Amt Ccy="EUR">1E+400</Amt>').encode())
        self.assertIsNone(one.amount)
        whole = ("<Document><CstmrPmtStsRpt><OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId><OrgnlNbOfTxs>"
                 f"{'9' * 5000}</OrgnlNbOfTxs><GrpSts>RJCT</GrpSts></OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>")
        self.assertIsNone(read_returns(whole.encode())[0].count)

    def test_millions_of_empty_entries(self):
        """BNK-12: 2.3 million empty entries are read in constant memory, and a return among them is found."""
        row = (
            b"<Ntry><NtryDtls><TxDtls><Refs><EndToEndId>A</EndToEndId></Refs><RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf>"
            b"</TxDtls></NtryDtls>"
            b"</Ntry>"
        )
        start, end = b"<Document><BkToCstmrStmt><Stmt>", b"</Stmt></BkToCstmrStmt></Document>"
        content = start + b"<Ntry/>" * 1_150_000 + row + b"<Ntry/>" * 1_150_000 + end
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        (found,) = read_returns(content)
        self.assertEqual(found.reference, "A")
        self.assertLess(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, 100 * 1024, "kilobytes")

    def test_accepted_transactions_are_no_returns(self):
        """BEY-04: only refusals are read."""
        content = (
            b"<Document><CstmrPmtStsRpt><OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>A</OrgnlEndToEndId><TxSts>ACCP"
            b"</TxSts>"
            b"</TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
        )
        self.assertEqual(read_returns(content), [])


PAIN = """<Document><CstmrPmtStsRpt><GrpHdr><CreDtTm>2026-12-03T10:00:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>B1</OrgnlPmtInfId><OrgnlNbOfTxs>3</OrgnlNbOfTxs><OrgnlCtrlSum>300.50</OrgnlCtrlSum>
<PmtInfSts>%s</PmtInfSts>
<StsRsnInf><Rsn><Prtry>BANK</Prtry></Rsn><AddtlInf>all</AddtlInf></StsRsnInf>
<TxInfAndSts><OrgnlEndToEndId>E1</OrgnlEndToEndId>%s<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>closed</AddtlInf>
</StsRsnInf><OrgnlTxRef><Amt><InstdAmt Ccy="EUR">100.25</InstdAmt></Amt>
<MndtRltdInf><MndtId>RUM-1</MndtId></MndtRltdInf>
<DbtrAcct><Id><IBAN>FR76 3000 6000 0112 3456 7890 189</IBAN></Id></DbtrAcct>
<CdtrAcct><Id><IBAN>FR1420041010050500013M02606</IBAN></Id></CdtrAcct>
<CdtrSchmeId><Id><PrvtId><Othr><Id>FR72 ZZZ 123456</Id></Othr></PrvtId></Id></CdtrSchmeId></OrgnlTxRef></TxInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>NOTPROVIDED</OrgnlEndToEndId><TxSts>RJCT</TxSts><OrgnlTxRef>
<IntrBkSttlmAmt Ccy="CHF">7</IntrBkSttlmAmt><MndtRltdInf><DrctDbtMndt><MndtId>RUM-2</MndtId></DrctDbtMndt></MndtRltdInf>
</OrgnlTxRef></TxInfAndSts>
</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"""
FIRST = Return(
    "E1", "AC04", "closed", date(2026, 12, 3), Decimal("100.25"), "M1", currency="EUR", mandate="RUM-1",
    debtor_iban="FR7630006000011234567890189", creditor_iban="FR1420041010050500013M02606",
    creditor_identifier="FR72ZZZ123456")
SECOND = Return("", "BANK", "all", date(2026, 12, 3), Decimal(7), "M1", currency="CHF", mandate="RUM-2")


@tagged("post_install", "-at_install")
class TestWhatTheBankSays(BaseCase):
    """Every datum of a bank's file stands in its place."""

    def test_a_status_report(self):
        """BNK-01, BNK-02, BNK-03: pain.002: what is listed, with the reason of its batch where it has none of its own;
        then the batch as a whole, whose it is from what is listed.
        """
        whole = Return("", "BANK", "all", date(2026, 12, 3), Decimal("300.50"), "M1", "B1", True, 3,
                       creditor_iban=FIRST.creditor_iban, creditor_identifier=FIRST.creditor_identifier)
        self.assertEqual(read_returns((PAIN % ("RJCT", "<TxSts>RJCT</TxSts>")).encode()), [FIRST, SECOND, whole])
        self.assertEqual(read_returns((PAIN % ("RJCT", "")).encode()), [FIRST, SECOND, whole])
        self.assertEqual(read_returns((PAIN % ("PART", "<TxSts>RJCT</TxSts>")).encode()), [FIRST, SECOND])
        self.assertEqual(read_returns((PAIN % ("PART", "<TxSts>ACSP</TxSts>")).encode()), [SECOND])
        self.assertEqual(read_returns((PAIN % ("PART", "")).encode()), [SECOND])

    def test_what_a_person_finds_it_by(self):
        """BNK-02: its reference, batch, message or mandate, else day and amount."""
        self.assertEqual(FIRST.label, "E1")
        self.assertEqual(Return("", "X", batch="B", message="M", mandate="R").label, "B")
        self.assertEqual(Return("", "X", message="M", mandate="R").label, "M")
        self.assertEqual(SECOND.label, "M1")
        self.assertEqual(Return("", "X", mandate="R").label, "R")
        self.assertEqual(Return("", "X", on=date(2026, 12, 3), amount=Decimal(7), currency="EUR").label,
                         "2026-12-03 7 EUR")
        self.assertEqual(Return("", "X").label, "?")

    def statement(self, entry, kind=("BkToCstmrStmt", "Stmt"), account="FR1420041010050500013M02606"):
        message, block = kind
        return (f"<Envelope><AppHdr/><Document><{message}><{block}><Acct><Id><IBAN>{account}</IBAN></Id></Acct>{entry}"
                f"</{block}></{message}></Document></Envelope>").encode()

    def test_a_statement(self):
        """BNK-01, BNK-07, BNK-12: camt in its three kinds: the debit and what left the account, the parties turned
        round or not.
        """
        entry = """<Ntry><Amt Ccy="EUR">103.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><DtTm>2026-12-04T08:00:00</DtTm></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>E2</EndToEndId>
<MndtId>RUM-1</MndtId></Refs><AmtDtls><InstdAmt><Amt Ccy="EUR">100.00</Amt></InstdAmt></AmtDtls>
<RltdPties><Cdtr><Id><PrvtId><Othr><Id>FR72ZZZ123456</Id></Othr></PrvtId></Id></Cdtr>
<DbtrAcct><Id><IBAN>%s</IBAN></Id></DbtrAcct><CdtrAcct><Id><IBAN>%s</IBAN></Id></CdtrAcct></RltdPties>
<RtrInf><Rsn><Cd>AM04</Cd></Rsn><AddtlInf>no money</AddtlInf></RtrInf></TxDtls></NtryDtls></Ntry>"""
        wanted = Return(
            "E2", "AM04", "no money", date(2026, 12, 4), Decimal(100), moved=Decimal(103), currency="EUR",
            mandate="RUM-1", debtor_iban="DE89370400440532013000", creditor_iban=FIRST.creditor_iban,
            creditor_identifier="FR72ZZZ123456")
        parties = (wanted.debtor_iban, FIRST.creditor_iban)
        for kind in (("BkToCstmrStmt", "Stmt"), ("BkToCstmrDbtCdtNtfctn", "Ntfctn"), ("BkToCstmrAcctRpt", "Rpt")):
            for order in (parties, parties[::-1]):
                self.assertEqual(read_returns(self.statement(entry % order, kind)), [wanted])
        came_in = read_returns(self.statement((entry % parties).replace("DBIT", "CRDT")))
        self.assertEqual([one.is_incoming for one in came_in], [True])

    def test_several_in_one_entry(self):
        """BNK-07: each has its own amount, as it was debited and as it moved; the sum of the entry is none's."""
        one = ('<TxDtls><Refs><EndToEndId>%s</EndToEndId></Refs><AmtDtls><TxAmt><Amt Ccy="EUR">%s</Amt></TxAmt>'
               "</AmtDtls><RtrInf><Rsn><Cd>MS03</Cd></Rsn></RtrInf></TxDtls>")
        entry = ('<Ntry><Amt Ccy="EUR">30</Amt><NtryDtls>' + one % ("A", "10") + "</NtryDtls><NtryDtls>"
                 + one % ("B", "20") + "</NtryDtls></Ntry>")
        found = read_returns(self.statement(entry))
        self.assertEqual([(each.reference, each.amount, each.moved) for each in found],
                         [("A", Decimal(10), Decimal(10)), ("B", Decimal(20), Decimal(20))])

    def test_one_sum_for_a_batch(self):
        """BNK-03, BNK-12: a reversal in one sum names its batch and how many it was, or nothing at all."""
        entry = ('<Ntry><Amt Ccy="EUR">30</Amt><RvslInd>%s</RvslInd><NtryDtls>%s</NtryDtls></Ntry>')
        batch = "<Btch><PmtInfId>B1</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>"
        wanted = Return("", "", "", None, Decimal(30), batch="B1", is_whole=True, count=2, currency="EUR",
                        creditor_iban=FIRST.creditor_iban)
        for mark in ("true", "1"):
            self.assertEqual(read_returns(self.statement(entry % (mark, batch))), [wanted])
        [nameless] = read_returns(self.statement(entry % ("true", "")))
        self.assertEqual((nameless.is_whole, nameless.batch, nameless.count), (False, "", None))
        self.assertEqual(read_returns(self.statement(entry % ("false", batch))), [])


@tagged("post_install", "-at_install")
class TestMatch(BaseCase):
    sent = Sent(Decimal("100.25"), frozenset({"RUM-1", "OLD-1"}), FIRST.debtor_iban, FIRST.creditor_iban,
                FIRST.creditor_identifier)

    def test_what_agrees(self):
        """BNK-01: what the bank says as it was sent, or does not say, contradicts nothing; the business code of the
        creditor is its own to choose.
        """
        for values in ({}, {"mandate": "OLD-1"}, {"creditor_identifier": "FR72ABC123456"}, {"currency": ""},
                       {"mandate": "", "debtor_iban": "", "creditor_iban": "", "creditor_identifier": "",
                        "amount": None, "currency": ""}):
            self.assertEqual(find_contradictions(replace(FIRST, **values), self.sent), [], values)
        blank = Sent(Decimal("100.25"), frozenset({"RUM-1"}), "", "", FIRST.creditor_identifier)
        self.assertEqual(find_contradictions(FIRST, blank), [])

    def test_what_does_not(self):
        """BNK-01, BNK-07: each datum that differs is named."""
        other = "DE89370400440532013000"
        for values, code in (({"creditor_iban": other}, "creditor"),
                             ({"creditor_identifier": "FR72ZZZ999999"}, "creditor"),
                             ({"mandate": "RUM-9"}, "mandate"), ({"debtor_iban": other}, "debtor"),
                             ({"currency": "CHF"}, "currency"), ({"amount": Decimal("100.26")}, "amount")):
            self.assertEqual(find_contradictions(replace(FIRST, **values), self.sent), [code])

    def test_windows(self):
        """BNK-02: a refund without a reason comes within 8 weeks, an unauthorised debit within 13 months, all else
        within days; each with a margin, and at most 30 days before the collection.
        """
        day = date(2026, 12, 1)
        for code, first in (("AM04", date(2026, 11, 16)), ("MD06", date(2026, 9, 22)), ("MD01", date(2025, 9, 27))):
            self.assertEqual(compute_window(code, day), (first, date(2026, 12, 31)))
