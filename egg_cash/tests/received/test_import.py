from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import CashCase
from ..files import camt


@tagged("post_install", "-at_install")
class TestImport(CashCase):
    def statement_lines(self):
        return self.env["account.bank.statement.line"].search([("journal_id", "=", self.bank.id)])

    def test_a_statement_becomes_odoos_own(self):
        """CAS-01: the journal is found by the IBAN; statement, balances, payer and account are native records."""
        form = self.read(camt.statement("08"), journal_id=False)
        lines = self.statement_lines()
        self.assertEqual((form.state, form.added_count, form.known_count), ("done", 4, 0))
        self.assertEqual(sorted(lines.mapped("amount")), [-40.0, 100.0, 120.0, 150.0])
        statement = lines.statement_id
        self.assertEqual((statement.balance_start, statement.balance_end_real), (1000, 1330))
        self.assertTrue(statement.is_complete)
        first = lines.filtered(lambda line: line.amount == 120)
        self.assertEqual((first.partner_name, first.account_number, first.date),
                         ("DUPONT SARL", "FR7610096000505484242428Z85", date(2026, 12, 2)))

    def test_nothing_twice(self):
        """CAS-01: the same file, the same statement of another version, and its notice add nothing."""
        self.read(camt.statement("02"))
        for content in (camt.statement("02"), camt.statement("08"), camt.notice()):
            form = self.read(content)
            self.assertEqual(form.added_count, 0)
            self.assertGreater(form.known_count, 0)
        self.assertEqual(len(self.statement_lines()), 4)

    def test_a_file_in_the_wrong_bank(self):
        """CAS-01: its lines leave that bank, with the statement over them, and the file is read into the right one;
        what was booked is undone first, and what no file brought stays.
        """
        invoice = self.make_invoice(120)
        rows = self.take((2, 120, invoice.name, "DUPONT"), (3, 80, "VIR", "x"))
        self.bank.env["account.bank.statement"].create({
            "line_ids": [(6, 0, rows.statement_line_id.ids)], "balance_start": 0, "balance_end_real": 200})
        rows[0].with_user(self.billing).action_validate()
        with self.assertRaisesRegex(UserError, "booked.*undo that first"):
            rows.with_user(self.billing).action_remove()
        self.assertTrue(rows[1].exists())
        rows[0].with_user(self.billing).action_undo()
        entries = rows.statement_line_id.move_id
        asked = rows.with_user(self.billing).action_ask_to_remove()
        form = self.env[asked["res_model"]].with_user(self.billing).browse(asked["res_id"])
        self.assertEqual((form.line_count, form.total), (2, self.company.currency_id.format(200)))
        form.action_remove()
        self.assertFalse(rows.exists() or entries.exists())
        self.assertEqual(invoice.amount_residual, 120)
        other = self.bank.copy({"name": "Other bank", "code": "OBK"})
        form = self.read(self.csv((2, 120, invoice.name, "DUPONT"), (3, 80, "VIR", "x")), journal=other)
        form.action_import_table()
        self.assertEqual(form.added_count, 2)
        typed = self.env["account.bank.statement.line"].create({
            "journal_id": self.bank.id, "date": "2026-12-02", "payment_ref": "typed", "amount": 5})
        row = self.env["egg.cash.line"]._catch_up(self.company) or self.env["egg.cash.line"].search(
            [("statement_line_id", "=", typed.id)])
        with self.assertRaisesRegex(UserError, "not read from a file"):
            row.with_user(self.billing).action_remove()

    def test_a_file_that_overlaps_adds_the_rest(self):
        """CAS-01: two days, then three of which two are the same; two lines that look alike are two."""
        rows = [(1, 10, "A", "x"), (2, 20, "B", "x"), (2, 20, "B", "x"), (3, 30, "C", "x")]
        self.take(*rows[:3])
        self.take(*rows)
        self.assertEqual(sorted(self.statement_lines().mapped("amount")), [10, 20, 20, 30])

    def test_a_long_file_is_read_in_the_background(self):
        """CAS-01, CAS-04: some lines at a time; cut in the middle it goes on, each line once; at its end it is Odoo's
        statement with proposals, and the person is told as if it had been short.
        """
        invoice = self.make_invoice(120)
        module = "odoo.addons.egg_cash.wizards.received_import"
        self.startPatcher(patch(f"{module}.AT_ONCE", 3))
        self.startPatcher(patch(f"{module}.CHUNK", 2))
        form = self.read(camt.statement("08").replace(b"FACTURE FAC/2026/00012", invoice.name.encode()))
        self.assertEqual((form.state, form.line_count, form.read_count), ("reading", 4, 0))
        self.assertFalse(self.statement_lines())
        self.read_on(left=0)
        self.assertEqual((form.state, form.read_count, len(self.statement_lines())), ("reading", 3, 3))
        self.env.cr.execute("UPDATE egg_cash_import SET write_date = write_date - interval '5 hours' WHERE id = %s",
                            [form.id])
        form.invalidate_recordset()
        self.env["egg.cash.import"]._transient_vacuum()
        self.assertTrue(form.exists(), "a server that stood still for hours goes on where it was")
        self.read_on()
        lines = self.statement_lines()
        self.assertEqual((form.state, form.added_count, form.known_count, form.sure_count), ("done", 4, 0, 1))
        self.assertEqual(sorted(lines.mapped("amount")), [-40.0, 100.0, 120.0, 150.0])
        self.assertTrue(lines.statement_id.is_complete)
        again = self.read(camt.statement("02"))
        self.read_on()
        self.assertEqual((again.state, again.added_count, again.known_count), ("done", 0, 4))
        self.assertEqual(len(self.statement_lines()), 4)

    def test_lines_that_were_typed_are_not_doubled(self):
        """CAS-01: a line that came in by another road gets its row, no second one."""
        typed = self.env["account.bank.statement.line"].create({
            "journal_id": self.bank.id, "date": "2026-12-01", "amount": 10, "payment_ref": "typed"})
        self.take((1, 10, "A", "x"), (2, 20, "B", "x"))
        self.assertEqual(len(self.statement_lines()), 2)
        self.assertEqual(self.env["egg.cash.line"].search([("statement_line_id", "=", typed.id)]).amount, 10)

    def test_the_same_line_in_another_format(self):
        """CAS-01: known by its day, its amount and its words: said, and not added again; of two that are alike one is
        there already; other words are added, and said.
        """
        iban = camt.IBAN
        entries = "".join(f"""<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
            <BookgDt><Dt>2026-12-0{day}</Dt></BookgDt><AddtlNtryInf>{label}</AddtlNtryInf></Ntry>"""
            for day, amount, label in ((1, "120.00", "VIR INV/2026/00002"), (2, "75.00", "LOYER"), (3, "9.00", "A")))
        content = f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Id>1</Id>
            <Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>{entries}</Stmt></BkToCstmrStmt></Document>"""
        self.assertEqual(self.read(content.encode()).added_count, 3)
        rows = [(1, 120, "VIR INV/2026/00002", "DUPONT"), *[(2, 75, "LOYER", "")] * 2, (3, 9, "XYZ", "")]
        for added, known in ((2, 2), (0, 4)):
            form = self.read(self.csv(*rows))
            form.action_import_table() if form.state == "table" else None
            self.assertEqual((form.added_count, form.known_count), (added, known))
            self.assertIn("2 lines are there", form.notes)
            self.assertEqual("1 lines were added" in form.notes, added == 2)
        self.assertEqual(sorted(self.statement_lines().mapped("amount")), [9, 9, 75, 75, 120])
        self.assertEqual(self.read(content.encode()).added_count, 0)

    def table(self, *rows):
        """Read a table with days of booking and of value (day, value, label, amount); return the form."""
        told = [f"{on:02d}/12/2026;{value:02d}/12/2026;{label};{amount}" for on, value, label, amount in rows]
        form = self.read("\n".join(["Date;Valeur;Libelle;Montant", *told]).encode())
        if form.state == "table":
            form.action_import_table()
        return form

    def test_the_same_line_on_another_day(self):
        """CAS-01: the bank tells a line again on its value date: said, and not added again; a rent of each day is one
        line each, also when the next file begins with the second one, and that is said.
        """
        self.assertEqual(self.table((1, 3, "LOYER", 75), (1, 2, "VIR DUPONT", 120)).added_count, 2)
        form = self.table((1, 3, "LOYER", 75), (2, 2, "VIR DUPONT", 120), (4, 5, "VIR MARTIN", 9))
        self.assertEqual((form.added_count, form.known_count), (1, 2))
        self.assertIn("another day", form.notes)
        self.assertEqual(self.table((2, 2, "VIR DUPONT", 120), (4, 5, "VIR MARTIN", 9)).added_count, 0)
        form = self.table((2, 4, "LOYER", 75), (3, 5, "LOYER", 75))
        self.assertEqual(form.added_count, 2)
        self.assertIn("on a day close by", form.notes)
        self.assertEqual(sorted(self.statement_lines().mapped("amount")), [9, 75, 75, 75, 120])
        row = self.env["egg.cash.line"].search([("amount", "=", 120)])
        self.assertEqual((row.date, row.value_date), (date(2026, 12, 1), date(2026, 12, 2)))

    def test_an_amount_that_would_be_cut(self):
        """CAS-06: a line whose amount has more decimals than the currency is left out and said; with balances the
        statement does not fit.
        """
        rows = "01/12/2026;A;12,345", "02/12/2026;B;1.234,50", "02/12/2026;C;1,234.50"
        form = self.read("\n".join(["Date;Libelle;Montant", *rows]).encode())
        form.action_import_table()
        self.assertEqual(self.statement_lines().mapped("amount"), [1234.5])
        self.assertIn("could not be read", form.notes)
        form = self.read(camt.statement("08").replace(b">120.00<", b">120.004<"))
        self.assertEqual((form.added_count, form.is_unbalanced), (0, True))

    def test_what_does_not_belong_here_is_refused_in_words(self):
        """CAS-06: another account, another currency, no account, hostile and empty files."""
        for content, words, values in (
            (camt.statement("08").replace(b"FR7630006000011234567890189", b"FR1420041010050500013M02606"), "FR76", {}),
            (camt.statement("08").replace(b"FR7630006000011234567890189", b"FR1420041010050500013M02606"),
             "FR14", {"journal_id": False}),
            (camt.statement("08").replace(b"EUR", b"USD"), "USD", {}),
            (b"<a>", "XML", {}), (b"", "drop", {}), (b"%PDF", "camt.053", {}),
            (b'<!DOCTYPE x [<!ENTITY a "b">]><Document/>', "safety", {}),
        ):
            with self.assertRaisesRegex(UserError, words):
                self.read(content, **values)
        self.assertFalse(self.statement_lines())

    def test_a_table_without_its_bank(self):
        """CAS-01, CAS-06: the only bank of the company is taken; of several one is asked for, and can be said where the
        columns are shown.
        """
        banks = self.env["account.journal"].search([
            ("type", "in", ("bank", "credit")), ("company_id", "=", self.company.id)])
        (banks - self.bank).active = False
        self.assertEqual(self.read(self.csv((1, 10, "A", "x")), journal_id=False).journal_id, self.bank)
        self.bank.copy({"name": "Second bank", "code": "BNK9"})
        form = self.read(self.csv((1, 10, "A", "x")), journal_id=False)
        with self.assertRaisesRegex(UserError, "choose the bank"):
            form.action_import_table()
        form.journal_id = self.bank
        form.action_import_table()
        self.assertEqual(self.statement_lines().mapped("amount"), [10])

    def test_accounts_that_are_not_here(self):
        """CAS-06: of a file of several accounts or currencies those without a bank here are said, the rest is read."""
        content = camt.statement("08").decode()
        start, end = content.index("<Stmt>"), content.index("</Stmt>") + len("</Stmt>")
        savings = content[start:end].replace(camt.IBAN, "FR1420041010050500013M02606")
        form = self.read((content[:start] + savings + content[start:]).encode(), journal_id=False)
        self.assertEqual((form.added_count, len(self.statement_lines())), (4, 4))
        self.assertIn("4 lines of another account were left out", form.notes)
        form = self.read(b"Date;Libelle;Montant;Devise\n01/12/2026;A;7,00;EUR\n02/12/2026;B;8,00;USD\n")
        form.action_import_table()
        self.assertEqual(form.added_count, 1)
        self.assertIn("in USD", form.notes)

    def test_a_notice_that_calls_its_entries_otherwise(self):
        """CAS-01: what the notice told is not added again by the statement, though only the words are the same."""
        self.assertEqual(self.read(camt.notice().replace(b"BANK-2", b"NOTE-7")).added_count, 2)
        form = self.read(camt.statement("02"))
        self.assertEqual((form.added_count, form.known_count), (2, 2))
        self.assertEqual(sorted(self.statement_lines().mapped("amount")), [-40, 100, 120, 150])

    def test_balances_that_do_not_fit(self):
        """CAS-06: the statement is not read, and it is said; a person may read it all the same."""
        form = self.read(camt.statement("08").replace(b"1330.00", b"1331.00"))
        self.assertEqual((form.added_count, form.is_unbalanced), (0, True))
        self.assertIn("differ by", form.notes)
        form.keep_unbalanced = True
        form.action_import()
        self.assertEqual(form.added_count, 4)

    def test_a_closed_period(self):
        """CAS-06: its lines are left out, the rest is kept, and it is said."""
        self.company.fiscalyear_lock_date = "2026-12-01"
        rows = self.take((1, 10, "A", "x"), (2, 20, "B", "x"))
        self.assertEqual(rows.mapped("amount"), [20])

    def test_a_table_is_asked_about_once(self):
        """CAS-01: the columns are shown, corrected, remembered."""
        content = b"Date;Libelle;Tiers;Montant\n02/03/2026;A;x;1,50\n"
        form = self.read(content)
        self.assertEqual((form.state, form.column_date, form.order), ("table", 1, "dmy"))
        self.assertIn("02/03/2026", form.doubts)
        form.order = "mdy"
        self.assertIn("02/03/2026", form.preview)
        form.action_import()  # a second click on the button of before: the columns are still to be looked at
        self.assertEqual((form.state, self.statement_lines().ids), ("table", []))
        form.action_import_table()
        self.assertEqual(self.statement_lines().date, date(2026, 2, 3))
        again = self.read(content + b"02/04/2026;B;x;2,50\n")
        self.assertEqual((again.state, again.added_count, again.known_count), ("done", 1, 1))
