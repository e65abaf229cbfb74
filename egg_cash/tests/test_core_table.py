"""Tables as banks and their web pages export them."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.egg_billing.core.bank_file import BankFileFault
from odoo.addons.egg_cash.core.reader import read
from odoo.addons.egg_cash.core.table import Mapping, guess, read_amount, read_day, read_table, to_mapping
from odoo.tests import BaseCase, tagged

#: How banks head what a column holds.
CALLED = {
    "payer": "Contrepartie|Tiers|Nom|Bénéficiaire|Émetteur|Donneur d'ordre|Counterparty|Payer|Payee|Name|"
             "Nom du tiers|Identité du bénéficiaire",
    "reference": "Référence|Numéro d'opération|Id|Identifiant|Transaction ID|Référence interne",
    "label": "Libellé|Label|Description|Motif|Intitulé|Communication|Details|Nature|Objet|Libellé simplifié",
    "iban": "IBAN|IBAN contrepartie",
}
WRITTEN = {"dmy": ("{0:%d}", "{0:%m}", "{0.year}"), "mdy": ("{0:%m}", "{0:%d}", "{0.year}"),
           "ymd": ("{0.year}", "{0:%m}", "{0:%d}")}
days = st.dates(date(1990, 1, 1), date(2099, 12, 31))


def table(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def lines(*rows: str) -> list:
    (one,) = read(table(*rows)).statements
    return list(one.lines)


def codes(notes) -> list:
    return [note.code for note in notes]


@tagged("post_install", "-at_install")
class TestHeadings(BaseCase):
    def test_what_banks_call_a_column(self):
        """CAS-01: each word by which a bank heads a payer, a reference, a label or an account is understood."""
        for field, words in CALLED.items():
            value = "FR7630006000011234567890189" if field == "iban" else "DUPONT 12"
            for word in words.split("|"):
                found = read(table(f"Date;Montant;Rien;{word}", f"31/12/2026;1,00;-;{value}"))
                self.assertEqual(getattr(found.statements[0].lines[0], field), value, word)
                self.assertIn(field, found.mapping.columns, word)

    def test_what_banks_call_a_day(self):
        """CAS-01: the day of the operation, not the day that counts for interest."""
        for word in ("Date", "Date opération", "Date d'opération", "Date comptable", "Date de comptabilisation",
                     "Booking date", "Transaction date", "DATE OPERATION (JJ/MM)"):
            for rows in ((f"{word};Date valeur;Libellé;Montant", "31/12/2026;02/01/2027;A;1,00"),
                         (f"Date de valeur;{word};Libellé;Montant", "02/01/2027;31/12/2026;A;1,00")):
                (line,) = lines(*rows)
                self.assertEqual(line.on, date(2026, 12, 31), rows)

    def test_what_banks_call_money(self):
        """CAS-01: one column with a sign, or one for each direction whatever signs it has."""
        for word in ("Montant", "Amount", "Somme", "Valeur", "Montant de l'opération"):
            self.assertEqual([line.amount for line in lines(f"Date;Libellé;{word}", "31/12/2026;A;-1,50")],
                             [Decimal("-1.50")], word)
        for out, into in (("Débit", "Crédit"), ("Montant débit", "Montant crédit"), ("Dépense", "Recette"),
                          ("Sortie", "Entrée"), ("Débit euros", "Crédit euros")):
            for sign in ("", "-"):
                found = lines(f"Date;Libellé;{out};{into}", f"30/12/2026;A;{sign}1,50;", "31/12/2026;B;;+2,00")
                self.assertEqual([line.amount for line in found], [Decimal("-1.50"), Decimal("2.00")], (out, sign))

    def test_both_directions_at_once(self):
        """CAS-01: zeros beside an amount take nothing from it; a cell that is no amount makes the row none."""
        found = lines("Date;Libellé;Débit;Crédit", "30/12/2026;A;0,00;7,00", "31/12/2026;B;3,00;0,00")
        self.assertEqual([line.amount for line in found], [Decimal("7.00"), Decimal("-3.00")])
        (one,) = read(table("Date;Libellé;Débit;Crédit", "30/12/2026;A;x;7,00", "31/12/2026;B;;2,00")).statements
        self.assertEqual(([str(line.amount) for line in one.lines], codes(one.notes)), (["2.00"], ["line"]))

    def test_balance_and_currency(self):
        """CAS-01: what stood on the account before and after; each currency is an account of its own."""
        for currency, balance in (("Devise", "Solde"), ("Currency", "Balance")):
            head = f"Date;Libellé;Montant;{currency};{balance}"
            (one,) = read(table(head, "30/12/2026;A;10,00;EUR;110,00", "31/12/2026;B;-30,00;EUR;80,00")).statements
            self.assertEqual((one.currency, one.opening, one.closing, one.gap), ("EUR", 100, 80, 0))
            self.assertEqual((one.opened_on, one.closed_on), (date(2026, 12, 30), date(2026, 12, 31)))
            found = read(table(head, "30/12/2026;A;10,00;eur;", "31/12/2026;B;5,00;USD;7,00", "x;y")).statements
            self.assertEqual([one.currency for one in found], ["EUR", "USD"])
            self.assertEqual([(one.opening, one.closing) for one in found], [(None, None), (2, 7)])
            self.assertEqual([codes(one.notes) for one in found], [["line"], []])

    def test_the_newest_first(self):
        """CAS-01: read from the bottom, with the balances that belong to it."""
        rows = ("31/12/2026;B;-30,00;80,00", "30/12/2026;A;10,00;110,00")
        (one,) = read(table("Date;Libellé;Montant;Solde", *rows)).statements
        self.assertEqual([line.label for line in one.lines], ["A", "B"])
        self.assertEqual((one.opening, one.closing, one.gap), (100, 80, 0))
        self.assertEqual((one.opened_on, one.closed_on), (date(2026, 12, 30), date(2026, 12, 31)))
        (same,) = read(table("Date;Libellé;Montant", "31/12/2026;B;1,00", "31/12/2026;A;1,00")).statements
        self.assertEqual([line.label for line in same.lines], ["B", "A"])

    def test_a_half_told_balance_is_none(self):
        """CAS-06: with the balance of one end only nothing can be checked."""
        (one,) = read(table("Date;Libellé;Montant;Solde", "30/12/2026;A;1,00;", "31/12/2026;B;1,00;9,00")).statements
        self.assertEqual((one.opening, one.closing, one.gap), (None, None, 0))
        (one,) = read(table("Date;Libellé;Montant;Solde", "30/12/2026;A;1,00;9,00", "31/12/2026;B;1,00;")).statements
        self.assertEqual((one.opening, one.closing, one.gap), (None, None, 0))

    def test_labels_of_several_columns(self):
        """CAS-01: all that is said about a line, in the order of the columns."""
        (line,) = lines("Libellé;Date;Montant;Motif", "VIR  DUPONT;31/12/2026;1,00;FAC 12")
        self.assertEqual(line.label, "VIR DUPONT FAC 12")
        (line,) = lines("Date;Montant;Autre;Divers", "31/12/2026;1,00;AB;VIREMENT DE DUPONT")
        self.assertEqual(line.label, "VIREMENT DE DUPONT", "the column with most words")

    def test_what_stands_above_the_heading(self):
        """CAS-01: banks write the account and the period first; twenty rows of it at most."""
        for above in (1, 5, 19):
            found = read(table(*["Compte n° 123;x"] * above, "Date;Libellé;Montant", "31/12/2026;A;1,00"))
            self.assertEqual((found.mapping.first, len(found.statements[0].lines)), (above, 1))
            self.assertEqual(found.statements[0].lines[0].label, "A")

    def test_the_row_is_named(self):
        """CAS-06: a row that cannot be read is said by its number in the file, with its first words."""
        (one,) = read(table("Compte;1;2", "Date;Libellé;Montant", "31/12/2026;A;1,00", "Total;;" + "y" * 99)).statements
        self.assertEqual([(note.code, note.place, note.detail) for note in one.notes],
                         [("line", "4", ("Total " + "y" * 99)[:60])])

    def test_refused(self):
        """CAS-06: nothing in it, no day, no money, no columns."""
        for content, code in ((b" \n", "empty"), (b"Date;Libelle;Montant\n", "empty"),
                              (b"Libelle;Montant\nA;1,00\n", "columns"),
                              (b"Date;Libelle;Nom\n31/12/2026;A;B\n", "columns"), (b"Bonjour\nMonsieur\n", "columns"),
                              (b"Date;Libelle;Montant\nx;A;y\n", "empty")):
            with self.assertRaises(BankFileFault) as caught:
                read(content)
            self.assertEqual(caught.exception.code, code, content)


@tagged("post_install", "-at_install")
class TestCells(BaseCase):
    @given(days, st.sampled_from([*WRITTEN]), st.sampled_from("./-"))
    def test_a_day_in_any_order(self, day, order, mark):
        """CAS-01: read as it was written, with or without zeros in front, with the hour behind."""
        text = mark.join(WRITTEN[order]).format(day)
        self.assertEqual(read_day(text, order), day)
        self.assertEqual(read_day(f" {text} 10:30:00", order), day)
        self.assertEqual(read_day(f"{text}T10:30:00", order), day)
        self.assertEqual(read_day(mark.join(str(int(part)) for part in text.split(mark)), order), day)
        self.assertEqual(read_day("".join(WRITTEN[order]).format(day), order), day)

    @given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(("dmy", "mdy")))
    def test_a_year_of_two_figures(self, day, order):
        """CAS-01: it is of this century."""
        text = "/".join(WRITTEN[order]).format(day).replace(f"/{day.year}", f"/{day:%y}")
        self.assertEqual(read_day(text, order), day)

    @given(days)
    def test_the_year_first_is_never_taken_for_a_day(self, day):
        """CAS-01: four figures in front are the year, whatever the order of the other rows."""
        self.assertEqual({read_day(f"{day:%Y-%m-%d}", order) for order in WRITTEN}, {day})

    def test_no_day(self):
        """CAS-06: what is none stays none, so that the row is said."""
        for text in ("", "31/12", "31/12/2026/1", "32/12/2026", "31/13/2026", "29/02/2026", "a/12/2026", "31122026x",
                     "3112026", "311220266", "31/12/20261", "31/12/1989", "01/01/2100", "31/12/1899", "0/1/2026"):
            self.assertIsNone(read_day(text, "dmy"), text)
        self.assertEqual(read_day("01/01/1990", "dmy"), date(1990, 1, 1))

    def test_amounts_of_people(self):
        """CAS-01: signs in front, behind, as brackets; thousands by spaces and apostrophes; the currency beside."""
        for text, value in (("1 234,56", "1234.56"), ("1\u00a0234,56 €", "1234.56"), ("1\u202f234,56", "1234.56"),
                            ("1'234,56", "1234.56"), ("1’234,56", "1234.56"), ("1.234.567,8", "1234567.8"),
                            ("-12,00", "-12"), ("−12,00", "-12"), ("12,00-", "-12"), ("12,00+", "12"), ("+12,00", "12"),
                            ("(12,00)", "-12"), ("12,00 EUR", "12"), ("EUR 12,00", "12"), ("12,00 usd", "12"),
                            ("€12", "12"), ("12,", "12"), (" 0,05 ", "0.05"), ("1000", "1000"),
                            ("1000,125", "1000.125")):
            self.assertEqual(read_amount(text, ","), Decimal(value), text)
            other = text.translate(str.maketrans(",.", ".,"))
            self.assertEqual(read_amount(other, "."), Decimal(value), other)

    def test_no_amounts(self):
        """CAS-06: never a part of what stands there."""
        for text in ("", "-", "A", "1,2,3", "12.34", "1.23,4", "12-34", "--5", "(5", "1,234", "1.2345,00", "12,00 EURO",
                     "EURO 5", "5%", "1e3"):
            self.assertIsNone(read_amount(text, ","), text)


@tagged("post_install", "-at_install")
class TestGuess(BaseCase):
    def test_each_separator(self):
        """CAS-01: semicolons, tabs, commas, bars; no doubt when one cuts the rows."""
        for mark in (";", "\t", ",", "|"):
            rows = [mark.join(row) for row in (("Date", "Libelle", "Montant"), ("31/12/2026", "A", "1.50"),
                                               ("30/12/2026", "B", "2.50"))]
            mapping, doubts = guess(table(*rows))
            self.assertEqual((mapping.separator, mapping.decimal, codes(doubts)), (mark, ".", []))

    def test_two_separators_that_fit(self):
        """CAS-01: when two cut the rows alike, a person is asked."""
        _mapping, doubts = guess(table("Date;a,Libelle;b,Montant", "31/12/2026;x,VIR;y,12"))
        self.assertEqual(codes(doubts)[:1], ["separator"])

    def test_the_separator_of_most_rows(self):
        """CAS-01: a comma in each amount makes it no separator; a quoted one neither."""
        found = read(table("Date;Libelle;Montant", "31/12/2026;A, B;1,50", '30/12/2026;"C; D";2,50'))
        self.assertEqual((found.mapping.separator, [line.label for line in found.statements[0].lines]),
                         (";", ["C; D", "A, B"]))

    def test_the_order_of_days(self):
        """CAS-01: one day above the twelfth tells the order of all; without one a person is asked."""
        for rows, order, doubts in ((("01/02/2026", "13/02/2026"), "dmy", []),
                                    (("01/02/2026", "02/13/2026"), "mdy", []),
                                    (("2026-02-01", "2026-02-02"), "dmy", []),
                                    (("01/02/2026", "03/02/2026"), "dmy", ["dates"]),
                                    (("02/02/2026", "03/03/2026"), "dmy", []),
                                    (("01/02/26", "2026-02-13"), "dmy", ["dates"])):
            mapping, found = guess(table("Date;Libelle;Montant", *(f"{day};A;1,50" for day in rows)))
            self.assertEqual((mapping.order, codes(found)), (order, doubts), rows)

    def test_the_order_that_reads_most(self):
        """CAS-06: a row that is no day at all does not decide for the others."""
        mapping, _doubts = guess(table("Date;Libelle;Montant", "12/13/2026;A;1,50", "12/14/2026;A;1,50", "Total;;3,00"))
        self.assertEqual(mapping.order, "mdy")

    def test_the_decimal_mark(self):
        """CAS-01: what stands before the last one or two figures; both: a person is asked; whole numbers: no matter."""
        for cells, mark, doubts in ((("1,5",), ",", []), (("1.50",), ".", []), (("1.234,50", "7,00"), ",", []),
                                    (("1,234.50", "7.00"), ".", []), (("1.50", "1,50", "2,50"), ",", ["decimals"]),
                                    (("1,50", "1.50", "2.50"), ".", ["decimals"]), (("1.234",), ",", ["decimals"]),
                                    (("1,234",), ".", ["decimals"]), (("12", "5"), ",", []), (("1,50 EUR",), ",", [])):
            mapping, found = guess(table("Date;Libelle;Montant", *(f'31/12/2026;A;"{cell}"' for cell in cells)))
            self.assertEqual((mapping.decimal, codes(found)), (mark, doubts), cells)

    def test_without_a_heading(self):
        """CAS-01: the column of days, the first of amounts, the one of most words."""
        mapping, _doubts = guess(table("x1;30/12/2026;1;VIR DE DUPONT;12,00", "y;31/12/2026;2;VIR;13,00", ""))
        self.assertEqual((mapping.first, mapping.columns), (-1, {"date": 1, "amount": 2, "label": [3]}))
        mapping, _doubts = guess(table("30/12/2026;VIR DUPONT;-12.00;", "31/12/2026;VIR;13.00;"))
        self.assertEqual((mapping.columns, mapping.decimal), ({"date": 0, "amount": 2, "label": [1]}, "."))
        self.assertEqual(mapping.heading, "columns 4")

    def test_value_dates(self):
        """CAS-01: "Date de valeur", or "Valeur" over days, is no amount and no day of booking; a table that was known
        before value dates were read has them, and is the same table still.
        """
        for head in ("Valeur", "Date de valeur"):
            content = f"Date;{head};Libelle;Montant\n01/12/2026;03/12/2026;A;1,50\n".encode()
            mapping, _doubts = guess(content)
            [line] = read_table(content, mapping)[0].lines
            self.assertEqual((line.on, line.value, line.amount), (date(2026, 12, 1), date(2026, 12, 3), Decimal("1.5")))
            before = to_mapping({**mapping.to_json(), "columns": {
                name: place for name, place in mapping.columns.items() if name != "value"}})
            again, _doubts = guess(content, before)
            self.assertEqual((again.columns, again.mark), (mapping.columns, before.mark))
        mapping, _doubts = guess(b"Date;Libelle;Valeur\n01/12/2026;A;1,50\n")
        self.assertEqual(mapping.columns["amount"], 2)

    def test_a_table_that_is_known(self):
        """CAS-01: the same heading is read as a person said, wherever it stands; another is guessed anew."""
        head, row = "Date;Libelle;Montant", "03/04/2026;A;1,50"
        first, _doubts = guess(table(head, row))
        kept = to_mapping({**first.to_json(), "order": "mdy", "unknown": 1})
        again, doubts = guess(table("Compte;1;2", head.upper(), row), kept)
        self.assertEqual((again.order, again.first, doubts), ("mdy", 1, []))
        self.assertEqual(read_table(table("Compte;1;2", head, row), again)[0].lines[0].on, date(2026, 3, 4))
        other, doubts = guess(table("Date;Motif;Montant", row), kept)
        self.assertEqual((other.order, codes(doubts)), ("dmy", ["dates"]))

    def test_the_mark_of_a_table(self):
        """CAS-01: files of one layout have one mark, of another layout another."""
        first, same = (guess(table("Date;Libelle;Montant", row))[0] for row in ("31/12/2026;A;1,50", "13/10/2026;B;9"))
        other = guess(table("Date;Montant;Libelle", "31/12/2026;1,50;A"))[0]
        self.assertEqual(first.mark, same.mark)
        self.assertNotEqual(first.mark, other.mark)
        self.assertRegex(first.mark, "^[0-9a-f]{8}$")
        self.assertEqual(read(table("Date;Libelle;Montant", "31/12/2026;A;1,50")).statements[0].origin,
                         f"csv {first.mark}")

    def test_old_windows_files(self):
        """CAS-01: the encoding is guessed and said; what was kept of it is used."""
        content = "Date;Libellé;Montant\n31/12/2026;CAFÉ;1,50\n".encode("cp1252")
        mapping, doubts = guess(content)
        self.assertEqual((mapping.encoding, codes(doubts)), ("cp1252", ["encoding"]))
        self.assertEqual(read_table(content, mapping)[0].lines[0].label, "CAFÉ")
        self.assertEqual(read_table(content, Mapping(columns=mapping.columns, encoding=""))[0].lines[0].label, "CAFÉ")
        marked = b"\xef\xbb\xbf" + "Date;Libellé;Montant\n31/12/2026;CAFÉ;1,50\n".encode()
        self.assertEqual((read(marked).statements[0].lines[0].label, read(marked).doubts), ("CAFÉ", ()))
