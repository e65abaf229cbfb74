from datetime import date, timedelta

from freezegun import freeze_time
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import FollowupCase


@tagged("post_install", "-at_install")
class TestDashboard(FollowupCase):
    """A year made by hand: 1,000 paid 10 days late, 3,000 paid 30 days late, 1,200 overdue, 900 due next month, 100
    credited and not allocated.
    """

    def setUp(self):
        super().setUp()
        self._made(1000, date(2026, 1, 10), paid=date(2026, 2, 19))
        self._made(3000, date(2026, 2, 10), paid=date(2026, 4, 11))
        self.late = self._made(1200, date(2026, 4, 10))
        self.next = self._made(900, date(2026, 5, 10))
        self._refund(100, invoice_date=date(2026, 5, 12))

    def _made(self, amount, issued, paid=None, partner=None):
        """An invoice that is due after 30 days, paid on a day or open."""
        invoice = self._invoice(partner, amount, due=issued + timedelta(30), invoice_date=issued)
        if paid:
            with freeze_time(paid):
                self._pay(invoice)
        return invoice

    def _board(self, user=None, **values):
        self.env.invalidate_all()
        return self.env["egg.customer.dashboard"].with_user(user or self.env.user).get_figures(**values)

    def _chart(self, name, board=None):
        [chart] = [chart for chart in (board or self._board())["charts"] if chart["name"] == name]
        return chart

    def _values(self, name, number=0):
        chart = self._chart(name)
        return dict(zip(chart["labels"], chart["series"][number]["values"], strict=True))

    def _open(self, key):
        """The records that the list behind a figure shows."""
        action = self.env["egg.customer.dashboard"].open_list(self.company.id, key)
        records = self.env[action["res_model"]].with_context(**action["context"])
        return records.search(action["domain"])

    def test_figures_of_a_year(self):
        """ACC-05: balance, overdue and its share, both days of sales, the mean delay by month, what came in by week:
        the numbers that one finds with a pencil.
        """
        values = {figure["label"]: figure for figure in self._board()["figures"]}
        money = self.company.currency_id.format
        self.assertEqual(values["Balance"]["value"], money(2000))
        self.assertEqual(values["Overdue"]["value"], money(1200))
        self.assertIn("57.1 %", values["Overdue"]["note"])
        self.assertEqual(values["DSO, last sales first"]["value"], "57",
                         "27 days of May for 800, 30 of April for 1,200")
        self.assertEqual(values["DSO, simple"]["value"], "49", "2,000 of 6,000 sold in 147 days")
        delays = self._values("delays")
        self.assertEqual((delays["Feb 26"], delays["Mar 26"], delays["Apr 26"]), (10.0, None, 30.0))
        overdue = self._values("overdue")
        self.assertEqual((overdue["Feb 26"], overdue["Mar 26"], overdue["May 26"]), (0.0, 100.0, 57.1))
        self.assertEqual(self._values("weeks")["6 Apr"], 3000.0)

    def test_it_is_the_aged_balance(self):
        """ACC-05: what is overdue and owed at the end of each month is what the aged balance of that day says."""
        for row in self._chart("overdue")["rows"]:
            day = row["cells"][0]["key"].partition(":")[2]
            items = self.env["egg.aged.item"]._at(date.fromisoformat(day)).search(
                [("company_id", "=", self.company.id), ("balance", ">", 0)])
            owed = sum(items.mapped("balance"))
            late = sum(items.filtered(lambda item: item.bracket != "not_due").mapped("balance"))
            share = 100 * late / owed if owed else 0.0
            self.assertEqual(row["cells"][0]["text"], f"{round(share, 1):g} %", day)

    def test_what_is_expected(self):
        """ACC-06: what comes is expected as the customer paid, at the day that was promised, and not at all while it is
        disputed.
        """
        for month, day in ((1, 20), (2, 20), (3, 20)):
            self._made(10, date(2026, month, 1), paid=date(2026, month, 1) + timedelta(30 + day))
        expected = self._values("weeks", 1)
        self.assertEqual(expected["29 Jun"], 900.0, "20 days after 9 June, as most were paid")
        [item] = self._items(self.next)
        item.egg_promise_date = date(2026, 6, 10)
        self.env.flush_all()
        expected = self._values("weeks", 1)
        self.assertEqual((expected["8 Jun"], expected["29 Jun"]), (900.0, 0.0))
        self.assertEqual(self._open("expected:2026-06-08"), item)
        item.egg_dispute = True
        self.env.flush_all()
        self.assertEqual(self._values("weeks", 1)["8 Jun"], 0.0)

    def test_a_past_week_knows_nothing_of_later(self):
        """ACC-06: what was expected of a past week is what one knew on its Monday: an item that was paid since was open
        then, one that was invoiced since was not there.
        """
        invoice = self._made(500, date(2026, 3, 20), paid=date(2026, 4, 22))  # due on Sunday 19 April
        self.assertIn(invoice, self._open("expected:2026-04-20").move_id, "a day late, and nobody knows better")
        self.assertNotIn(self.late, self._open("expected:2026-04-06").move_id)

    def test_each_number_opens_its_list(self):
        """ACC-05: the list behind each number of figures and graphs is there, and makes the number."""
        board = self._board()
        keys = [figure["key"] for figure in board["figures"]]
        for chart in board["charts"]:
            for row in chart["rows"]:
                keys += [cell["key"] for cell in row["cells"] if cell["key"]]
        for key in keys:
            self._open(key)
        self.assertEqual(sum(self._open("balance").mapped("balance")), 2000.0)
        self.assertEqual(self._open("overdue").move_id, self.late)
        self.assertEqual(sum(self._open("sales").mapped("amount_total_signed")), 6000.0)
        self.assertEqual(self._open("paid:2026-04-01").delay, 30)
        self.assertEqual(sum(self._open("collected:2026-04-06").mapped("balance")), -3000.0)
        self.assertEqual(self._open("age:age_1").move_id, self.late)
        for key in ("nothing", "paid:", "paid:31 February", "collected:2026-99-99", "soon:many", "expected:9999-12-31",
                    None, ["balance"]):
            with self.subTest(key=key), self.assertRaises(UserError):
                self.env["egg.customer.dashboard"].open_list(self.company.id, key)

    def test_each_week_is_its_list(self):
        """ACC-05, ACC-06: what was collected and expected in each week is the sum of its list, also of past weeks, of
        the present one and with a payment of a later day.
        """
        self._made(500, date(2026, 3, 20), paid=date(2026, 4, 22))
        with freeze_time(self.next.invoice_date + timedelta(18)):  # tomorrow
            self._pay(self.next, 300)
        parted = self._made(400, date(2026, 4, 1))
        self._pay(parted, 150)
        for row in self._chart("weeks")["rows"]:
            for cell, name, sign in zip(row["cells"], ("balance", "egg_expected_amount"), (-1, 1), strict=True):
                if cell["key"]:
                    listed = sum(self._open(cell["key"]).mapped(name))
                    self.assertEqual(cell["text"], self.company.currency_id.format(sign * listed + 0.0), cell["key"])
        self.assertIn(parted, self._open("expected:2026-05-25").move_id)
        self._pay(parted)
        self.env.invalidate_all()
        self.assertEqual(sum(self._open("expected:2026-05-25").filtered(
            lambda item: item.move_id == parted).mapped("egg_expected_amount")), 400.0)

    def test_brackets_of_another_company(self):
        """ACC-05: the ages of a company that is not the current one are of its own brackets, and so is their list;
        where companies have other brackets, these are named by their order.
        """
        current = self.env["res.company"].create({"name": "Current SAS"})
        self.env.user.company_ids |= current
        self.company.write({"egg_aged_first": 5, "egg_aged_second": 10, "egg_aged_third": 20})
        env = self.env(context={**self.env.context, "allowed_company_ids": [current.id, self.company.id]})
        board = env["egg.customer.dashboard"].get_figures(self.company.id)
        rows = self._chart("ages", board)["rows"]
        self.assertEqual([row["label"] for row in rows],
                         ["Not due yet", "1 to 5 days", "6 to 10 days", "11 to 20 days", "More than 20 days"])
        for row in rows:
            key = row["cells"][0]["key"]
            action = env["egg.customer.dashboard"].open_list(self.company.id, key)
            items = env["egg.aged.item"].with_context(**action["context"]).search(action["domain"])
            self.assertEqual(row["cells"][0]["text"], self.company.currency_id.format(sum(items.mapped("balance"))))
        self.assertEqual(rows[3]["cells"][0]["text"], self.company.currency_id.format(1200), "17 days late")
        self.assertEqual(env["egg.aged.item"]._get_labels()["age_1"], "First bracket")

    def test_without_anything(self):
        """ACC-05: a company that sold nothing has a dashboard that says so."""
        other = self.env["res.company"].create({"name": "New SAS"})
        self.env.user.company_ids |= other
        board = self.env["egg.customer.dashboard"].with_context(
            allowed_company_ids=[self.company.id, other.id]).get_figures(other.id)
        self.assertEqual(board["company"]["name"], "New SAS")
        self.assertEqual({one["name"] for one in board["companies"]}, {self.company.name, "New SAS"})
        self.assertIn("–", [figure["value"] for figure in board["figures"]])

    def test_credit_notes_are_no_payments(self):
        """ACC-05: an invoice that a credit note settled was not paid; one that was paid in part was, on the last
        day.
        """
        credited = self._made(700, date(2026, 3, 1))
        credit = self._refund(700, invoice_date=date(2026, 3, 5))
        (credited + credit).line_ids.filtered(lambda line: line.account_type == "asset_receivable").reconcile()
        parted = self._made(400, date(2026, 3, 1))
        for day, amount in ((date(2026, 4, 2), 100), (date(2026, 5, 2), 300)):
            with freeze_time(day):
                self._pay(parted, amount)
        paid = self.env["egg.paid.item"].search([("move_id", "in", (credited + parted).ids)])
        self.assertEqual((paid.move_id, paid.paid_on, paid.delay), (parted, date(2026, 5, 2), 32))

    def test_who_sees_it(self):
        """ACC-05, SEC: billing and readers of the books see their own companies; others nothing."""
        reader = new_test_user(self.env, "egg_board_reader", groups="account.group_account_readonly")
        self.assertTrue(self._board(reader)["figures"])
        other = self.env["res.company"].create({"name": "Other SAS"})
        stranger = new_test_user(self.env, "egg_board_stranger", groups="account.group_account_invoice",
                                 company_id=other.id, company_ids=[Command.set(other.ids)])
        self.assertEqual(self._board(stranger)["company"]["name"], "Other SAS")
        self.assertFalse(self.env["egg.paid.item"].with_user(stranger).search([]))
        dashboard = self.env["egg.customer.dashboard"].with_user(stranger)
        for call in (lambda: self._board(stranger, company_id=self.company.id),
                     lambda: dashboard.open_list(self.company.id, "balance"),
                     lambda: dashboard.with_context(allowed_company_ids=[self.company.id]).get_figures()):
            with self.assertRaises(AccessError):
                call()
        with self.assertRaises(AccessError):
            self._board(company_id=True)
        nobody = new_test_user(self.env, "egg_board_nobody", groups="base.group_user")
        with self.assertRaises(AccessError):
            self._board(nobody)
        with self.assertRaises(AccessError):
            self.env["egg.customer.dashboard"].with_user(nobody).open_list(self.company.id, "balance")
