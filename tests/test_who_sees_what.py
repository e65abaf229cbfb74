"""Who sees and does what of a customer's side: the table of docs/security.md, a test for each of its cells (POR-06)."""

import json
import re
from pathlib import Path

from freezegun import freeze_time
from lxml import html
from odoo import Command, fields, http
from odoo.addons.egg_debit.tests.common import IBANS
from odoo.addons.egg_followup.models.statement.choice import OPEN, Choice
from odoo.addons.egg_portal.tests.common import PortalHttpCase
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

NOTE = Path(__file__).resolve().parents[1] / "docs/security.md"
#: Column of the table: who is logged in.
PEOPLE = {"user of the firm": "seen_firm", "user of a contact": "seen_contact", "holder of its link": None,
          "another customer": "seen_other", "visitor": None}
HOLDER = "holder of its link"
#: Words of the firm that no answer ever has: a note, a margin, the reason of a hold, a promise noted by a person.
INTERNAL = ("Slow payer", "62.87", "62,87", "Our own fault", "told Marie", "In the direct-debit file")
#: What the firm notes on a customer whom Odoo lets read the own contact.
OF_CONTACTS = ("comment", "trust", "sale_warn_msg", "picking_warn_msg", "purchase_warn_msg")
#: How the firm works, which is not for customers to read on its company.
OF_COMPANIES = ("egg_sepa_iban", "egg_followup_tolerance")


def read_table() -> dict:
    """Return {(thing, who): whether} as the page says."""
    part = NOTE.read_text().split("## Who sees what of a customer's side")[1].split("\n## ")[0]
    head, _line, *rows = ([cell.strip() for cell in line.strip("|").split("|")]
                          for line in part.splitlines() if line.startswith("|"))
    assert head[1:] == list(PEOPLE)
    return {(row[0], who): {"yes": True, "no": False}[cell] for row in rows
            for who, cell in zip(head[1:], row[1:], strict=True)}


