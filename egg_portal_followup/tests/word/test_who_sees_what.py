from freezegun import freeze_time
from odoo import fields
from odoo.addons.egg_portal.tests.common import PortalHttpCase
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestWhoSeesWhat(PortalHttpCase):
    """The table of docs/security.md, "Who sees what of a customer's side", a test per cell (POR-06)."""

    #: what is looked for in the answer: present or not
    INTERNAL = ("Our own fault", "Slow payer", "promised to Marie")

    def setUp(self):
        super().setUp()
        self.beta = self.env["res.partner"].create({"name": "Beta", "is_company": True, "email": "beta@example.com"})
        contact = self.env["res.partner"].create({"name": "Contact", "parent_id": self.alpha.id})
        self.mine = self.make_invoice(111, egg_note="Slow payer")
        self.foreign = self.make_invoice(222, partner=self.beta)
        self.items(self.mine).write({"egg_dispute": True, "egg_dispute_reason": "Our own fault"})
        self.letters = {partner: self.make_letter(partner) for partner in (self.alpha, self.beta)}
        for login, partner in (("seen_firm", self.alpha), ("seen_contact", contact), ("seen_other", self.beta)):
            new_test_user(self.env, login, groups="base.group_portal", partner_id=partner.id, name=partner.name)
        new_test_user(self.env, "seen_internal", groups="base.group_user")
        self.link = self.path(self.items(self.mine))

    def make_letter(self, partner):
        """A reminder that left."""
        invoice = self.mine if partner == self.alpha else self.foreign
        message = self.env["mail.message"].sudo().create({
            "model": "account.move", "res_id": invoice.id, "subject": f"Letter to {partner.name}",
            "body": f"Dear {partner.name}", "message_type": "email",
            "attachment_ids": [(0, 0, {"name": "letter.pdf", "raw": f"PDF {partner.name}".encode()})]})
        self.items(invoice).egg_dispute = False
        letter = self.env["egg.followup.run"]._plan_run(self.items(invoice), attach_pdf=False).followup_message_ids
        self.assertTrue(letter)
        letter.sudo().write({"state": "sent", "sent_at": fields.Datetime.now(), "mail_message_id": message.id})
        if partner == self.alpha:
            self.items(invoice).egg_dispute = True
        return letter

    def pages(self):
        letter, foreign = self.letters[self.alpha], self.letters[self.beta]
        file, other = letter.mail_message_id.attachment_ids, foreign.mail_message_id.attachment_ids
        return {
            "due": "/my/due", "sent": "/my/sent", "letter": f"/my/sent/{letter.id}",
            "letter_file": f"/my/sent/{letter.id}/{file.id}", "foreign_letter": f"/my/sent/{foreign.id}",
            "foreign_file": f"/my/sent/{foreign.id}/{other.id}", "mixed_file": f"/my/sent/{letter.id}/{other.id}",
            "invoice": f"/my/invoices/{self.mine.id}", "link": self.link}

    def see(self, login):
        """{page: the customers of whom something is read there}"""
        self.authenticate(login, login)
        found = {}
        for page, path in self.pages().items():
            with mute_logger("odoo.http"):
                answer = self.url_open(path)
            marks = {"own": (self.mine.name, "Letter to Client Alpha", "PDF Client Alpha"),
                     "other": (self.foreign.name, "Letter to Beta", "PDF Beta")}
            found[page] = {who for who, texts in marks.items() if any(text in answer.text for text in texts)}
            for word in self.INTERNAL:
                self.assertNotIn(word, answer.text, (login, page))
        return found

    def test_of_the_firm_and_its_contacts(self):
        """POR-06: the firm's user and its contact's: all of the firm, nothing of another."""
        for login in ("seen_firm", "seen_contact"):
            found = self.see(login)
            self.assertEqual({page for page, who in found.items() if "own" in who},
                             {"due", "sent", "letter", "letter_file", "invoice", "link"}, login)
            self.assertFalse({page for page, who in found.items() if "other" in who}, login)

    def test_another_customer(self):
        """POR-06: another customer sees his own, and of this one what its link names, if he has it."""
        found = self.see("seen_other")
        self.assertEqual({page for page, who in found.items() if "own" in who}, {"link"})
        self.assertLessEqual({"due", "sent", "foreign_letter", "foreign_file"},
                             {page for page, who in found.items() if "other" in who})

    def test_by_the_link_alone(self):
        """POR-06: who has the link sees what it names; all else asks him to log in."""
        found = self.see(None)
        self.assertEqual({page for page, who in found.items() if who}, {"link"})

    def test_an_internal_user_without_rights(self):
        """POR-06: somebody of the team without billing has no customer's pages."""
        found = self.see("seen_internal")
        self.assertEqual({page for page, who in found.items() if who}, {"link"})

    def test_a_token_ends(self):
        """POR-06: the link ends with its day."""
        self.authenticate(None, None)
        with freeze_time("2027-03-01 10:00:00"):
            self.assertEqual(self.url_open(self.link).status_code, 410)
