import gzip
import io
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.egg_billing.core.bank_file import MAX_SIZE, BankFileFault
from odoo.addons.egg_billing.core.iban_text import french_iban
from odoo.addons.egg_cash.core.cfonb import read_amount, read_cfonb
from odoo.addons.egg_cash.core.reader import read
from odoo.addons.egg_cash.core.statement import Line, Note, clean, is_bank_reference, keep_exact, line_mark
from odoo.addons.egg_cash.core.table import guess, to_mapping
from odoo.addons.egg_cash.core.table import read_amount as read_cell
from odoo.tests import BaseCase, tagged

from .files import camt, cfonb, ofx

BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>
<Document><BkToCstmrStmt><Stmt><Id>&b;</Id></Stmt></BkToCstmrStmt></Document>"""
CSV = """Date;Date valeur;Libellé;Débit euros;Crédit euros;Solde
02/12/2026;02/12/2026;VIR SEPA RECU DUPONT FAC 12;;1 200,50;2 200,50
03/12/2026;03/12/2026;PRLV SEPA OPÉRATEUR;-45,00;;2 155,50
15/12/2026;15/12/2026;FRAIS;3,20;;2 152,30
"""


def amounts(statement):
    return [str(line.amount) for line in statement.lines]


@tagged("post_install", "-at_install")
class TestCamt(BaseCase):
    def test_each_version_says_the_same(self):
        """CAS-01: camt.053 of versions 02, 04, 06, 08 and 13, with names, account and amounts where each has them."""
        for version in ("02", "04", "06", "08", "13"):
            (one,) = read(camt.statement(version)).statements
            self.assertEqual((one.account, one.currency, one.opening, one.closing),
                             ("FR7630006000011234567890189", "EUR", Decimal("1000.00"), Decimal("1330.00")), version)
            first, second, third, fee = one.lines
            self.assertEqual((first.amount, first.payer, first.iban, first.end_to_end, first.label), (
                Decimal("120.00"), "DUPONT SARL", "FR7610096000505484242428Z85", "E2E-1", "FACTURE FAC/2026/00012"))
            self.assertEqual((second.amount, third.amount, fee.amount),
                             (Decimal("100.00"), Decimal("150.00"), Decimal("-40.00")), version)
            self.assertEqual((second.batch, third.part, first.structured), ("LOT-1", 2, "RF18539007547034"))
            self.assertEqual((one.gap, one.notes), (0, ()), version)

    def test_what_is_announced_waits(self):
        """CAS-01: an entry that is not booked is said and left out."""
        (one,) = read(camt.statement("08", pending=True)).statements
        self.assertEqual([note.code for note in one.notes], ["pending"])
        self.assertEqual(len(one.lines), 4)

    def test_a_batch_whose_parts_do_not_add_up_stays_one(self):
        """CAS-06: the entry counts, and it is said."""
        (one,) = read(camt.statement("08", second="99.00")).statements
        self.assertEqual(amounts(one), ["120.00", "250.00", "-40.00"])
        self.assertEqual([note.code for note in one.notes], ["split"])

    def test_a_notice_and_the_statement_are_the_same_entries(self):
        """CAS-01: a camt.054 that tells the parts of an entry of the camt.053 has the same entry."""
        (notice,) = read(camt.notice()).statements
        (statement,) = read(camt.statement("02")).statements
        self.assertIsNone(notice.opening)
        self.assertEqual([note.code for note in notice.notes], ["notice"])
        self.assertEqual([line.key for line in notice.lines], [line.key for line in statement.lines[1:3]])

    def test_a_return_takes_the_money_back(self):
        """CAS-01: a reversal keeps its sign and its debtor."""
        (one,) = read(camt.returned()).statements
        (line,) = one.lines
        self.assertEqual((line.amount, line.is_reversal, line.payer, line.end_to_end),
                         (Decimal("-60.00"), True, "MARTIN", "D-7"))

    def test_hostile_files(self):
        """CAS-06: entities, a DOCTYPE in any encoding, network, another message, 50 MB, broken archives."""
        for content, code in (
            (BOMB, "doctype"),
            (BOMB.decode().replace('version="1.0"', 'version="1.0" encoding="UTF-16"').encode("utf-16"), "doctype"),
            (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', "doctype"),
            (b"<a><b/></a>", "kind"), (b"<a>", "xml"), (b"", "empty"), (b"x" * (MAX_SIZE + 1), "size"),
            (b"PK\x03\x04abc", "packed"), (b"\x1f\x8babc", "packed"), (b"%PDF-1.7", "kind"),
            (gzip.compress(b"\0" * (MAX_SIZE + 2)), "size"), (b"hello world", "columns"),
            (b"OFXHEADER:100\n<!DOCTYPE x [<!ENTITY a 'b'>]><OFX></OFX>", "doctype"), (b"<OFX></OFX>", "kind"),
        ):
            with self.assertRaises(BankFileFault) as caught:
                read(content)
            self.assertEqual(caught.exception.code, code, content[:40])

    def test_packed(self):
        """CAS-01: a zip and a gzip are opened."""
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as packed:
            packed.writestr("a.xml", camt.statement("02"))
            packed.writestr("b.xml", camt.statement("08"))
        found = read(archive.getvalue())
        self.assertEqual(len(found.statements), 2)
        # The same statement twice: the same keys.
        self.assertEqual([line.key for line in found.statements[0].lines],
                         [line.key for line in found.statements[1].lines])
        self.assertEqual(read(gzip.compress(camt.statement("02"))).statements, read(camt.statement("02")).statements)
        both = gzip.compress(camt.statement("02")) + gzip.compress(camt.statement("08"))
        self.assertEqual(read(both).statements, found.statements)

    def test_a_readme_beside_the_statement(self):
        """CAS-01: what is no bank's file in an archive is passed over and said; a statement that is damaged is not."""
        for name, other in (("a.txt", b"hello"), ("z.pdf", b"%PDF-1.7"), ("b.txt", b"")):
            archive = io.BytesIO()
            with zipfile.ZipFile(archive, "w") as packed:
                packed.writestr("m.xml", camt.statement("02"))
                packed.writestr(name, other)
            (one,) = read(archive.getvalue()).statements
            self.assertEqual([(note.code, note.detail) for note in one.notes], [("other", "1")])
        with zipfile.ZipFile(archive, "a") as packed:
            packed.writestr("n.xml", camt.statement("08")[:-40])
        with self.assertRaises(BankFileFault) as caught:
            read(archive.getvalue())
        self.assertEqual(caught.exception.code, "xml")

    @given(st.binary(max_size=400))
    def test_any_bytes_are_read_or_refused(self, content):
        """CAS-06: no other error than the refusal, whatever the bytes."""
        try:
            read(content)
        except BankFileFault:
            pass


