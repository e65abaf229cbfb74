import base64
import io
from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools.pdf import PdfReader

from ...models.statement.choice import ALL, OPEN, Choice
from ..common import TODAY, FollowupCase

MARCH = Choice(ALL, date(2026, 3, 1), date(2026, 3, 31))


def get_text(content: bytes) -> str:
    """The text of a PDF, its spaces plain."""
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return " ".join(text.split())


@tagged("post_install", "-at_install")
class TestStatement(FollowupCase):
    def _wizard(self, customers=None, user=None, **values):
        wizards = self.env["egg.statement.wizard"].with_user(user or self.env.user)
        return wizards.with_context(active_model="res.partner", active_ids=(customers or self.alpha).ids).create(values)

    def _run(self, customers=None, user=None, start=True, **values):
        """As a person does: choose, simulate; then, if wanted, send."""
        run = self.env["egg.followup.run"].browse(self._wizard(customers, user, **values).action_simulate()["res_id"])
        if start:
            run.action_start()
            self.env["egg.followup.run"]._cron_send()
        return run

    def _account(self, choice=None):
        accounts = self.alpha._get_egg_statement(self.company, choice or Choice(OPEN))
        return accounts.get(self.company.currency_id)

    def _pdf(self, **values):
        wizard = self._wizard(**values)
        wizard.action_print()
        return get_text(base64.b64decode(wizard.file))

    # What it says

    def test_what_is_open(self):
        """ACC-04: open invoices, also of contacts, and what is in the customer's favour; what of it is overdue."""
        branch = self._customer("Branch", parent_id=self.alpha.id, is_company=False, type="invoice")
        self._invoice(amount=100, due=TODAY - timedelta(20))
        self._invoice(branch, amount=30, due=TODAY + timedelta(5))
        self._refund(40)
        paid = self._invoice(amount=500)
        self._pay(paid)
        branch.active = False
        account = self._account()
        self.assertEqual(sorted(row.amount for row in account.rows), [-40.0, 30.0, 100.0])
        self.assertEqual((account.closing, account.late), (90.0, 60.0))

    def test_as_of_today(self):
        """ACC-04: documents and payments of a later day are not on the statement of today: it is the account screen's
        balance, and that of the aged balance.
        """
        self._invoice(amount=100, due=TODAY - timedelta(20))
        self._invoice(amount=60, due=TODAY + timedelta(30), invoice_date=TODAY + timedelta(3))
        cheque = self._invoice(amount=1200, due=TODAY - timedelta(2))
        with freeze_time(TODAY + timedelta(2)):
            self._pay(cheque)
        self.env.invalidate_all()
        self.assertEqual([row.amount for row in self._account().rows], [100.0, 1200.0])
        [aged] = self.env["egg.aged.item"]._read_group([("partner_id", "=", self.alpha.id)], [], ["balance:sum"])
        [sums] = self.alpha.get_egg_account()["balances"]
        run = self._run(start=False)
        self.assertEqual((self._account().closing, aged[0], run.followup_message_ids.statement_balance), (1300.0,) * 3)
        self.assertEqual(sums["balance"], self.company.currency_id.format(1300))
        self.assertEqual(run.followup_message_ids.item_count, 2, "the list says how many rows it has")
        month = self._run(start=False, kind=ALL, first=TODAY.replace(day=1), last=TODAY).followup_message_ids
        self.assertEqual(month.item_count, len(self._account(Choice(ALL, TODAY.replace(day=1), TODAY)).rows))
        with freeze_time(TODAY + timedelta(4)):
            self.env.invalidate_all()
            self.assertEqual(sorted(row.amount for row in self._account().rows), [60.0, 100.0])

    def test_all_movements_of_a_period(self):
        """ACC-04: opening balance, invoices, payments and credit notes of the period in their order, closing balance:
        what the accounts say on both days.
        """
        self._invoice(amount=1000, due=date(2026, 3, 20), invoice_date=date(2026, 2, 20))
        march = self._invoice(amount=200, due=date(2026, 4, 9), invoice_date=date(2026, 3, 10))
        with freeze_time(date(2026, 3, 15)):
            self._pay(march, 50)
        self._refund(30, invoice_date=date(2026, 3, 20))
        with freeze_time(date(2026, 4, 2)):
            self._pay(march)
        account = self._account(MARCH)
        self.assertEqual(account.opening, 1000.0)
        self.assertEqual([row.amount for row in account.rows], [200.0, -50.0, -30.0])
        self.assertEqual([row.balance for row in account.rows], [1200.0, 1150.0, 1120.0])
        [balance] = self.env["egg.aged.item"]._at(MARCH.last)._read_group(
            [("partner_id", "=", self.alpha.id)], [], ["balance:sum"])
        self.assertEqual(account.closing, balance[0])

    def test_several_currencies(self):
        """ACC-04: each currency has its own account."""
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self._invoice(amount=100)
        self._invoice(amount=70, currency_id=dollar.id)
        accounts = self.alpha._get_egg_statement(self.company, Choice(OPEN))
        self.assertEqual({currency.name: account.closing for currency, account in accounts.items()},
                         {self.company.currency_id.name: 100.0, "USD": 70.0})

    def test_the_pdf_in_the_customers_language(self):
        """ACC-04: the PDF is in the language of the customer: title, documents, balances, IBAN, address to pay on."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.alpha.lang = "fr_FR"
        bank = self.env["res.partner.bank"].create({
            "acc_number": "FR7630006000011234567890189", "partner_id": self.company.partner_id.id,
            "company_id": self.company.id, "allow_out_payment": True})
        invoice = self._invoice(amount=1200, partner_bank_id=bank.id)
        self.startPatcher(patch.object(type(self.alpha), "_get_egg_statement_link",
                                       lambda customer, company: "https://egg.example/pay/1"))
        text = self._pdf()
        for word in ("Relevé de compte", "Client Alpha", invoice.name, "1 200,00", "Solde dû", "Dont échu",
                     "https://egg.example/pay/1"):
            self.assertIn(word, text)
        self.assertIn("FR76", text)
        text = self._pdf(kind=ALL, first=date(2026, 1, 1), last=TODAY)
        self.assertIn("Solde d’ouverture", text)
        self.assertIn("Solde de clôture", text)

    def test_a_customer_without_anything(self):
        """ACC-04: who has no invoice is drawn with a word that nothing is open, and gets no mail; who was archived has
        a statement all the same.
        """
        new = self._customer("New", "new@client.example")
        self.assertIn("Nothing is open", self._pdf(customers=new))
        self._invoice(amount=100)
        run = self._run(new | self.alpha)
        self.assertEqual(self.outbox.addresses(), ["alpha@client.example"])
        self.assertEqual((run.message_count, run.skipped_count), (1, 1))
        skipped = run.followup_message_ids.filtered(lambda message: message.state == "skipped")
        self.assertEqual((skipped.partner_id, skipped.reason), (new, "There is nothing to state."))
        self.alpha.active = False
        self.assertIn("Client Alpha", self._pdf())

    def test_merged_customers_have_one_account(self):
        """ACC-04: after a merge the statement is of both, also one that was simulated before."""
        twin = self._customer("Client Alpha SA", "alpha@client.example")
        self._invoice(amount=100)
        self._invoice(twin, amount=50)
        run = self._run(twin, start=False)
        self.env["base.partner.merge.automatic.wizard"]._merge([twin.id, self.alpha.id], self.alpha)
        self.assertEqual(self._account().closing, 150.0)
        run.action_start()
        self.env["egg.followup.run"]._cron_send()
        [file] = self.outbox.messages[0].iter_attachments()
        self.assertIn("150.00", get_text(file.get_content()))

    # Sending

    def test_a_simulation_sends_nothing(self):
        """ACC-04: a simulation says who gets what, and nothing leaves before it is started."""
        self._invoice(amount=100)
        run = self._run(start=False)
        self.env["egg.followup.run"]._cron_send()
        self.assertEqual((run.state, run.summary, len(self.outbox)), ("draft", "To send: 1 e-mail", 0))
        self.assertEqual(run.followup_message_ids.amount_claimed, 100.0)

    def test_one_mail_each_with_the_statement(self):
        """ACC-04: each customer gets one mail in his language with the statement as a PDF, at the address for invoices;
        it stands on his page, and no document is noted as reminded.
        """
        self._invoice(amount=100)
        beta = self._customer("Client Beta", "beta@client.example")
        accounting = self._customer("Accounting", "accounts@beta.example", parent_id=beta.id, type="invoice",
                                    is_company=False)
        self._invoice(beta, amount=50)
        run = self._run(self.alpha | accounting)
        self.env["egg.followup.run"]._cron_send()
        self.assertEqual(self.outbox.addresses(), ["accounts@beta.example", "alpha@client.example"])
        self.assertEqual(run.state, "done")
        for mail in self.outbox.messages:
            [file] = mail.iter_attachments()
            self.assertEqual(file.get_content_type(), "application/pdf")
            self.assertIn("Statement of account", get_text(file.get_content()))
        self.assertIn("statement of account", beta.message_ids[:1].subject)
        self.assertFalse(self.env["egg.followup.entry"].search([("followup_message_id.run_id", "=", run.id)]))
        self.assertIn("Statement of account", [event["title"] for event in beta.get_egg_account()["events"]])

    def test_nobody_gets_it_twice(self):
        """ACC-04: two runs made at the same moment send a statement once; the other one says why it did not; another
        kind of statement is another one.
        """
        self._invoice(amount=100)
        first, second = self._run(start=False), self._run(start=False)
        (first | second).action_start()
        for _time in range(2):
            self.env["egg.followup.run"]._cron_send()
        self.assertEqual(len(self.outbox), 1)
        self.assertEqual(second.followup_message_ids.state, "skipped")
        self.assertIn("same statement", second.followup_message_ids.reason)
        self.assertEqual(self._run(start=False).followup_message_ids.state, "skipped")
        self._run(kind=ALL, first=date(2026, 1, 1), last=TODAY)
        self.assertEqual(len(self.outbox), 2)

    def test_it_is_looked_at_again_before_it_leaves(self):
        """ACC-04: what was paid after the simulation is not stated any more; what changed is stated as it is."""
        invoice = self._invoice(amount=100)
        run = self._run(start=False)
        self._pay(invoice)
        run.action_start()
        self.env["egg.followup.run"]._cron_send()
        self.assertEqual((len(self.outbox), run.followup_message_ids.state), (0, "skipped"))
        self._invoice(amount=300)
        run = self._run(start=False)
        self._invoice(amount=33)
        run.action_start()
        self.env["egg.followup.run"]._cron_send()
        [file] = self.outbox.messages[0].iter_attachments()
        self.assertIn("333.00", get_text(file.get_content()))

    def test_who_has_no_address_gets_a_letter(self):
        """ACC-04: without an e-mail address, and for who wants it on paper: a letter with the statement behind it."""
        paper = self._customer("Paper")
        self._invoice(paper, amount=100)
        run = self._run(paper)
        self.assertEqual(run.followup_message_ids.state, "to_print")
        run.action_print()
        text = get_text(run.pdf_id.raw)
        self.assertIn("Dear customer", text)
        self.assertIn("Balance due", text)
        self.assertEqual((run.state, len(self.outbox)), ("done", 0))
        self.assertEqual(self._run(paper, start=False).followup_message_ids.state, "skipped", "once a day")

    def test_a_letter_that_was_never_printed(self):
        """ACC-04: what waits for the printer is the statement of its day; on a later one a new one leaves."""
        paper = self._customer("Paper")
        self._invoice(paper, amount=100)
        first = self._run(paper)
        self.assertEqual(self._run(paper, start=False).followup_message_ids.state, "skipped")
        with freeze_time(TODAY + timedelta(40)):
            later = self._run(paper)
            self.assertEqual(later.followup_message_ids.state, "to_print")
            later.action_print()
            first.action_print()
            self.assertEqual((later.followup_message_ids.state, first.followup_message_ids.state), ("sent", "skipped"))

    def test_a_period_without_anything(self):
        """ACC-04: a period without movements is stated to who owed something before it, and to nobody else."""
        self._pay(self._invoice(amount=100, due=date(2026, 2, 1)))
        beta = self._customer("Client Beta", "beta@client.example")
        self._invoice(beta, amount=50, due=date(2026, 2, 1))
        june = self._run(self.alpha | beta, kind=ALL, first=date(2026, 6, 1), last=date(2026, 6, 30), start=False)
        self.assertEqual({message.statement_customer_id: message.state for message in june.followup_message_ids},
                         {self.alpha: "skipped", beta: "planned"})

    def test_an_answer_and_a_returned_mail(self):
        """ACC-04: an answer to a statement leaves a task for the salesperson; a mail that came back has failed."""
        self._invoice(amount=100)
        message = self._run().followup_message_ids
        told = message.mail_message_id
        self.assertEqual((told.model, told.res_id), ("res.partner", self.alpha.id))
        self.env["egg.followup.message"].sudo()._receive_answer(
            {"parent_id": told.id, "author_id": self.alpha.id, "subject": "Re"}, {("res.partner", self.alpha.id)})
        self.assertTrue(self.alpha.activity_ids)
        self.env["egg.followup.message"].sudo()._receive_bounce(told, "alpha@client.example")
        self.assertEqual(message.state, "failed")

    # Who may

    def test_who_may_make_one(self):
        """ACC-04, SEC: billing makes statements of its own companies; others none, by whatever road."""
        self._invoice(amount=100)
        billing = new_test_user(self.env, "egg_statement_billing", groups="account.group_account_invoice",
                                email="billing@egg.example")
        self.assertEqual(self._run(user=billing, start=False).followup_message_ids.state, "planned")
        self.assertIn("action_egg_statement", [
            one["method"] for one in self.alpha.with_user(billing).get_egg_account()["actions"]])
        reader = new_test_user(self.env, "egg_statement_reader", groups="account.group_account_readonly")
        self.assertNotIn("action_egg_statement", [
            one["method"] for one in self.alpha.with_user(reader).get_egg_account()["actions"]])
        for user in (reader, new_test_user(self.env, "egg_statement_nobody", groups="base.group_user")):
            with self.assertRaises(AccessError):
                self._wizard(user=user)
        other = self.env["res.company"].create({"name": "Other SAS"})
        stranger = new_test_user(self.env, "egg_statement_stranger", groups="account.group_account_invoice",
                                 company_id=other.id, company_ids=[Command.set(other.ids)])
        with self.assertRaises(UserError):
            self._wizard(user=stranger, company_id=self.company.id).action_simulate()
        with self.assertRaises(UserError):
            self._wizard(user=stranger, company_id=self.company.id).action_print()
        wizard = self._wizard(user=stranger)
        wizard.action_print()
        self.assertIn("Nothing is open", get_text(base64.b64decode(wizard.file)), "of his own company")
        secret = self._customer("Secret", company_id=self.company.id)
        with self.assertRaises(AccessError):
            self._wizard(secret, user=stranger).action_print()

    def test_who_lost_the_right_sends_none(self):
        """ACC-04: a run of somebody who does no billing any more sends nothing."""
        self._invoice(amount=100)
        user = new_test_user(self.env, "egg_statement_leaving", groups="account.group_account_invoice",
                             email="leaving@egg.example")
        run = self._run(user=user, start=False)
        run.action_start()
        user.group_ids = self.env.ref("base.group_user")
        self.env["egg.followup.run"]._cron_send()
        self.assertNotIn("alpha@client.example", self.outbox.addresses())
        self.assertEqual(run.followup_message_ids.state, "skipped")

    def test_bad_choices_end_in_words(self):
        """ACC-04: no period, nobody chosen, too many to draw at once."""
        with self.assertRaises(UserError):
            self._wizard(kind=ALL, first=TODAY, last=TODAY - timedelta(1)).action_simulate()
        with self.assertRaises(UserError):
            self._wizard(kind=ALL, first=False).action_print()
        many = self.env["res.partner"].create([{"name": f"Many {number}"} for number in range(51)])
        with self.assertRaises(UserError):
            self._wizard(many).action_print()
