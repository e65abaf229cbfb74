import io
import json
import random
from datetime import date, timedelta
from urllib.parse import urlencode
from zipfile import ZipFile

from freezegun import freeze_time
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools.pdf import PdfFileReader

from ..common import TODAY, FollowupCase

FIRST = date(2025, 9, 1)


class AgedCase(FollowupCase):
    def _aged(self, day=TODAY, user=None):
        """The aged balance of the company on a day, as its rows."""
        model = self.env["egg.aged.item"].with_user(user or self.env.user)
        return model._at(day).search([("company_id", "=", self.company.id)])

    def _ledger(self, day):
        """What the receivable accounts of the company say, without any word of the aged balance."""
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT COALESCE(SUM(line.balance), 0) FROM account_move_line line
                 JOIN account_account account ON account.id = line.account_id
                WHERE account.account_type = 'asset_receivable' AND line.parent_state = 'posted'
                  AND line.company_id = %s AND line.date <= %s""", [self.company.id, day])
        return float(self.env.cr.fetchone()[0])

    def _open_now(self):
        """{entry: what it is open for at this moment, in both currencies}, as the core keeps it."""
        lines = self.env["account.move.line"].search([
            ("account_type", "=", "asset_receivable"), ("parent_state", "=", "posted"),
            ("company_id", "=", self.company.id), ("date", "<=", date.today())])
        found = {line.id: (round(line.amount_residual, 2), round(line.amount_residual_currency, 2)) for line in lines}
        return {number: amounts for number, amounts in found.items() if any(amounts)}

    def _settle(self, *moves):
        lines = self.env["account.move"].union(*moves).line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled)
        lines.reconcile()


@tagged("post_install", "-at_install")
class TestAged(AgedCase):
    def test_any_day_of_a_made_up_year(self):
        """ACC-02: invoices, partial payments, credit notes and foreign currency at random: what the balance says of
        each day afterwards is what was open on that day, entry by entry, and the receivable accounts to the cent.
        """
        self._live_and_look_back(random.Random(7))

    def test_any_day_of_another_year(self):
        """ACC-02: the same with other invoices, payments and rates."""
        self._live_and_look_back(random.Random(1789))

    def _live_and_look_back(self, chance):
        foreign = self._add_foreign_currency(chance)
        partners = [self._customer(f"Customer {number}") for number in range(4)]
        day, seen, known = FIRST, {}, []
        for _step in range(14):
            day += timedelta(chance.randint(3, 20))
            with freeze_time(day):
                known.append(self._invoice(
                    chance.choice(partners), round(chance.uniform(10, 5000), 2), day + timedelta(chance.randint(0, 60)),
                    invoice_date=day, currency_id=chance.choice([foreign, self.company.currency_id]).id))
                self._do_something(chance, known)
                seen[day] = self._open_now()
        for day, expected in seen.items():
            rows = self._aged(day)
            found = {row.line_id.id: (round(row.balance, 2), round(row.balance_currency, 2)) for row in rows}
            self.assertEqual(found, expected, day)
            self.assertEqual(round(sum(rows.mapped("balance")), 2), round(self._ledger(day), 2), day)

    def _add_foreign_currency(self, chance):
        foreign = self.env.ref("base.CHF" if self.company.currency_id.name != "CHF" else "base.EUR")
        foreign.active = True
        foreign.rate_ids.unlink()
        foreign.rate_ids = [Command.create({"name": FIRST + timedelta(30 * month), "rate": chance.uniform(0.7, 1.4),
                                            "company_id": self.company.id}) for month in range(-1, 10)]
        return foreign

    def _do_something(self, chance, known):
        owed = [move for move in known if move.amount_residual > 1 and move.payment_state in ("not_paid", "partial")]
        if not owed or chance.random() < 0.2:
            return
        move = chance.choice(owed)
        amount = round(move.amount_residual * chance.choice([0.25, 0.5, 1]), 2)
        if chance.random() < 0.7:
            self._pay(move, amount)
        else:
            refund = self._refund(amount, partner=move.partner_id, invoice_date=date.today(),
                                  currency_id=move.currency_id.id)
            self._settle(move, refund)

    def test_allocated_later_than_it_was_paid(self):
        """ACC-02: an allocation is of the later of the two dates: before, the invoice is open; after, both are settled;
        the sum is that of the accounts on every day.
        """
        invoice = self._invoice(amount=1000, due=date(2026, 3, 31), invoice_date=date(2026, 3, 1))
        refund = self._refund(1000, invoice_date=date(2026, 4, 15))
        self._settle(invoice, refund)
        mine = [("partner_id", "=", self.alpha.id)]
        aged = self.env["egg.aged.item"]
        self.assertEqual(aged._at(date(2026, 4, 14)).search(mine).mapped("balance"), [1000])
        self.assertFalse(aged._at(date(2026, 4, 15)).search(mine))
        self.assertFalse(aged._at(date(2026, 2, 28)).search(mine))
        for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 4, 14), date(2026, 4, 15), TODAY):
            self.assertAlmostEqual(sum(self._aged(day).mapped("balance")), self._ledger(day))

    def test_drafts_do_not_count(self):
        """ACC-02: what is not posted is no debt."""
        self._invoice(post=False)
        self.assertFalse(self._aged().filtered(lambda row: row.partner_id == self.alpha))

    def test_brackets_and_credits(self):
        """ACC-03: each amount is in one bracket, by its due date; what settles nothing yet stands apart."""
        for late, amount in ((-5, 1), (0, 2), (1, 4), (30, 8), (31, 16), (60, 32), (61, 64), (90, 128), (91, 256)):
            self._invoice(amount=amount, due=TODAY - timedelta(late), invoice_date=TODAY - timedelta(120))
        self._refund(50)
        rows = self._aged().filtered(lambda row: row.partner_id == self.alpha)
        sums = {name: sum(rows.mapped(name)) for name in rows._get_labels()}
        self.assertEqual(sums, {"not_due": 3, "age_1": 12, "age_2": 48, "age_3": 192, "age_4": 256, "credit": -50})
        self.assertEqual(sum(rows.mapped("balance")), 511 - 50)
        self.company.write({"egg_aged_first": 10, "egg_aged_second": 20, "egg_aged_third": 91})
        rows = self._aged().filtered(lambda row: row.partner_id == self.alpha)
        self.assertEqual([sum(rows.mapped(name)) for name in ("age_1", "age_2", "age_3", "age_4")], [4, 0, 504, 0])
        labels = self.env["egg.aged.item"].fields_get(["age_3", "bracket"])
        self.assertEqual(labels["age_3"]["string"], "21 to 91 days")
        self.assertIn(("age_3", "21 to 91 days"), labels["bracket"]["selection"])

    def test_brackets_go_up(self):
        """ACC-03: a setting that makes no sense is refused in words."""
        with self.assertRaisesRegex(ValidationError, "go up"):
            self.company.write({"egg_aged_first": 60, "egg_aged_second": 30})

    def test_branches_are_of_their_firm(self):
        """ACC-02: what a contact or an archived customer owes stands under the firm; grouped by salesperson and
        currency too.
        """
        branch = self._customer("Branch", is_company=False, parent_id=self.alpha.id)
        self._invoice(branch, 100)
        self._invoice(self.alpha, 10)
        self.alpha.active = False
        rows = self._aged().filtered(lambda row: row.partner_id == self.alpha)
        self.assertEqual(sum(rows.mapped("balance")), 110)
        groups = self.env["egg.aged.item"]._read_group(
            [("partner_id", "=", self.alpha.id)], ["salesperson_id", "currency_id", "company_id"], ["balance:sum"])
        self.assertEqual(groups, [(self.env.user, self.company.currency_id, self.company, 110)])

    def test_no_day(self):
        """ACC-02: what is no date is refused in words."""
        for asked in ("31/12/2025", "2025-13-45", [1]):
            with self.assertRaisesRegex(UserError, "no date"):
                self.env["egg.aged.item"].with_context(egg_aged_on=asked).search([], limit=1)

    def test_one_statement(self):
        """ACC-02: the balance of all customers on a past day is one statement."""
        self._invoice()
        aged = self.env["egg.aged.item"]._at(TODAY - timedelta(3))
        self.env.flush_all()
        aged._read_group([], ["company_id", "partner_id"], ["balance:sum"])
        with self.assertQueryCount(1):
            aged._read_group([], ["partner_id"], ["balance:sum", "age_1:sum", "not_due:sum"])


@tagged("post_install", "-at_install")
class TestAgedRights(AgedCase):
    def test_who_may(self):
        """ACC-02, SEC-14: billing and accounting see the balance, others do not; nobody writes in it."""
        self._invoice()
        billing = new_test_user(self.env, "aged_billing", groups="account.group_account_invoice")
        nobody = new_test_user(self.env, "aged_nobody", groups="base.group_user")
        rows = self._aged(user=billing)
        self.assertTrue(rows)
        self.assertEqual(rows[:1].action_open_document()["res_model"], "account.move")
        with self.assertRaises(AccessError):
            self._aged(user=nobody)
        with self.assertRaises(AccessError):
            rows[:1].write({"balance": 0})

    def test_two_companies(self):
        """ACC-02: what another company is owed is seen by who works for it, with that company on."""
        other = self.env["res.company"].create({"name": "Other SAS", "country_id": self.company.country_id.id})
        self.env["account.chart.template"].try_loading("generic_coa", company=other, install_demo=False)
        journal = self.env["account.journal"].search([("type", "=", "sale"), ("company_id", "=", other.id)], limit=1)
        account = self.env["account.account"].search([("account_type", "=", "income"),
                                                      ("company_ids", "in", other.ids)], limit=1)
        theirs = self.env["account.move"].with_company(other).create({
            "move_type": "out_invoice", "partner_id": self.alpha.id, "invoice_date": TODAY, "journal_id": journal.id,
            "invoice_line_ids": [Command.create({"name": "X", "price_unit": 77, "account_id": account.id,
                                                 "tax_ids": []})]})
        theirs.action_post()
        self._invoice(amount=5)
        billing = new_test_user(self.env, "aged_one", groups="account.group_account_invoice")
        aged, mine = self.env["egg.aged.item"].with_user(billing), [("partner_id", "=", self.alpha.id)]
        self.assertEqual(sum(aged._at(TODAY).search(mine).mapped("balance")), 5)
        billing.company_ids += other
        both = aged.with_context(allowed_company_ids=[self.company.id, other.id])
        self.assertEqual(sum(both._at(TODAY).search(mine).mapped("balance")), 82)
        self.assertEqual([(one["company"], one["totals"]["balance"]) for one in both._at(TODAY)._get_sections(mine)],
                         [(company, 5 if company == self.company else 77)
                          for company in (self.company + other).sorted(lambda one: (one.name, one.id))])


@tagged("post_install", "-at_install")
class TestAgedFiles(AgedCase, HttpCase):
    def setUp(self):
        super().setUp()
        self._invoice(amount=1234.5, due=date(2026, 4, 1))
        self._invoice(self._customer("Client Bêta"), 100, due=date(2026, 7, 1))

    def _get(self, ending, **asked):
        return self.url_open(f"/egg/aged/{ending}?{urlencode(asked)}")

    def test_pdf(self):
        """ACC-03: the balance on paper, with the day, the brackets and the customers of the search."""
        self.authenticate("admin", "admin")
        answer = self._get("pdf", day="2026-05-27", domain=json.dumps([["partner_id", "=", self.alpha.id]]))
        self.assertEqual(answer.status_code, 200, answer.text[:200])
        text = " ".join(page.extract_text() for page in PdfFileReader(io.BytesIO(answer.content)).pages)
        for part in ("Aged balance on 05/27/2026", "31 to 60 days", "Client Alpha", "1,234.50"):
            self.assertIn(part, text)
        self.assertNotIn("Bêta", text)

    def test_spreadsheet(self):
        """ACC-03: the same as a spreadsheet, by customer and item by item."""
        self.authenticate("admin", "admin")
        answer = self._get("xlsx", day="2026-05-27")
        self.assertEqual(answer.status_code, 200, answer.text[:200])
        with ZipFile(io.BytesIO(answer.content)) as book:
            texts = book.read("xl/sharedStrings.xml").decode()
            page = book.read("xl/worksheets/sheet1.xml").decode()
        for part in ("Client Alpha", "Client Bêta", "31 to 60 days"):
            self.assertIn(part, texts)
        self.assertIn("<v>1234.5</v>", page)

    def test_refusals(self):
        """ACC-03, SEC-14: others, bystanders and odd input get nothing of it, in words."""
        new_test_user(self.env, "aged_bystander", groups="base.group_user", password="aged_bystander")
        self.authenticate("aged_bystander", "aged_bystander")
        self.assertEqual(self._get("pdf", day="2026-05-27").status_code, 404)
        self.authenticate("admin", "admin")
        self.assertEqual(self._get("exe", day="2026-05-27").status_code, 404)
        for asked in ({"day": "x"}, {"day": "2026-05-27", "domain": "{"}, {"day": "2026-05-27", "domain": "{}"},
                      {"day": "2026-05-27", "domain": '[["nothing", "=", 1]]'}, {},
                      {"day": "2026-05-27", "domain": '[["days_late", "=", 1e400]]'},
                      {"day": "2026-05-27", "domain": '[["balance", ">", NaN], ["move_id", "=", "\\u0000"]]'}):
            answer = self._get("xlsx", **asked)
            self.assertEqual(answer.status_code, 422, asked)
            self.assertIn("cannot be read: open the aged balance again", answer.text, asked)
        self.assertEqual(self._get("xlsx", day="2026-05-27", companies="999999-x").status_code, 200)
