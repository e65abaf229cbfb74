from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from ..common_print import EggPrintCase


@tagged("post_install", "-at_install")
class TestNumberSeries(EggPrintCase):
    """Numbers of issued documents: without a gap, none twice, and the list that proves it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.egg_lock_issued = True
        cls.journal = cls.env["account.journal"].create({
            "name": "Ventes de preuve", "code": "PRV", "type": "sale", "refund_sequence": True})
        cls.reader = new_test_user(cls.env, "numbers_reader", "account.group_account_readonly,base.group_user")
        cls.accountant = new_test_user(cls.env, "numbers_accountant", "account.group_account_manager,base.group_user")
        cls.clerk = new_test_user(cls.env, "numbers_clerk", "account.group_account_invoice,base.group_user")

    def issue(self, count=1, **values):
        values |= {"post": True, "journal_id": self.journal.id}
        return self.env["account.move"].concat(*(self.make_invoice([(self.p1, 1)], **values) for _one in range(count)))

    def series(self):
        self.env.flush_all()
        return self.env["egg.number.series"].with_user(self.reader).search([("journal_id", "=", self.journal.id)])

    def test_two_series_of_a_year(self):
        """LAW-08: invoices and credit notes have the series that the journal says, each proven."""
        self.issue(3)
        self.issue(2, move_type="out_refund")
        rows = self.series()
        self.assertEqual(sorted(row.count for row in rows), [2, 3])
        self.assertEqual(rows.mapped("year"), [2026, 2026])
        self.assertEqual([(row.missing, row.twice, row.is_proven) for row in rows], [(0, 0, True)] * 2)
        self.assertEqual({row.first_number for row in rows}, {1})
        opened = self.env["account.move"].search(rows[0].action_open_documents()["domain"])
        self.assertEqual(len(opened), rows[0].count)

    def test_one_series_when_the_company_says_so(self):
        """LAW-08: without a series of their own, credit notes are numbered with the invoices."""
        self.journal.refund_sequence = False
        self.issue(2)
        self.issue(1, move_type="out_refund")
        self.assertEqual([(row.count, row.last_number) for row in self.series()], [(3, 3)])

    def test_a_gap_is_named(self):
        """LAW-08: what is missing in a database of before is counted and named, on the screen and on paper."""
        moves = self.issue(5)
        gone = moves[1:3]
        names = gone.mapped("name")
        self.take_out(gone)
        row = self.series()
        self.assertEqual((row.missing, row.is_proven), (2, False))
        self.assertEqual(row.missing_numbers, ", ".join(names))
        report = self.env["ir.actions.report"].with_user(self.reader).with_context(force_report_rendering=True)
        content = report._render_qweb_pdf("egg_billing.report_number_series", row.ids)[0]
        for name in names:
            self.assertIn(name, self.text(content))

    def test_a_date_that_goes_back_is_told(self):
        """LAW-08: a document dated before the one with the number before is not proven, with or without a year in the
        number.
        """
        for first, year in (("V-0001", 2025), ("", 2026)):
            self.journal = self.journal.copy({"code": f"B{year}", "name": f"Ventes {year}"})
            if first:
                self.draft(first, invoice_date="2026-01-20").action_post()
            self.issue(1, invoice_date="2026-01-20")
            self.issue(1, invoice_date=f"{year}-01-05")
            with self.subTest(first=first):
                back = self.series().filtered("backwards")
                self.assertEqual((back.year, back.backwards, back.missing, back.is_proven), (year, 1, 0, False))
                self.assertIn("1 dated before", back.remark)

    def test_what_counts_is_unclear(self):
        """LAW-08: after 001/2026 the core goes on with 001/2027: it is said that what counts cannot be told."""
        self.draft("001/2026").action_post()
        self.assertEqual(self.issue(1).name, "001/2027")
        row = self.series()
        self.assertEqual((row.is_unclear, row.is_proven), (True, False))
        self.assertIn("cannot be told", row.remark)

    def test_without_the_lock_nothing_is_proven(self):
        """LAW-08: where issued documents may be deleted and their numbers given again, the report says so."""
        self.issue(2)
        self.company.egg_lock_issued = False
        last = self.issue(1)
        last.button_draft()
        last.unlink()
        row = self.series()
        self.assertEqual((row.missing, row.twice, row.is_open, row.is_proven), (0, 0, True, False))
        self.assertIn("not locked", row.remark)
        self.company.egg_lock_issued = True
        self.env.invalidate_all()
        self.assertTrue(self.series().is_proven)

    def test_the_first_of_a_new_year_is_missing(self):
        """LAW-08: a year that begins with number 2 lacks number 1."""
        self.issue(1)
        second, third = self.issue(2, invoice_date="2027-01-05")
        self.take_out(second)
        row = self.series().filtered(lambda one: one.year == 2027)
        self.assertEqual((row.missing, row.first_number), (1, third.sequence_number))

    def test_a_gap_in_a_series_taken_over(self):
        """LAW-08: what is before the first number of a series that was taken over is not missing, neither counted nor
        named; what is missing in it is, each once.
        """
        self.draft("V-0457").action_post()
        moves = self.issue(4)
        self.take_out(moves[0] | moves[2])
        row = self.series()
        self.assertEqual((row.missing, row.missing_numbers), (2, "V-0458, V-0460"))

    def test_a_gap_between_two_years(self):
        """LAW-08: in a series that goes on over the years, a missing number is named in one of them."""
        self.draft("V-0001").action_post()
        moves = self.issue(1) | self.issue(1, invoice_date="2027-01-05") | self.issue(1) | self.issue(
            1, invoice_date="2027-01-05")
        self.take_out(moves[0] | moves[2])
        rows = {row.year: (row.missing, row.missing_numbers) for row in self.series()}
        self.assertEqual(rows, {2026: (0, False), 2027: (2, "V-0002, V-0004")})

    def test_credit_notes_taken_over(self):
        """LAW-08: the first series of credit notes of a journal begins anywhere, too, where they have their own."""
        self.issue(1)
        self.draft("RPRV/2026/00012", move_type="out_refund", invoice_date="2026-01-20").action_post()
        self.issue(1, move_type="out_refund", invoice_date="2026-01-21")
        self.assertWithoutGap()

    def test_an_entry_takes_a_number(self):
        """LAW-08: a number that an entry of the journal has is not missing; series of entries only are none of
        documents.
        """
        account = self.issue(1).invoice_line_ids.account_id
        entry = self.entry(account)
        entry.action_post()
        self.assertEqual(entry.name, "PRV/2026/00002")
        self.issue(1)
        row = self.series()
        self.assertEqual((row.count, row.missing, row.last_number), (3, 0, 3))
        self.assertIn(entry, self.env["account.move"].search(row.action_open_documents()["domain"]))
        other = self.journal.copy({"code": "CAI", "name": "Caisse"})
        self.entry(account, journal_id=other.id).action_post()
        self.env.flush_all()
        self.assertFalse(self.env["egg.number.series"].search([("journal_id", "=", other.id)]))

    def entry(self, account, **values):
        """A draft entry of the journal."""
        lines = [(0, 0, {"account_id": account.id, "debit": 5.0}), (0, 0, {"account_id": account.id, "credit": 5.0})]
        return self.env["account.move"].create({
            "move_type": "entry", "journal_id": self.journal.id, "date": "2026-01-15", "line_ids": lines} | values)

    def take_out(self, moves):
        """What a database of before may lack."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE account_move SET sequence_number = 0, sequence_prefix = 'X', state = 'draft', "
                            "name = '/' WHERE id IN %s", [moves._ids])
        self.env.invalidate_all()

    def test_the_paper_is_dated(self):
        """LAW-08: the proof has its day on it as the reader writes days."""
        self.issue(1)
        self.env["res.lang"]._lang_get("en_US").date_format = "%Y.%m.%d"
        report = self.env["ir.actions.report"].with_user(self.reader).with_context(lang="en_US")
        html = report._render_qweb_html("egg_billing.report_number_series", self.series().ids)[0].decode()
        self.assertRegex(html, r">20\d\d\.\d\d\.\d\d<")

    def test_no_second_number_by_any_road(self):
        """LAW-08: an issued document keeps its number: no writing, no draft, no deleting, no resequencing, and no
        number that leaves a gap.
        """
        first, second = self.issue(2)
        name = first.name
        as_accountant = first.with_user(self.accountant)
        with self.assertRaises(UserError):
            as_accountant.name = name.replace("00001", "00009")
        with self.assertRaises(UserError):
            as_accountant.button_draft()
        with self.assertRaises(UserError):
            as_accountant.button_cancel()
        with self.assertRaises(UserError):
            second.with_user(self.accountant).with_context(force_delete=True).unlink()
        wizard = self.env["account.resequence.wizard"].with_user(self.accountant).with_context(
            active_model="account.move", active_ids=(first | second).ids).create({
                "ordering": "keep", "first_name": name.replace("00001", "00101")})
        with self.assertRaises(UserError):
            wizard.resequence()
        gap = self.make_invoice([(self.p1, 1)], journal_id=self.journal.id)
        gap.name = name.replace("00001", "00007")
        with self.assertRaises(UserError, msg="would leave a gap"):
            gap.action_post()
        self.assertEqual(first.name, name)
        row = self.series()
        self.assertEqual((row.count, row.missing, row.twice), (2, 0, 0))

    def test_a_number_stands_once(self):
        """LAW-08: a number that is given is refused to another document."""
        first = self.issue(1)
        other = self.make_invoice([(self.p1, 1)], journal_id=self.journal.id)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            other.name = first.name
            other.action_post()

    # A number typed by hand

    def draft(self, number="", **values):
        """A draft of a clerk, with the number he types."""
        move = self.make_invoice([(self.p1, 1)], **{"journal_id": self.journal.id} | values).with_user(self.clerk)
        if number:
            move.name = number
        return move

    def assertWithoutGap(self):
        rows = self.series()
        self.assertEqual([(row.missing, row.twice, row.is_proven) for row in rows], [(0, 0, True)] * len(rows))

    def test_a_typed_number_is_the_next_one(self):
        """LAW-08: a number typed by hand is the next one of its series, written as the series is."""
        self.issue(3)
        for number in ("PRV/2026/00005", "PRV/2026/2", "PRV/2026/3", "PRV/2026/4", "PRV/2026/00003a",
                       "PRV/2026/00004bis", "PRV/2026/00004 ", "prv/2026/00004", "PRV-2026-00001", " PRV/2026/00001",
                       "ABC", "NEW/00002", "NEW/00001bis", "NEW/00000", "NEW/0000١"):
            with self.subTest(number), self.assertRaisesRegex(UserError, "without a gap"), self.env.cr.savepoint():
                self.draft(number).action_post()
        move = self.draft("PRV/2026/00004")
        move.action_post()
        self.assertEqual((move.name, self.issue().name), ("PRV/2026/00004", "PRV/2026/00005"))
        self.assertWithoutGap()

    def test_a_series_begins(self):
        """LAW-08: a typed number begins a series that has none yet: the first of a journal with any number (the firm
        comes from elsewhere), later ones with 1.
        """
        self.draft("V-0457").action_post()
        self.assertEqual(self.issue().name, "V-0458")
        self.draft("W-0001").action_post()
        self.assertWithoutGap()

    def test_several_typed_at_once(self):
        """LAW-08: drafts that are issued together come one after the other."""
        self.issue(1)
        second, third = self.draft("PRV/2026/00002"), self.draft("PRV/2026/00003")
        (third | second).action_post()
        with self.assertRaisesRegex(UserError, "PRV/2026/00005"):
            (self.draft("PRV/2026/00004") | self.draft("PRV/2026/00006")).action_post()

    def test_credit_notes_keep_to_their_series(self):
        """LAW-08: the first credit note is not numbered with the invoices when each have their own series."""
        self.issue(3)
        for number in ("PRV/2026/00009", "PRV/2026/00004"):
            with self.subTest(number), self.assertRaisesRegex(UserError, "without a gap"), self.env.cr.savepoint():
                self.draft(number, move_type="out_refund").action_post()
        self.draft("RPRV/2026/00012", move_type="out_refund").action_post()
        with self.assertRaisesRegex(UserError, "without a gap"), self.env.cr.savepoint():
            self.draft("RPRV/2026/00013").action_post()
        self.assertEqual(self.issue().name, "PRV/2026/00004")

    def test_a_receipt_and_an_entry_keep_to_the_series(self):
        """LAW-08: what is numbered in the same journal leaves no gap in the series of the invoices either."""
        account = self.issue(1).invoice_line_ids.account_id
        receipt = self.make_invoice([(self.p1, 1)], journal_id=self.journal.id, move_type="out_receipt")
        for move in (receipt, self.entry(account)):
            move.name = "PRV/2026/00009"
            with self.assertRaisesRegex(UserError, "without a gap"), self.env.cr.savepoint():
                move.action_post()

    def test_a_series_of_another_journal(self):
        """LAW-08: the first document of a journal does not repeat a number of another one."""
        self.issue(1)
        other = self.journal.copy({"code": "AUT", "name": "Autres"})
        with self.assertRaisesRegex(UserError, "written alike"):
            self.draft("prv/2026/1", journal_id=other.id).action_post()

    def test_a_wish_holds_no_number(self):
        """LAW-08: the number of a draft is taken when it is issued, not before: what becomes of the draft leaves no
        gap.
        """
        self.issue(3)
        for mend in (lambda one: one.button_cancel(), lambda one: one.write({"state": "cancel"}),
                     lambda one: one.write({"invoice_date": "2027-01-05"}), lambda one: one.write({"name": False}),
                     lambda one: one.write({"name": "/"}), lambda one: one.unlink()):
            last = max(self.series().mapped("last_number"))
            wish = self.draft(f"PRV/2026/{last + 1:05d}")
            self.assertEqual(self.issue().name, f"PRV/2026/{last + 1:05d}")
            with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                wish.action_post()
            mend(wish)
            self.assertIn(wish.exists().name, (False, "/"))
            self.assertEqual(self.issue().name, f"PRV/2026/{last + 2:05d}")
        self.assertWithoutGap()

    def test_a_cancelled_wish_is_given_back(self):
        """LAW-08: a draft with the next number is cancelled: the next document has that number."""
        self.issue(3)
        wish = self.draft("PRV/2026/00004")
        wish.button_cancel()
        self.assertFalse(wish.name)
        self.assertEqual(self.issue().name, "PRV/2026/00004")
        wish.button_draft()
        wish.action_post()
        self.assertEqual(wish.name, "PRV/2026/00005")
        self.assertWithoutGap()

    def test_an_odd_wish_disturbs_nobody(self):
        """LAW-08: whatever stands in a draft, the next number is the next of the series."""
        self.issue(2)
        self.draft("ABC9", invoice_date="2026-01-14")
        self.draft("PRV/2026/00900")
        self.assertEqual(self.issue().name, "PRV/2026/00003")

    def test_issued_before_the_lock(self):
        """LAW-08: what was issued and taken back before the lock comes with its number, not with another."""
        self.company.egg_lock_issued = False
        moves = self.issue(3)
        moves[1].button_draft()
        self.company.egg_lock_issued = True
        self.assertEqual(self.issue().name, "PRV/2026/00004")
        with self.assertRaisesRegex(UserError, "without a gap"), self.env.cr.savepoint():
            moves[1].name = "PRV/2026/00003 a"
            moves[1].action_post()
        self.env.invalidate_all()
        moves[1].action_post()
        self.assertEqual(moves[1].name, "PRV/2026/00002")
        self.assertWithoutGap()

    def test_branches_share_a_series(self):
        """LAW-08: parent and branch issue in one journal: one series, without a gap, of the parent's journal."""
        branch = self.env["res.company"].create({"name": "Succursale", "parent_id": self.company.id})
        self.env.user.company_ids |= branch
        sample = self.make_invoice([(self.p1, 1)])
        account, term = sample.invoice_line_ids.account_id, sample.line_ids - sample.invoice_line_ids
        receivable = term.filtered(lambda line: line.display_type == "payment_term").account_id
        self.customer.with_company(branch).property_account_receivable_id = receivable
        both = self.env["account.move"].with_context(allowed_company_ids=[self.company.id, branch.id])
        for company in (self.company, branch) * 2:
            move = both.with_company(company).create({
                "move_type": "out_invoice", "partner_id": self.customer.id, "invoice_date": "2026-01-15",
                "journal_id": self.journal.id, "company_id": company.id,
                "invoice_line_ids": [(0, 0, {"name": "Conseil", "price_unit": 10.0, "tax_ids": False,
                                             "account_id": account.id})]})
            move.action_post()
            self.assertEqual(move.company_id, company)
        row = self.series()
        self.assertEqual((row.count, row.first_number, row.last_number, row.company_id), (4, 1, 4, self.company))
        self.assertWithoutGap()

    def test_one_series_again(self):
        """LAW-08: credit notes lose their own series: they go on with the invoices', and invoices with their own."""
        self.issue(2)
        self.issue(1, move_type="out_refund")
        self.journal.refund_sequence = False
        self.assertEqual(self.issue(1, move_type="out_refund").name, "PRV/2026/00003")
        self.assertEqual(self.issue().name, "PRV/2026/00004")
        self.assertEqual(self.issue(1, move_type="out_refund", invoice_date="2027-01-05").name, "PRV/2027/00001")
        self.assertEqual(self.issue(1, invoice_date="2027-01-05").name, "PRV/2027/00002")
        self.assertWithoutGap()

    def test_who_may(self):
        """LAW-08: those who read the accounts read the proof, others do not, and nobody writes it."""
        self.issue(1)
        clerk = new_test_user(self.env, "numbers_nobody", "base.group_user")
        self.assertFalse(self.env["egg.number.series"].with_user(clerk).has_access("read"))
        self.assertFalse(self.series().with_user(self.accountant).has_access("write"))
