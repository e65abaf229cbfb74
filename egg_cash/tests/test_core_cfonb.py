"""CFONB 120 by its layout: each field at its place, whatever stands around it."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.egg_billing.core.bank_file import MAX_SIZE, BankFileFault
from odoo.addons.egg_billing.core.iban_text import french_iban
from odoo.addons.egg_cash.core.cfonb import is_cfonb, read_amount, read_cfonb, read_day
from odoo.addons.egg_cash.core.reader import read
from odoo.tests import BaseCase, tagged

from .files import cfonb

DAY = "021226"
DETAILS = (("LIB", "FACTURE 12"), ("NPY", "DUPONT"))


def join(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def put(row: str, place: int, text: str) -> str:
    """The row with this text at this place, counted from one as the layout does."""
    return row[:place - 1] + text + row[place - 1 + len(text):]


def credit(*details, cents: int = 1000, **values) -> object:
    """The only line of a statement, with these details."""
    (one,) = read_cfonb(join(cfonb.movement(DAY, cents, "VIR SEPA", **values),
                             *(cfonb.detail(DAY, *detail) for detail in details)))
    (line,) = one.lines
    return line


@tagged("post_install", "-at_install")
class TestRecords(BaseCase):
    def test_each_field_at_its_place(self):
        """CAS-01: bank 3-7, branch 12-16, currency 17-19, account 22-32, code 33-34, day 35-40, label 49-79, entry
        82-88, amount 91-104, reference 105-120; the value date 43-48 and what has no place here is not read.
        """
        row = put("04" + "9" * 118, 3, "30003")
        for place, text in ((8, "XXXX"), (12, "01234"), (17, "EUR2"), (22, "0123456789A"), (33, "B1"), (35, "311226"),
                            (41, "01"), (43, "050127"), (49, "L" * 31), (80, "ZZ"), (82, "0000042"), (89, " 0"),
                            (91, "0000000012345F"), (105, "R" * 16)):
            row = put(row, place, text)
        (one,) = read_cfonb(row.encode())
        (line,) = one.lines
        self.assertEqual((one.account, one.currency, one.opening, one.closing),
                         (french_iban("30003", "01234", "0123456789A"), "EUR", None, None))
        self.assertEqual((line.on, line.amount, line.code, line.reference),
                         (date(2026, 12, 31), Decimal("1234.56"), "B1", "0000042"))
        self.assertEqual(line.label, f"{'L' * 31} {'R' * 16}")

    def test_an_entry_number_of_zeros_is_none(self):
        """CAS-01: many banks write zeros where they have no number."""
        self.assertEqual(credit().reference, "")
        self.assertEqual(credit().label, "VIR SEPA")

    def test_balances(self):
        """CAS-01: old and new, with their days; a statement without one of them has no gap."""
        old, new = cfonb.balance("01", "301126", 5000), cfonb.balance("07", DAY, -1000)
        (one,) = read_cfonb(join(old, cfonb.movement(DAY, -6000, "LOYER"), new))
        self.assertEqual((one.opening, one.opened_on, one.closing, one.closed_on, one.gap),
                         (50, date(2026, 11, 30), -10, date(2026, 12, 2), 0))
        (one,) = read_cfonb(join(old, cfonb.movement(DAY, -6000, "LOYER")))
        self.assertEqual((one.opening, one.closing, one.gap), (50, None, 0))
        (one,) = read_cfonb(join(cfonb.movement(DAY, -6000, "LOYER"), new))
        self.assertEqual((one.opening, one.closing, len(one.lines)), (None, -10, 1))
        (one,) = read_cfonb(join(old, new))
        self.assertEqual((one.lines, one.gap), ((), -60))

    def test_accounts_follow_each_other(self):
        """CAS-01: another bank, branch or number is another account, with or without balances between; a page that
        opens anew is a statement of its own.
        """
        first, second = cfonb.movement(DAY, 100, "A"), cfonb.movement(DAY, 200, "B", "00000000042")
        for rows, accounts in (((first, second), 2), ((first, put(first, 3, "30004")), 2),
                               ((first, put(first, 12, "09999")), 2), ((first, first), 1), ((first, second, first), 3),
                               ((cfonb.balance("07", DAY, 0, "00000000042"), first), 1)):
            found = read_cfonb(join(*rows))
            self.assertEqual(len([one for one in found if one.lines]), accounts, rows)
            self.assertEqual(sum(len(one.lines) for one in found), sum(row[:2] == "04" for row in rows), rows)
        page = (cfonb.balance("01", DAY, 0), first)
        self.assertEqual([len(one.lines) for one in read_cfonb(join(*page, *page))], [1, 1])

    def test_decimals_by_currency(self):
        """CAS-01: as the record says; blank: of the currency, two for most."""
        row = cfonb.balance("01", DAY, 123456)
        for currency, value in (("EUR2", "1234.56"), ("EUR3", "123.456"), ("EUR ", "1234.56"), ("    ", "1234.56"),
                                ("USD ", "1234.56"), ("JPY0", "123456"), ("JPY ", "123456"), ("KRW ", "123456"),
                                ("XPF ", "123456"), ("XAF ", "123456"), ("XOF ", "123456"), ("CLP ", "123456"),
                                ("VND ", "123456"), ("TND ", "123.456"), ("KWD ", "123.456"), ("BHD ", "123.456")):
            (one,) = read_cfonb(put(row, 17, currency).encode())
            self.assertEqual((one.opening, one.currency), (Decimal(value), currency[:3].strip() or "EUR"), currency)

    def test_the_currency_of_the_lines(self):
        """CAS-01: where the balance names none, the movements do."""
        (one,) = read_cfonb(join(put(cfonb.balance("01", DAY, 0), 17, "    "),
                                 put(cfonb.movement(DAY, 100, "A"), 17, "USD2")))
        self.assertEqual(one.currency, "USD")

    def test_an_account_that_is_no_french_one(self):
        """CAS-01: what the file has is kept when no IBAN can be made of it."""
        (one,) = read_cfonb(put(cfonb.movement(DAY, 100, "A"), 3, "ABCD ").encode())
        self.assertTrue(one.account.startswith("ABCD01234"), one.account)

    def test_what_is_not_read_is_said(self):
        """CAS-06: the number of the record in the file and the first words of it."""
        bad = cfonb.movement("320126", 100, "NO SUCH DAY", reference="REF")
        orphan = cfonb.detail(DAY, "LIB", "WHOSE")
        (one,) = read_cfonb(join(cfonb.balance("01", DAY, 0), orphan, "", bad, "99 ODD", cfonb.movement(DAY, 1, "A"),
                                cfonb.balance("07", DAY, 1)))
        self.assertEqual([(note.code, note.place) for note in one.notes],
                         [("orphan", "2"), ("line", "3"), ("line", "4")])
        self.assertEqual([note.detail.split(" 0")[0] for note in one.notes], ["WHOSE", "NO SUCH DAY", "99 ODD"])
        self.assertTrue(all(len(note.detail) <= 60 for note in one.notes))

    def test_a_record_after_the_last_balance(self):
        """CAS-06: said with the statement before it; a detail there belongs to no line."""
        rows = (cfonb.balance("01", DAY, 0), cfonb.movement(DAY, 1, "A"), cfonb.balance("07", DAY, 1))
        (one,) = read_cfonb(join(*rows, "98 END", cfonb.detail(DAY, "LIB", "LATE")))
        self.assertEqual([(note.place, note.detail) for note in one.notes], [("4", "98 END")])
        self.assertEqual(one.lines[0].label, "A")
        (first, second) = read_cfonb(join(*rows, cfonb.movement(DAY, 5, "B", "00000000042")))
        self.assertEqual((first.total, second.total), (Decimal("0.01"), Decimal("0.05")))

    def test_refused(self):
        """CAS-06: no record of it at all, or too long."""
        for content, code in ((b"99 SOMETHING", "kind"), (b"", "kind"), (b"01" * (MAX_SIZE // 2 + 1), "size"),
                              (cfonb.movement("320126", 1, "A").encode(), "kind")):
            with self.assertRaises(BankFileFault) as caught:
                read_cfonb(content)
            self.assertEqual(caught.exception.code, code)

    def test_known_by_its_first_record(self):
        """CAS-01: an old balance, a movement, a detail or a new balance begins it; nothing else does."""
        rows = (cfonb.balance("01", DAY, 0), cfonb.movement(DAY, 1, "A"), cfonb.detail(DAY, "LIB", "B"),
                cfonb.balance("07", DAY, 0))
        for row in rows:
            self.assertTrue(is_cfonb(row.encode()))
            self.assertTrue(is_cfonb(b"\r\n " + put(row, 17, "    ").encode()))
        for other in (b"", b"02" + rows[0].encode()[2:], b"01/12/2026;VIR;12,00", put(rows[0], 3, "ABCDE").encode(),
                      put(rows[0], 17, "eur2").encode(), put(rows[0], 12, "12/26").encode(), b"Date;Libelle;Montant"):
            self.assertFalse(is_cfonb(other), other)

    @given(st.lists(st.tuples(st.integers(1, 28), st.integers(-10 ** 9, 10 ** 9)), min_size=1, max_size=20),
           st.sampled_from(("\n", "\r\n", "", "\n\n")))
    def test_the_balances_hold_whatever_the_lines(self, rows, end):
        """CAS-01: what is read adds up to what was written, with any line ends or none."""
        total = sum(cents for _day, cents in rows)
        text = end.join([cfonb.balance("01", "301126", 500), *(
            cfonb.movement(f"{day:02d}1226", cents, "VIR") for day, cents in rows),
                         cfonb.balance("07", "311226", 500 + total)])
        (one,) = read(text.encode()).statements
        self.assertEqual([(line.on.day, line.amount) for line in one.lines],
                         [(day, Decimal(cents) / 100) for day, cents in rows])
        self.assertEqual((one.gap, one.total, one.notes), (0, Decimal(total) / 100, ()))


@tagged("post_install", "-at_install")
class TestFields(BaseCase):
    def test_the_last_character_has_the_sign(self):
        """CAS-01: braces and A to I above zero, the closing brace and J to R below."""
        for place, (above, below) in enumerate(zip("{ABCDEFGHI", "}JKLMNOPQR", strict=True)):
            self.assertEqual(read_amount(f"000000000012{3}{above}", 2), Decimal(f"12.3{place}"))
            self.assertEqual(read_amount(f"            {3}{below}", 2), Decimal(f"-0.3{place}"))
        for text in ("", "0000000000123", "00000000001235", "0000000000123S", "00000X0000123A", "-000000000123A",
                     "00000 0000123A"):
            self.assertIsNone(read_amount(text, 2), text)
        self.assertEqual(read_amount("A", 0), 1)

    @given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
    def test_a_day(self, day):
        """CAS-01: day, month and two figures of the year, of this century."""
        self.assertEqual(read_day(f"{day:%d%m%y}"), day)

    def test_no_day(self):
        """CAS-06: what is none stays none."""
        for text in ("", "320126", "301326", "290226", "01012", "0101266", "0A0126", "      "):
            self.assertIsNone(read_day(text), text)

    def test_labels(self):
        """CAS-01: LIB, LCC, LC2 and LCS say what the line is, in their order, each once; REF is said too."""
        for qualifier in ("LIB", "LCC", "LC2", "LCS"):
            self.assertEqual(credit((qualifier, "FACTURE 12")).label, "VIR SEPA FACTURE 12", qualifier)
        self.assertEqual(credit(("LIB", "A"), ("LCC", "B"), ("LIB", "A"), ("REF", "R-1"), ("LC2", "C")).label,
                         "VIR SEPA A B C R-1")
        self.assertEqual(credit(("MMO", "USD200000000012345"), ("FEE", "EUR2"), ("RET", "AC04")).label, "VIR SEPA")
        self.assertEqual(credit(("LIB", "X" * 70)).label, f"VIR SEPA {'X' * 70}")

    def test_the_other_party(self):
        """CAS-01: the debtor of what came in, the creditor of what went out; the ultimate one when it is alone."""
        parties = (("NPY", "DEBTOR"), ("NBE", "CREDITOR"), ("NPO", "BEHIND DEBTOR"), ("NBU", "BEHIND CREDITOR"))
        for cents, name, behind in ((1000, "DEBTOR", "BEHIND DEBTOR"), (-1000, "CREDITOR", "BEHIND CREDITOR")):
            self.assertEqual(credit(*parties, cents=cents).payer, name)
            self.assertEqual(credit(*parties[2:], cents=cents).payer, behind)
            self.assertEqual(credit(cents=cents).payer, "")
        self.assertEqual(credit(("NPO", "SOCIETE DES"), ("NPO", "ETABLISSEMENTS X")).payer,
                         "SOCIETE DES ETABLISSEMENTS X")
        self.assertEqual(credit(("NPY", "SOCIETE DES"), ("NPY", "ETABLISSEMENTS X")).payer,
                         "SOCIETE DES ETABLISSEMENTS X")

    def test_the_client_reference(self):
        """CAS-01: RCN holds 35 characters of reference, then 35 of purpose; "not provided" is none."""
        line = credit(("RCN", f"{'E2E-1':35}FACTURE 12"))
        self.assertEqual((line.end_to_end, line.label), ("E2E-1", "VIR SEPA FACTURE 12"))
        line = credit(("RCN", "A" * 35 + "B" * 35), ("RCN", "SECOND"))
        self.assertEqual((line.end_to_end, line.label), ("A" * 35, f"VIR SEPA {'B' * 35}"))
        for none in ("NOTPROVIDED", "notprovided", "NONREF", ""):
            self.assertEqual(credit(("RCN", f"{none:35}FACTURE 12")).end_to_end, "")

    def test_the_account_of_who_was_paid(self):
        """CAS-01: CBE is the creditor's account: the other party's when money went out, ours when it came in."""
        iban = "FR7630006000011234567890189"
        self.assertEqual(credit(("CBE", f"FR76 3000 6000 0112 3456 7890 189{'':5}"), cents=-1000).iban, iban)
        self.assertEqual(credit(("CBE", iban)).iban, "")
        self.assertEqual(credit(("CBE", f"{iban:34}99"), cents=-1).iban, iban)

    def test_details_belong_to_the_movement_before(self):
        """CAS-01: each movement has its own."""
        (one,
         ) = read_cfonb(join(cfonb.movement(DAY, 1, "A"), cfonb.detail(DAY, "NPY", "X"), cfonb.movement(DAY, 2, "B"),
                                 cfonb.detail(DAY, "NPY", "Y")))
        self.assertEqual([(line.label, line.payer) for line in one.lines], [("A", "X"), ("B", "Y")])
