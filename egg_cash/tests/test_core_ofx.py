"""OFX by its elements."""

from datetime import date
from decimal import Decimal

from odoo.addons.egg_billing.core.bank_file import BankFileFault
from odoo.addons.egg_billing.core.iban_text import french_iban
from odoo.addons.egg_cash.core.ofx import is_ofx, read_ofx
from odoo.tests import BaseCase, tagged

IBAN = "FR7630006000011234567890189"
ACCOUNT = f"<ACCTID>{IBAN}"


def statement(*lines: str, account: str = ACCOUNT, balance: str = "", currency: str = "EUR") -> bytes:
    return (f"OFXHEADER:100\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>{currency}<BANKACCTFROM>{account}"
            f"<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><DTSTART>20261201<DTEND>20261203{''.join(lines)}"
            f"</BANKTRANLIST>{balance}</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>").encode()


def movement(amount="10.00", day="20261202", name="DUPONT", memo="", number="F-1", check="", kind="CREDIT") -> str:
    fields = {"TRNTYPE": kind, "DTPOSTED": day, "TRNAMT": amount, "FITID": number, "CHECKNUM": check, "NAME": name,
              "MEMO": memo}
    return "<STMTTRN>" + "".join(f"<{tag}>{text}\n" for tag, text in fields.items() if text) + "</STMTTRN>"


def only(*lines: str, **values):
    (one,) = read_ofx(statement(*lines, **values))
    return one


@tagged("post_install", "-at_install")
class TestOfx(BaseCase):
    def test_the_account(self):
        """CAS-01: an IBAN as it is; a French account by bank, branch and number; else what the bank calls it."""
        for told, name in ((ACCOUNT, IBAN), ("<ACCTID>FR76 3000 6000 0112 3456 7890 189", IBAN),
                           ("<BANKID>30006<BRANCHID>00001<ACCTID>12345678901",
                            french_iban("30006", "00001", "12345678901")),
                           ("<BANKID>30006<ACCTID>12345678901", "12345678901"), ("<ACCTID>FR76", "FR76"),
                           ("<ACCTID>DE89370400440532013000", "DE89370400440532013000"),
                           ("<BANKID>3006<BRANCHID>00001<ACCTID>12345678901", "12345678901")):
            self.assertEqual(only(movement(), account=told).account, name, told)

    def test_the_balance(self):
        """CAS-01: what stands on the account at the end, and the day of it; no opening balance is told."""
        one = only(movement(), balance="<LEDGERBAL><BALAMT>1500.25<DTASOF>20261203</LEDGERBAL>")
        self.assertEqual((one.opening, one.closing, one.opened_on, one.closed_on, one.gap),
                         (None, Decimal("1500.25"), None, date(2026, 12, 3), 0))
        one = only(movement())
        self.assertEqual((one.closing, one.closed_on, one.currency), (None, None, "EUR"))
        self.assertEqual(only(movement(), currency="usd").currency, "USD")

    def test_a_movement(self):
        """CAS-01: day, amount, payer, words, reference, kind and number of a cheque."""
        (line,) = only(movement("-12.50", memo="FAC 12", check="0000123", kind="CHECK")).lines
        self.assertEqual((line.on, line.amount, line.payer, line.label, line.reference, line.code.upper()),
                         (date(2026, 12, 2), Decimal("-12.50"), "DUPONT", "DUPONT FAC 12 0000123", "F-1", "CHECK"))
        for name, memo, label in (("DUPONT", "VIR DUPONT FAC 12", "VIR DUPONT FAC 12"), ("DUPONT", "", "DUPONT"),
                                  ("", "FAC 12", "FAC 12")):
            self.assertEqual(only(movement(name=name, memo=memo)).lines[0].label, label)
        self.assertEqual(only(movement(memo="CHQ 0000123", check="0000123")).lines[0].label, "DUPONT CHQ 0000123")

    def test_the_day_is_the_bank_s(self):
        """CAS-01: whatever its hour and its zone."""
        for told in ("20261202", "20261202000000", "20261202235959.000", "20261202000000[+1:CET]",
                     "20261202233000[-5:EST]"):
            self.assertEqual(only(movement(day=told)).lines[0].on, date(2026, 12, 2), told)

    def test_what_cannot_be_read_is_said(self):
        """CAS-06: the line is left out, its words are told, the rest is read."""
        one = only(movement("abc", name="BAD"), movement("NaN", name="WORSE", number="F-9"), movement())
        self.assertEqual(([line.amount for line in one.lines], {note.code for note in one.notes}), ([10], {"line"}))
        self.assertEqual(len(one.notes), 2)
        self.assertTrue(any("BAD" in note.detail for note in one.notes))
        self.assertTrue(all(len(note.detail) <= 60 for note in one.notes))

    def test_known_by_its_head(self):
        """CAS-01: the header of version 1 or the element of both; in any encoding."""
        for head in (b"OFXHEADER:100", b"<?xml version='1.0'?>\n<OFX>", "<ofx>".encode("utf-16")):
            self.assertTrue(is_ofx(head))
        for head in (b"", b"<Document>", b"Date;OFX", b"x" * 4096 + b"<OFX>"):
            self.assertFalse(is_ofx(head))

    def test_refused(self):
        """CAS-06: no statement in it, entities."""
        for content, code in ((b"OFXHEADER:100", "kind"), (b"<OFX><SIGNONMSGSRSV1></SIGNONMSGSRSV1></OFX>", "kind"),
                              (b"<!entity a 'b'>" + statement(movement()), "doctype")):
            with self.assertRaises(BankFileFault) as caught:
                read_ofx(content)
            self.assertEqual(caught.exception.code, code)
