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
        self.env.flush_all()
        gone = moves[1:3]
        names = gone.mapped("name")
        self.env.cr.execute("UPDATE account_move SET sequence_number = 0, sequence_prefix = 'X', state = 'draft', "
                            "name = '/' WHERE id IN %s", [gone._ids])
        row = self.series()
        self.assertEqual((row.missing, row.is_proven), (2, False))
        self.assertEqual(row.missing_numbers, ", ".join(names))
        report = self.env["ir.actions.report"].with_user(self.reader).with_context(force_report_rendering=True)
        content = report._render_qweb_pdf("egg_billing.report_number_series", row.ids)[0]
        for name in names:
            self.assertIn(name, self.text(content))

    def test_the_first_of_a_new_year_is_missing(self):
        """LAW-08: a year that begins with number 2 lacks number 1."""
        self.issue(1)
        second, third = self.issue(2, invoice_date="2027-01-05")
        self.env.cr.execute("UPDATE account_move SET sequence_number = 0, sequence_prefix = 'X', state = 'draft', "
                            "name = '/' WHERE id = %s", [second.id])
        row = self.series().filtered(lambda one: one.year == 2027)
        self.assertEqual((row.missing, row.first_number), (1, third.sequence_number))

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

    def test_who_may(self):
        """LAW-08: those who read the accounts read the proof, others do not, and nobody writes it."""
        self.issue(1)
        clerk = new_test_user(self.env, "numbers_nobody", "base.group_user")
        self.assertFalse(self.env["egg.number.series"].with_user(clerk).has_access("read"))
        self.assertFalse(self.series().with_user(self.accountant).has_access("write"))