@tagged("post_install", "-at_install")
class TestWhoSeesWhat(PortalHttpCase):
    """Two firms, and everything that each was sent. Today is Tuesday 24 November 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"egg_debit_creditor_identifier": "FR72ZZZ123456", "egg_debit_issuer": "Lavoir",
                           "egg_sepa_journal_id": cls.bank.id, "email": "firm@example.com"})
        cls.bank.bank_account_id.egg_bic = "PSSTFRPPPAR"
        cls.alpha.email = "alpha@example.com"
        cls.beta = cls.env["res.partner"].create(
            {"name": "Beta", "is_company": True, "email": "beta@example.com", "lang": "en_US"})
        contact = cls.env["res.partner"].create({"name": "Contact", "parent_id": cls.alpha.id, "lang": "en_US"})
        for login, partner in (("seen_firm", cls.alpha), ("seen_contact", contact), ("seen_other", cls.beta)):
            new_test_user(cls.env, login, groups="base.group_portal", partner_id=partner.id, name=partner.name)
        cls.make_sent()

    @classmethod
    def make_sent(cls):
        """What Alpha was sent: invoice with two instalments, order, letter, statement, mandate, notice of a debit."""
        cls.invoice = cls.make_invoice(100, 200, egg_note="Slow payer")
        cls.both = cls.items(cls.invoice)
        cls.env["ir.attachment"].sudo().create({
            "name": "alpha-invoice.pdf", "raw": b"%PDF-1.4 issued", "res_model": "account.move",
            "res_id": cls.invoice.id, "res_field": "invoice_pdf_report_file"})
        cls.letter, cls.statement = cls.make_letter("Reminder of what you owe"), cls.make_statement()
        product = cls.env["product.product"].create({"name": "Desk", "standard_price": 37.13})
        cls.order = cls.env["sale.order"].sudo().create({
            "partner_id": cls.alpha.id, "egg_note": "Slow payer", "order_line": [
                Command.create({"product_id": product.id, "price_unit": 100, "tax_ids": False})]})
        cls.order.action_confirm()
        account = cls.env["res.partner.bank"].create({"partner_id": cls.alpha.id, "acc_number": IBANS[0]})
        cls.mandate = cls.env["egg.debit.mandate"].sudo().create({
            "bank_account_id": account.id, "signature_date": "2026-01-15", "signature_town": "Lyon",
            "name": "RUM-OF-ALPHA"})
        cls.mandate.action_insert()
        cls.debited = cls.make_invoice(77, egg_payment_mode_id=cls.env.ref("egg_billing.payment_mode_direct_debit").id)
        cls.env["egg.sepa.collect"].with_context(
            active_model="account.move", active_ids=cls.debited.ids).create({}).action_validate()
        cls.both[0].write({"egg_dispute": True, "egg_dispute_reason": "Our own fault"})
        cls.both[1].write({"egg_promise_date": "2026-12-01", "egg_promise_amount": 5})
        for record in cls.invoice, cls.order, cls.alpha:
            record.message_post(body="He told Marie that he cannot pay", subtype_xmlid="mail.mt_note",
                                message_type="comment")
        cls.alpha.write(dict.fromkeys((name for name in OF_CONTACTS if name != "trust"), "Slow payer"))
        cls.alpha.trust = "bad"

    @classmethod
    def make_letter(cls, subject):
        """A reminder that left with a file."""
        told = cls.env["mail.message"].create({
            "model": "account.move", "res_id": cls.invoice.id, "subject": subject, "body": "<p>Dear Alpha</p>",
            "message_type": "email_outgoing", "attachment_ids": [
                Command.create({"name": "reminder.pdf", "raw": b"%PDF of the letter"})]})
        letter = cls.env["egg.followup.run"]._plan_run(cls.both, attach_pdf=False).followup_message_ids.sudo()
        letter.write({"state": "sent", "sent_at": fields.Datetime.now(), "mail_message_id": told.id})
        return letter

    @classmethod
    def make_statement(cls):
        """A statement of account that left."""
        run = cls.env["egg.followup.run"]._plan_statements(cls.alpha, cls.company, Choice(OPEN))
        statement = run.followup_message_ids.sudo()
        told = cls.env["mail.message"].create({
            "model": "res.partner", "res_id": cls.alpha.id, "subject": "Statement for Alpha", "body": "<p>Account</p>",
            "message_type": "email_outgoing"})
        statement.write({"state": "sent", "sent_at": fields.Datetime.now(), "mail_message_id": told.id})
        return statement

    # What each row of the table asks; true: it was shown, or done

    def get(self, path, mark) -> bool:
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            answer = self.url_open(path)
        for word in INTERNAL:
            self.assertNotIn(word, answer.text, path)
        return answer.status_code == 200 and mark in answer.text

    def see_invoice(self, who):
        token = f"?access_token={self.invoice._portal_ensure_token()}" if who == HOLDER else ""
        return self.get(f"/my/invoices/{self.invoice.id}{token}", self.invoice.name)

    def see_pdf(self, who):
        token = f"&access_token={self.invoice._portal_ensure_token()}" if who == HOLDER else ""
        return self.get(f"/my/invoices/{self.invoice.id}?report_type=pdf&download=true{token}", "%PDF-1.4 issued")

    def see_order(self, who):
        token = f"?access_token={self.order._portal_ensure_token()}" if who == HOLDER else ""
        return self.get(f"/my/orders/{self.order.id}{token}", self.order.name)

    def see_schedule(self, who):
        return self.get(self.path(self.both) if who == HOLDER else "/my/due", self.both[1]._get_egg_item_name())

    def see_list(self, _who):
        return self.get("/my/sent", f"/my/sent/{self.letter.id}\"")

    def see_letter(self, _who):
        return self.get(f"/my/sent/{self.letter.id}", "Dear Alpha")

    def see_letter_file(self, _who):
        file = self.letter.mail_message_id.attachment_ids
        by_odoo = self.get(f"/web/content/{file.id}", "%PDF of the letter")
        self.assertFalse(by_odoo, "files of letters have no other address")
        return self.get(f"/my/sent/{self.letter.id}/{file.id}", "%PDF of the letter")

    def see_statement(self, _who):
        return self.get(f"/my/sent/{self.statement.id}", "Statement for Alpha")

    def see_notice(self, _who):
        return self.get("/my/sent", "77.00") and self.get("/my/sent", "RUM-OF-ALPHA")

    def see_mandate(self, _who):
        return self.get("/my/mandates", "RUM-OF-ALPHA")

    def see_mandate_pdf(self, _who):
        self.mandate.sudo().signing_id = False
        with mute_logger("odoo.http"):
            answer = self.url_open(f"/my/mandates/{self.mandate.id}/pdf", allow_redirects=False)
        return answer.status_code == 200

    def open_signing(self, who):
        """The page on which a mandate is signed: from the portal, or under its link."""
        if who == HOLDER:
            return self.get("/egg/mandate/" + self.alpha._make_egg_mandate_url(self.company).rpartition("/")[2],
                            "Client Alpha")
        answer = self.post("/my/mandates/sign")
        return answer.status_code == 200 and "Client Alpha" in answer.text

    def open_own(self, who, wish) -> str:
        """Where a new amount of Alpha is paid or spoken of; empty: this person does not get there."""
        self.item = self.items(self.make_invoice(41))
        if who == HOLDER:
            return self.path(self.item)
        answer = self.post("/my/due/open", wish=wish, item=self.item.ids, group=(
            f"{self.company.id}-{self.item.currency_id.id}-{self.item.account_id.id}"))
        return "/egg/pay/" + answer.url.rpartition("/")[2].partition("?")[0] if "/egg/pay/" in answer.url else ""

    def do_pay(self, who):
        path = self.open_own(who, "pay")
        result, _problem = self.ask(path or "/egg/pay/" + "A" * 40, 41)
        self.assertEqual(bool(result), bool(self.transactions(self.item)))
        return bool(result)

    def say(self, who, kind, **values):
        path = self.open_own(who, kind)
        self.post(f"{path or '/egg/pay/' + 'A' * 40}/word", kind=kind, item=self.item.ids, **values)
        return bool(self.env["egg.customer.word"].search([("due_item_ids", "in", self.item.ids)]))

    def do_promise(self, who):
        return self.say(who, "promise", day="2026-12-04")

    def do_transfer(self, who):
        return self.say(who, "transfer", day="2026-11-24")

    def do_dispute(self, who):
        return self.say(who, "dispute", reason="Broken")

    def see_internal(self, _who):
        """Each answer above was searched for it; here the roads by which a customer asks Odoo itself."""
        for model, record, field in (
                ("account.move", self.invoice, "egg_note"), ("sale.order", self.order, "margin"),
                ("account.move.line", self.both, "egg_dispute_reason"), ("egg.followup.message", self.letter, "state"),
                ("egg.customer.word", self.env["egg.customer.word"], "reason"),
                ("egg.mandate.signing", self.env["egg.mandate.signing"], "state"),
                *(("res.partner", self.alpha, name) for name in OF_CONTACTS),
                *(("res.company", self.company, name) for name in OF_COMPANIES)):
            if "error" not in self.call(model, "read", record.ids or [1], [field]):
                return True
        for model, domain in self.get_letter_by_letter():
            if self.call(model, "search_count", domain).get("result"):
                return True
        thread = {"params": {"thread_model": "account.move", "thread_id": self.invoice.id}}
        answer = self.url_open("/mail/thread/messages", data=json.dumps(thread).encode(),
                               headers={"Content-Type": "application/json"})
        return "told Marie" in answer.text

    def get_letter_by_letter(self):
        """Questions that a customer asks of what he may read, to learn what stands in a note beside it."""
        for model, record in (("account.move", self.invoice), ("sale.order", self.order), ("res.partner", self.alpha)):
            note = ["body", "ilike", "told Marie"]
            yield from ((model, [["id", "=", record.id], asked]) for asked in (
                ["message_ids.body", "ilike", "told Marie"], ["message_ids", "any", [note]],
                ["website_message_ids.body", "ilike", "told Marie"]))
            yield model, [["id", "=", record.id], "!", ["message_ids", "not any", [note]]]
        yield "account.move.line", [["move_id.message_ids.body", "ilike", "told Marie"]]
        yield "res.users", [["partner_id.message_ids.body", "ilike", "told Marie"]]

    def call(self, model, method, *arguments) -> dict:
        """Ask Odoo itself, as the logged-in browser can."""
        call = {"params": {"model": model, "method": method, "args": arguments, "kwargs": {}}}
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_access", "odoo.addons.base.models.ir_rule",
                         "odoo.addons.base.models.ir_model"):
            return self.url_open("/web/dataset/call_kw", data=json.dumps(call).encode(),
                                 headers={"Content-Type": "application/json"}).json()

    ROWS = {
        "invoice": see_invoice, "its PDF": see_pdf, "quote, order": see_order, "schedule: what is due": see_schedule,
        "list of all that was sent": see_list, "letter": see_letter, "file of a letter": see_letter_file,
        "statement of account": see_statement, "notice of a debit to come": see_notice, "mandate": see_mandate,
        "mandate's PDF": see_mandate_pdf, "sign a mandate": open_signing, "pay": do_pay,
        "announce a transfer": do_transfer, "promise": do_promise, "dispute": do_dispute,
        "notes, margins, words of holds": see_internal,
    }

    def post(self, path, **values):
        with mute_logger("odoo.http"):
            return self.url_open(path, data={"csrf_token": http.Request.csrf_token(self), **values})

    def test_each_cell(self):
        """POR-06: what the page says is what the server does, for each thing and each kind of person."""
        self.patch_report()
        table = read_table()
        self.assertEqual({thing for thing, _who in table}, set(self.ROWS))
        for who, login in PEOPLE.items():
            self.authenticate(login, login)
            for thing, ask in self.ROWS.items():
                with self.subTest(who=who, thing=thing):
                    self.assertEqual(ask(self, who), table[thing, who])

    def patch_report(self):
        """The mandate's PDF is not drawn."""
        report = type(self.env["ir.actions.report"])
        self.patch(report, "_render_qweb_pdf", lambda *_args, **_values: (b"%PDF-1.4 mandate", "pdf"))

    def test_links_end(self):
        """POR-06: the links to pay and to sign end with their days; what the portal shows does not."""
        self.authenticate(None, None)
        pay = self.path(self.both)
        sign = "/egg/mandate/" + self.alpha._make_egg_mandate_url(self.company).rpartition("/")[2]
        with freeze_time("2027-06-01 10:00:00"):
            self.assertEqual([self.url_open(path).status_code for path in (pay, sign)], [410, 410])

    def test_a_reader_who_changes_firm(self):
        """POR-06: a reminder belongs to the firm it is about: who read it for that firm and works for another one now
        sees it no more, and that other firm's people do not.
        """
        reader = self.env["res.partner"].create({"name": "Reader", "parent_id": self.alpha.id})
        self.letter.partner_id = reader
        ordered = self.make_invoice(33, partner=reader)
        undated = self.make_invoice(34)
        self.env.cr.execute("UPDATE account_move SET invoice_date = NULL WHERE id = %s", [undated.id])
        self.env.invalidate_all()
        reader.parent_id = self.beta
        self.authenticate("seen_other", "seen_other")
        self.assertFalse(self.see_letter("") or self.see_list("") or self.see_letter_file(""))
        self.assertNotIn(ordered.name, self.url_open("/my/sent").text)
        self.authenticate("seen_firm", "seen_firm")
        self.assertTrue(self.see_letter(""))
        self.assertIn(undated.name, self.url_open("/my/sent").text, "one without a date, of an old database")

    def test_firms_of_one_group(self):
        """POR-06: the log-in of a mother firm sees invoices and orders of her daughters on Odoo's own pages, as Odoo's
        rules say; on those of the suite nothing of them.
        """
        mother = self.env["res.partner"].create({"name": "Mother", "is_company": True, "lang": "en_US"})
        self.alpha.parent_id = mother
        new_test_user(self.env, "seen_mother", groups="base.group_portal", partner_id=mother.id, name="Mother")
        self.patch_report()
        self.authenticate("seen_mother", "seen_mother")
        for thing, ask in self.ROWS.items():
            is_of_odoo = thing in ("invoice", "its PDF", "quote, order")
            with self.subTest(thing=thing):
                self.assertEqual(ask(self, "user of the mother firm"), is_of_odoo)

    def test_what_a_debit_will_take(self):
        """POR-03: an amount that a debit takes is not ticked and says so; what is overdue and all that is due are what
        the page behind them asks.
        """
        self.authenticate("seen_firm", "seen_firm")
        page = html.fromstring(self.url_open("/my/due").content)
        [taken] = page.xpath("//*[@name='taken']")
        row = " ".join(taken.xpath("ancestor::tr")[0].text_content().split())
        self.assertIn("77.00", row)
        self.assertIn("Will be debited on", row)
        self.assertNotIn("Overdue", row)
        self.assertFalse(taken.xpath("ancestor::tr//input"))
        ticked = page.xpath("//input[@name='item'][@checked]/@value")
        self.assertEqual(ticked, [str(one.id) for one in self.both])
        asked = self.post("/my/due/open", wish="overdue", group=page.xpath("//input[@name='group']/@value")[0])
        for name in ("late", "total"):
            listed = page.xpath(f"//td[@name='{name}']")[0]
            total = html.fromstring(asked.content).xpath("//*[@name='egg_pay_total']")[0]
            self.assertEqual(listed.text_content().strip(), total.text_content().strip())
        page = html.fromstring(self.url_open(self.path(self.both | self.items(self.debited))).content)
        quote = page.xpath("//*[@name='egg_pay_transfer']//strong")[0].text_content()
        self.assertIn(self.invoice.name, quote)
        self.assertNotIn(self.debited.name, quote, "a transfer of the rest does not quote it")

    def test_what_was_written_to_the_customer(self):
        """POR-06: messages that are for the customer are found and shown to him as before, notes beside them are not;
        people of the firm find both.
        """
        for record in self.invoice, self.order:
            record.message_post(body="Dear Alpha, welcome", message_type="comment", subtype_xmlid="mail.mt_comment",
                                author_id=self.env.user.partner_id.id)
        self.authenticate("seen_firm", "seen_firm")
        for model, record in (("account.move", self.invoice), ("sale.order", self.order)):
            asked = [["id", "=", record.id], ["message_ids.body", "ilike", "welcome"]]
            self.assertEqual(self.call(model, "search_count", asked)["result"], 1)
            fetch = {"params": {"thread_model": model, "thread_id": record.id}}
            chatter = self.url_open("/mail/chatter_fetch", data=json.dumps(fetch).encode(),
                                    headers={"Content-Type": "application/json"}).text
            self.assertIn("Dear Alpha, welcome", chatter)
            self.assertNotIn("told Marie", chatter)
        self.authenticate("admin", "admin")
        for model, domain in self.get_letter_by_letter():
            self.assertTrue(self.call(model, "search_count", domain)["result"] or model == "res.users", domain)

    def test_addresses_that_were_changed(self):
        """POR-06: numbers that are none, that are too large or another message's file show nothing, without a fault."""
        self.authenticate("seen_firm", "seen_firm")
        file = self.letter.mail_message_id.attachment_ids.id
        for path in ("/my/sent/0", "/my/sent/99999999999999999999", f"/my/sent/{self.statement.id}/{file}",
                     f"/my/sent/{self.letter.id}/99999999999999999999", "/my/sent/x", "/my/sent/-1"):
            with self.subTest(path=path), mute_logger("odoo.http"):
                answer = self.url_open(path)
                self.assertLess(answer.status_code, 500)
                self.assertFalse(re.search("Dear Alpha|of the letter", answer.text))
