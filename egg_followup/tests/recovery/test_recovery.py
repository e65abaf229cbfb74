import io
import zipfile
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default
from unittest.mock import patch

from odoo import Command
from odoo.addons.egg_billing.core.archive import check
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import TODAY, FollowupCase


@tagged("post_install", "-at_install")
class TestRecovery(FollowupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files = cls.env["egg.recovery.file"]
        cls.billing = new_test_user(cls.env, "egg_lawyer_billing", groups="account.group_account_invoice",
                                    email="b@egg.example")
        cls.alpha.write({"city": "Lyon", "zip": "69001"})

    def make(self, partner=None, user=None):
        action = (partner or self.alpha).with_user(user or self.billing).action_egg_recovery_file()
        self.assertEqual(action["type"], "ir.actions.act_url")
        return self.files.search([("partner_id", "=", (partner or self.alpha).id)], limit=1)

    def unpack(self, file):
        content = file.sudo().file and self.env["ir.attachment"].sudo().search([
            ("res_model", "=", file._name), ("res_id", "=", file.id), ("res_field", "=", "file")]).raw
        self.assertEqual(check(io.BytesIO(content)), [])
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def text_of(self, content):
        from pypdf import PdfReader
        return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())

    def test_the_file(self):
        """ACC-07: one click makes a ZIP: a numbered list with principal, interest and fees to the day, the invoice, the
        reminder with its headers, the customer's answer, the letter as it was printed, payments, terms.
        """
        terms = self.env["egg.condition.text"].create({"name": "CGV 2026", "body": "<p>Payable at 30 days</p>",
                                                       "kind": "general"})
        invoice = self._invoice(amount=10_000.0, due=date(2026, 3, 15), egg_general_condition_id=terms.id)
        self._bulk(invoice, user=self.billing)
        invoice.message_post(body="We cannot pay", subject="Re: x/../y", author_id=self.alpha.id, message_type="email",
                             email_from="alpha@client.example")
        invoice.message_post(body="internal: <b>he is broke</b>")
        self._pay(invoice, 1000.0)
        paper = self.env["egg.followup.message"]
        self.alpha.email = False
        self.freeze(TODAY + timedelta(20))
        run = self._bulk(invoice, start=False)
        run.action_start()
        paper = run.followup_message_ids
        self.assertEqual(paper.channel, "letter")
        paper._print()
        file = self.make()
        found = self.unpack(file)
        names = sorted(found)
        self.assertTrue(all(not set(name) & set('/\\: "') for name in names), names)
        self.assertEqual([name.split("-")[0] for name in names[:-1]], [f"{n:02d}" for n in range(len(names) - 1)])
        told = self.text_of(found[names[0]])
        interest = float(invoice._get_egg_late_costs(TODAY + timedelta(20))[0])
        for word in (invoice.name, "9,000.00", f"{interest:,.2f}", "40.00", "Client Alpha", "CGV 2026", "05/27/2031"):
            self.assertIn(word, told)
        self.assertNotIn("broke", told)
        mails = [message_from_bytes(content, policy=default) for name, content in found.items() if ".eml" in name]
        self.assertEqual(len(mails), 2)
        reminder, answer = mails
        self.assertEqual(reminder["To"], "alpha@client.example")
        self.assertEqual(reminder["Message-ID"], self.outbox.messages[0]["Message-Id"])
        self.assertIn("b@egg.example", reminder["From"])
        self.assertEqual((answer["Subject"], answer["From"]), ("Re: x/../y", "alpha@client.example"))
        letter = next(content for name, content in found.items() if self.stage_2.name.replace(" ", "_") in name)
        self.assertIn("Client Alpha", self.text_of(letter))
        payments = next(content for name, content in found.items() if name.endswith(".csv")).decode("utf-8-sig")
        self.assertIn("1000.0", payments)
        self.assertTrue(any("CGV" in name for name in names))
        self.assertEqual((file.principal, file.interest, file.fee, file.total),
                         (9000.0, interest, 40.0, 9040.0 + interest))
        self.assertEqual((file.limitation_date, file.user_id), (date(2031, 5, 27), self.billing))

    def test_by_the_law(self):
        """ACC-07, AUT-07: part payments settle interest first by that setting; what was waived is not owed."""
        self.company.write({"egg_set_off": "interest", "egg_claim_since": date(2026, 1, 1)})
        invoice = self._invoice(amount=10_000.0, due=date(2026, 3, 31))
        self.freeze(date(2026, 5, 15))
        self._pay(invoice, 2000.0)
        file = self.make()
        self.assertEqual((file.principal, file.interest, file.fee), (8149.79, 0.0, 40.0))
        self.env["egg.followup.claim"]._create_for(invoice)
        self.env["egg.followup.claim"].search([("move_id", "=", invoice.id)])._waive("goodwill")
        self.files.search([]).unlink()
        file = self.make()
        self.assertEqual((file.principal, file.interest, file.fee, invoice.egg_late_claim), (8000.0, 0.0, 0.0, 0.0))

    def test_nothing_to_hand_over(self):
        """ACC-07: nothing overdue, several customers, drafts: said, and nothing is made."""
        self._invoice(due=TODAY + timedelta(5))
        with self.assertRaises(UserError):
            self.make()
        other = self._invoice(self._customer("Beta"))
        with self.assertRaises(UserError):
            (other | self._invoice()).action_egg_recovery_file()
        with self.assertRaises(UserError):
            self._invoice(post=False).action_egg_recovery_file()
        self.assertFalse(self.files.search([]))

    def test_two_currencies(self):
        """ACC-07: one file per currency."""
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self._invoice()
        self._invoice(currency_id=dollar.id)
        action = self.alpha.with_user(self.billing).action_egg_recovery_file()
        self.assertEqual(action["res_model"], "egg.recovery.file")
        self.assertEqual(len(self.files.search([("partner_id", "=", self.alpha.id)]).currency_id), 2)

    def test_who_may(self):
        """ACC-07, QLT-01: who does not bill, and other companies, neither make nor read one; its facts stay."""
        invoice = self._invoice()
        file = self.make()
        nobody = new_test_user(self.env, "egg_lawyer_nobody", groups="base.group_user")
        reader = new_test_user(self.env, "egg_lawyer_reader", groups="account.group_account_readonly")
        other = self.env["res.company"].create({"name": "Other SAS"})
        stranger = new_test_user(self.env, "egg_lawyer_stranger", groups="account.group_account_manager",
                                 company_id=other.id, company_ids=[Command.set(other.ids)])
        for user in (nobody, reader, stranger):
            with self.assertRaises(AccessError):
                invoice.with_user(user).action_egg_recovery_file()
            with self.assertRaises(AccessError):
                file.with_user(user).read(["total"])
            with self.assertRaises(AccessError):
                file.with_user(user).action_download()
        with self.assertRaises(UserError):  # nothing of theirs
            self.alpha.with_user(stranger).action_egg_recovery_file()
        with self.assertRaises(AccessError):
            file.with_user(self.billing).write({"total": 1.0})
        with self.assertRaises(AccessError):
            self.files.with_user(self.billing).create({"partner_id": self.alpha.id})
        both = new_test_user(self.env, "egg_lawyer_both", groups="account.group_account_invoice",
                             company_id=other.id, company_ids=[Command.set((other | self.company).ids)])
        with self.assertRaises(AccessError):
            invoice.with_user(both).with_context(allowed_company_ids=other.ids).action_egg_recovery_file()

    def test_the_clock(self):
        """ACC-07: billing notes the days of the order to pay; what comes next is told; odd days are refused."""
        self._invoice()
        file = self.make().with_user(self.billing)
        self.assertFalse(file.clock)
        file.requested_on = date(2026, 8, 1)
        self.assertIn("awaited", file.clock)
        file.ordered_on = date(2026, 9, 10)
        self.assertEqual(file.serve_until, date(2026, 12, 10))
        self.freeze(date(2026, 12, 11))
        self.env.invalidate_all()
        self.assertIn("Lapsed", file.clock)
        file.served_on = date(2026, 10, 1)
        self.assertEqual((file.oppose_until, file.enforce_from), (date(2026, 11, 1), date(2026, 12, 1)))
        self.assertIn("enforced", file.clock)
        with self.assertRaises(UserError):
            file.opposed_on = date(2026, 9, 30)

    def test_the_limitation(self):
        """ACC-07: the account and the invoice warn six months ahead; an acknowledgement begins it anew; consumers have
        two years.
        """
        old = self._invoice(due=date(2021, 11, 27))
        self.assertEqual(old.egg_limitation_date, date(2026, 11, 27))
        self.assertIn("11/27/2026", old.egg_limitation_warning)
        facts = self.alpha.with_user(self.billing).get_egg_account()["facts"]
        self.assertIn("11/27/2026", " ".join(fact["value"] for fact in facts))
        old.with_user(self.billing).egg_acknowledged_on = date(2025, 1, 10)
        self.assertEqual((old.egg_limitation_date, old.egg_limitation_warning), (date(2030, 1, 10), ""))
        self.assertFalse(self.tasks(old))
        private = self._invoice(self._customer("Jean", is_company=False), due=date(2024, 1, 1))
        self.assertIn("no longer", private.egg_limitation_warning)
        self.assertFalse(self._invoice(due=date(2022, 1, 1), post=False).egg_limitation_date)

    def tasks(self, moves):
        """The tasks that the job of the night leaves, run twice."""
        for _night in range(2):
            with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_values: float("inf")):
                self.env["account.move"]._cron_egg_limitation()
        return moves.activity_ids

    def test_a_task_before_the_limitation(self):
        """ACC-07: six months ahead the salesperson has a task on the invoice, once, however often the job runs and also
        when it is done; again when an acknowledgement begins the time anew; never for what is paid, far or past.
        """
        seller = new_test_user(self.env, "egg_lawyer_seller", groups="account.group_account_invoice", lang="en_US")
        old = self._invoice(due=date(2021, 10, 27), invoice_user_id=seller.id)
        paid = self._invoice(due=date(2021, 10, 27))
        self._pay(paid)
        person = self._customer("Jean", is_company=False)
        soon = self._invoice(person, due=date(2024, 10, 1), invoice_user_id=False)
        others = paid | self._invoice(due=date(2020, 1, 1)) | self._invoice(due=date(2024, 1, 1))
        task = self.tasks(old)
        self.assertEqual((len(task), task.user_id), (1, seller))
        self.assertIn("10/27/2026", task.summary)
        self.assertEqual(len(soon.activity_ids), 1, "two years, and somebody who keeps the books")
        self.assertFalse(others.activity_ids)
        task.action_feedback()
        self.assertFalse(self.tasks(old), "done is done")
        old.with_user(self.billing).egg_acknowledged_on = date(2026, 5, 1)
        self.freeze(date(2030, 12, 1))
        self.assertIn("05/01/2031", self.tasks(old).summary)