@tagged("post_install", "-at_install")
class TestCfonb(BaseCase):
    def test_a_statement(self):
        """CAS-01: balances, labels, payer, references, sign of the last character, account as IBAN."""
        (one,) = read(cfonb.statement()).statements
        self.assertEqual((one.account, one.currency), (french_iban("30003", "01234", "01234567890"), "EUR"))
        self.assertEqual((one.opening, one.closing, one.gap), (Decimal("1000.00"), Decimal("2035.10"), 0))
        first, second, third = one.lines
        self.assertEqual((first.on, first.amount, first.payer), (date(2026, 12, 2), Decimal("1040.17"), "MA BOUTIQUE"))
        self.assertIn("FACTURE F230875", first.label)
        self.assertEqual((second.amount, second.payer), (Decimal("-10.17"), "FREE MOBILE"))
        self.assertEqual(third.end_to_end, "0018937")

    def test_marks_damage_and_a_missing_end(self):
        """CAS-06: a byte order mark or UTF-16 is no other format; a record without an account opens none; a statement
        without its last balance is said.
        """
        content = cfonb.statement()
        text = content.decode("latin-1")
        for one in (b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16")):
            self.assertEqual(amounts(read(one).statements[0]), amounts(read(content).statements[0]))
        records = text.splitlines()
        (one,) = read("\n".join([*records[:-1], "04" + "x" * 118, records[-1]]).encode("latin-1")).statements
        self.assertEqual((len(one.lines), [note.code for note in one.notes]), (len(
            read(content).statements[0].lines), ["line"]))
        (one,) = read("\n".join(records[:-1]).encode("latin-1")).statements
        self.assertIn("cut", [note.code for note in one.notes])

    def test_without_line_breaks(self):
        """CAS-06: cut at 120 characters."""
        plain = read(cfonb.statement()).statements
        self.assertEqual(read(cfonb.statement().replace(b"\n", b"")).statements, plain)
        self.assertEqual(read(cfonb.statement().replace(b"\n", b"\r\n")).statements, plain)

    def test_encodings(self):
        """CAS-06: cp1252, and the French 7-bit table that writes é for the brace."""
        content = cfonb.statement("CAFÉ ÉTÉ").decode()
        (one,) = read(content.encode("cp1252")).statements
        self.assertEqual(one.lines[0].payer, "CAFÉ ÉTÉ")
        self.assertEqual(read_amount("0000000000120é", 2), Decimal("12.00"))
        self.assertEqual(read_amount("0000000000120è", 2), Decimal("-12.00"))

    def test_blank_currency_on_balances(self):
        """CAS-06: some banks leave currency and decimals blank on the balances."""
        rows = cfonb.statement().decode().splitlines()
        blank = "\n".join(row[:16] + "    " + row[20:] if row[:2] in ("01", "07") else row for row in rows)
        (one,) = read(blank.encode()).statements
        self.assertEqual((one.opening, one.currency, one.gap), (Decimal("1000.00"), "EUR", 0))

    def test_several_accounts_and_alike_lines(self):
        """CAS-01: two accounts in a file; two lines that say the same are two."""
        found = read(cfonb.two_accounts()).statements
        self.assertEqual(len({one.account for one in found}), 2)
        first, second = found[1].lines
        self.assertEqual((first.amount, first.label), (second.amount, second.label))
        self.assertNotEqual(first.key, second.key)
        self.assertEqual([one.gap for one in found], [0, 0])

    def test_odd_rows_are_said_and_the_rest_is_kept(self):
        """CAS-06: a bad day, a bad amount, a detail without its line, an unknown record."""
        (one,) = read_cfonb(cfonb.odd())
        self.assertEqual(sorted(note.code for note in one.notes), ["line", "line", "line", "orphan"])
        self.assertEqual(len(one.lines), 1)
        (checked,) = read(cfonb.odd()).statements
        self.assertIn("sum", [note.code for note in checked.notes])

    @given(st.integers(-10 ** 12, 10 ** 12), st.integers(0, 3))
    def test_an_amount_is_read_as_it_was_written(self, value, decimals):
        """CAS-01: any amount, any number of decimals."""
        self.assertEqual(read_amount(cfonb.punch(value), decimals), Decimal(value).scaleb(-decimals))


@tagged("post_install", "-at_install")
class TestOfx(BaseCase):
    def test_both_versions(self):
        """CAS-01: SGML and XML, the account as IBAN, the day as the bank writes it."""
        for content in (ofx.sgml(), ofx.xml()):
            (one,) = read(content).statements
            self.assertEqual(one.account, french_iban("30006", "00001", "12345678901"))
            self.assertEqual((one.currency, one.closing), ("EUR", Decimal("1500.00")))
            self.assertEqual(amounts(one), ["250.00", "-12.50"])
            self.assertEqual((one.lines[0].on, one.lines[0].payer), (date(2026, 12, 2), "CAFÉ DUPONT"))
            self.assertIn("FAC 2026 00012", one.lines[0].label)

    def test_a_file_that_was_cut(self):
        """CAS-06: half of its lines are not taken for all of them."""
        content = ofx.sgml()
        with self.assertRaises(BankFileFault) as caught:
            read(content[:content.rindex(b"<STMTTRN>")])
        self.assertEqual(caught.exception.code, "cut")

    def test_a_bad_line_is_said(self):
        """CAS-06: a movement without amount is left out, the rest is read."""
        (one,) = read(ofx.sgml().replace(b"<TRNAMT>-12.50", b"<TRNAMT>abc")).statements
        self.assertEqual(amounts(one), ["250.00"])
        self.assertEqual([note.code for note in one.notes], ["line"])


@tagged("post_install", "-at_install")
class TestTable(BaseCase):
    def test_a_table_is_guessed_once_and_remembered(self):
        """CAS-01: columns by their headings, debit and credit, balances; the same heading is read the same way."""
        found = read(CSV.encode())
        (one,) = found.statements
        self.assertEqual(amounts(one), ["1200.50", "-45.00", "-3.20"])
        self.assertEqual((one.opening, one.closing, one.gap), (Decimal("1000.00"), Decimal("2152.30"), 0))
        self.assertEqual((one.lines[0].on, one.lines[0].label), (date(2026, 12, 2), "VIR SEPA RECU DUPONT FAC 12"))
        self.assertEqual([], [note.code for note in found.doubts])
        kept = to_mapping({**found.mapping.to_json(), "order": "mdy"})
        again, doubts = guess(CSV.encode(), kept)
        self.assertEqual((again.order, doubts), ("mdy", []))

    def test_encodings_and_separators(self):
        """CAS-06: cp1252 and UTF-16 with tabs, commas, points; what is guessed is said."""
        found = read(CSV.encode("cp1252"))
        self.assertEqual(found.statements[0].lines[1].label, "PRLV SEPA OPÉRATEUR")
        self.assertEqual([note.code for note in found.doubts], ["encoding"])
        found = read(CSV.replace(";", "\t").encode("utf-16"))
        self.assertEqual(amounts(found.statements[0]), ["1200.50", "-45.00", "-3.20"])
        english = "Booking date,Description,Amount,Currency\n2026-12-02,\"DUPONT, FAC 12\",\"1,200.50\",EUR\n"
        (one,) = read(english.encode()).statements
        self.assertEqual((amounts(one), one.currency, one.lines[0].on), (["1200.50"], "EUR", date(2026, 12, 2)))

    def test_doubt_is_said(self):
        """CAS-01: days that can be read in two ways, amounts whose mark nobody can tell."""
        found = read(b"Date;Libelle;Montant\n02/03/2026;A;1.234\n04/05/2026;B;5.678\n")
        self.assertEqual(sorted(note.code for note in found.doubts), ["dates", "decimals"])

    def test_an_amount_is_never_cut(self):
        """CAS-06: the other decimal mark, more decimals than the currency has, more figures than are kept: the row is
        left out with a note, its neighbours are read.
        """
        rows = ("1 234,56", "1.234,56", "1234", "1.234", "1,234.56", "1,234", "12,345", "99999999999999,99", "1..2,00",
                "1,2,3", "12.34", "1 000,5", "")
        text = "\n".join(["Date;Libelle;Montant", *(f"31/12/2026;A;{one}" for one in rows)])
        found = read(text.encode())
        one = keep_exact(found.statements[0], 2)
        self.assertEqual(amounts(one), ["1234.56", "1234.56", "1234", "1234", "1000.5"])
        self.assertEqual([note.code for note in one.notes], ["line"] * 8)
        (english,) = read(text.replace(",", "!").replace(".", ",").replace("!", ".").encode()).statements
        self.assertEqual([*map(Decimal, amounts(english))], [*map(Decimal, amounts(one))])
        (debit,) = read(b"Date;Libelle;Debit;Credit\n31/12/2026;A;5,00;1.2.3\n31/12/2026;B;;7,00\n").statements
        self.assertEqual(amounts(debit), ["7.00"])
        self.assertEqual(keep_exact(read(camt.statement("08").replace(b">120.00<", b">120.005<")).statements[0], 2).gap,
                         Decimal("120.00"))

    @given(st.decimals(-10**9, 10**9, places=2), st.sampled_from(",."), st.sampled_from((True, False)))
    def test_an_amount_of_a_table_is_read_as_it_was_written(self, value, mark, is_grouped):
        """CAS-06: with its mark, whatever the thousands; with the other mark never another value."""
        group = "." if mark == "," else ","
        text = f"{value:,.2f}" if is_grouped else f"{value:.2f}"
        text = text.replace(",", "!").replace(".", mark).replace("!", group)
        self.assertEqual(read_cell(text, mark), value)
        self.assertIn(read_cell(text, group), (None, value))

    def test_the_mark_of_a_known_table_changed(self):
        """CAS-06: the bank writes points where it wrote commas: it is asked about again, not cut."""
        first = read(b"Date;Libelle;Montant\n31/12/2026;A;1234,56\n")
        again = read(b"Date;Libelle;Montant\n31/12/2026;A;1234.56\n30/12/2026;A;1,000.10\n", first.mapping)
        self.assertEqual(amounts(again.statements[0]), ["1000.10", "1234.56"])
        self.assertEqual([note.code for note in again.doubts], ["decimals"])
        self.assertEqual(read(b"Date;Libelle;Montant\n31/12/2026;A;1.234\n", first.mapping).doubts, ())

    def test_odd_rows(self):
        """CAS-06: rows of words, newest first, no heading, signs behind."""
        found = read(b"Compte courant\n\nDate;Libelle;Montant\n31/12/2026;B;5,00-\nTotal;;\n30/12/2026;A;(7,00)\n")
        (one,) = found.statements
        self.assertEqual(amounts(one), ["-7.00", "-5.00"])
        self.assertEqual([note.code for note in one.notes], ["line"])
        (one,) = read(b"30/12/2026;VIR DUPONT;12,00\n31/12/2026;VIR MARTIN;13,00\n").statements
        self.assertEqual((amounts(one), one.lines[1].label), (["12.00", "13.00"], "VIR MARTIN"))


@tagged("post_install", "-at_install")
class TestTwice(BaseCase):
    def test_what_is_no_reference(self):
        """CAS-01: zeros and what banks write where they have none; less than four signs tell no line from another."""
        for text in ("", "0", "0000000", "NONREF", "nonref", "NOT PROVIDED", "NOTPROVIDED", "NONE", "NULL", "A1",
                     "123"):
            self.assertFalse(is_bank_reference(text), text)
        for text in ("1234", "A-1234", "0001", "NONE1"):
            self.assertTrue(is_bank_reference(text), text)

    def test_what_a_line_is_known_by(self):
        """CAS-01: its day and amount, and the bank's reference; without one the words and the payer."""
        line = Line(date(2026, 12, 2), Decimal("10.50"), "Loyer é", "REF-1234", "Dupont")
        self.assertEqual(line_mark(line), ("2026-12-02", "10.5", "REF1234"))
        self.assertEqual(line_mark(replace(line, reference="0000")), ("2026-12-02", "10.5", "LOYERE", "DUPONT"))
        self.assertEqual(line_mark(line, Decimal(7))[1], "7")
        self.assertEqual((Note("x"), clean("a\tb\x00 c\n")), (Note("x", "", ""), "a b c"))

    def test_files_that_overlap(self):
        """CAS-01: the lines that two files share have the same keys, the others not."""
        rows = CSV.splitlines()
        first, second = "\n".join(rows[:3]), "\n".join([rows[0], *rows[2:]])
        keys = [[line.key for line in read(text.encode()).statements[0].lines] for text in (first, second)]
        self.assertEqual(keys[0][1], keys[1][0])
        self.assertEqual(len(set(keys[0] + keys[1])), 3)

    @given(st.lists(st.tuples(st.integers(1, 5), st.integers(-3, 3)), min_size=1, max_size=30), st.integers(1, 5),
           st.integers(1, 5))
    def test_any_overlap_by_days(self, rows, start, end):
        """CAS-01: a file of some whole days holds just the keys that these days have in the file of all."""
        rows = sorted(row for row in rows if row[1])
        part = [row for row in rows if min(start, end) <= row[0] <= max(start, end)]
        if not part:
            return
        whole, some = (read(cfonb.plain(one)).statements[0].lines for one in (rows, part))
        self.assertEqual({line.key for line in some},
                         {line.key for line in whole if min(start, end) <= line.on.day <= max(start, end)})
        self.assertEqual(len({line.key for line in whole}), len(rows))
