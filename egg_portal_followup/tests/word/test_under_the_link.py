from lxml import html
from odoo import http
from odoo.addons.egg_portal.tests.common import PortalHttpCase
from odoo.tests import new_test_user, tagged

PNG = (b"\x89PNG\r\n\x1a\n"
       b"\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\r"
       b"IDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa75\x81\x84\x00\x00\x00\x00IEND\xaeB`\x82")


@tagged("post_install", "-at_install")
class TestUnderTheLink(PortalHttpCase):
    """Over HTTP, as whoever has the link. Today is Tuesday 24 November 2026."""

    def say(self, path, kind, items, files=(), **values):
        token = http.Request.csrf_token(self)
        return self.url_open(f"{path}/word", data={"csrf_token": token, "kind": kind, "item": items.ids, **values},
                             files=[("files", file) for file in files] or None, allow_redirects=False)

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)
        self.invoice = self.make_invoice(100, 200)
        self.both = self.items(self.invoice)
        self.link = self.path(self.both)

    def texts(self, answer, name):
        found = html.fromstring(answer.content).xpath(f"//*[@name='{name}']")
        return [" ".join(one.text_content().split()) for one in found]

    def test_what_is_offered(self):
        """POR-03, POR-04: three things to say; what was said stands there instead, and no hold word of the firm's."""
        page = self.open(self.link)
        offered = {"egg_word_transfer", "egg_word_promise", "egg_word_dispute"}
        self.assertEqual(offered, {name for name in offered if self.texts(page, name)})
        self.assertEqual(self.say(self.link, "promise", self.both, day="2026-12-04").status_code, 303)
        page = self.open(self.link + "?told=promise")
        self.assertFalse(self.texts(page, "egg_word_promise"))
        self.assertIn("300.00", self.texts(page, "egg_pay_words")[0])
        names = [one._get_egg_item_name() for one in self.both.sorted("date_maturity")]
        self.assertIn(", ".join(names), self.texts(page, "egg_pay_words")[0], "in the order of their days")
        self.assertEqual([bool(self.texts(self.open(f"{self.link}?told={kind}"), "egg_pay_told"))
                          for kind in ("promise", "transfer", "dispute", "x")], [True, False, False, False])
        self.both.write({"egg_dispute": True, "egg_dispute_reason": "Our own fault"})
        self.assertNotIn("Our own fault", self.open(self.link).text)

    def test_what_is_refused(self):
        """POR-04: too far, nothing ticked, what the link does not name, a wish that is none, no form of ours."""
        other = self.items(self.make_invoice(50))
        for kind, items, values, word in (
                ("promise", self.both, {"day": "2027-03-01"}, "choose a day"),
                ("promise", self.both, {"day": "yesterday"}, "choose a day"),
                ("promise", self.both, {"day": "2026-12-04", "amount": "300.01"}, "Please enter an amount"),
                ("promise", other, {"day": "2026-12-04"}, "tick at least one"),
                ("promise", self.both.browse(), {"day": "2026-12-04"}, "tick at least one"),
                ("promise", self.both, {"day": "2026-12-04", "amount": "1e999999999"}, "as a number"),
                ("promise", self.both, {"day": "2026-12-04", "amount": "84 00,00"}, "as a number"),
                ("promise", self.both, {"day": "2026-12-04", "amount": "-5"}, "Please enter an amount"),
                ("transfer", self.both, {"day": "2026-11-24", "amount": "0.004"}, "as a number"),
                ("transfer", self.both, {"day": "2026-11-24", "amount": "0"}, "Please enter an amount"),
                ("dispute", self.both, {"reason": "\u3164"}, "what is not right"),
                ("dispute", self.both, {"reason": " "}, "what is not right"),
                ("dispute", self.both, {"reason": "\u200b\0 \u200b"}, "what is not right"),
                ("gift", self.both, {}, "Please say")):
            answer = self.say(self.link, kind, items, **values)
            self.assertEqual(answer.status_code, 422)
            self.assertIn(word, self.texts(answer, "egg_word_problem")[0])
        self.assertFalse(self.env["egg.customer.word"].search([("partner_id", "=", self.alpha.id)]))
        self.assertEqual(self.url_open(f"{self.link}?amount=1e999999999").status_code, 200)
        token = http.Request.csrf_token(self)
        for name in ("day", "reason", "amount"):  # a file where a text belongs
            answer = self.url_open(f"{self.link}/word", data={"csrf_token": token, "kind": "dispute",
                                                              "item": self.both.ids}, files={name: ("x", b"x")})
            self.assertEqual(answer.status_code, 422, name)
        self.assertEqual(self.url_open(f"{self.link}/word", data={"kind": "promise"}).status_code, 400)
        self.assertEqual(self.say(self.link[:-3] + "AAA", "promise", self.both, day="2026-12-04").status_code, 404)

    def test_nobody_types_it_twice(self):
        """POR-04: what is refused stands there as it was typed: the reason, the ticks, the day and the amount."""
        answer = self.say(self.link, "dispute", self.both[:1], [("x.pdf", b"MZ\x90")], reason="Broken\nin two")
        page = html.fromstring(answer.content).xpath("//*[@name='egg_word_dispute']")[0]
        self.assertEqual(page.xpath(".//textarea")[0].text_content().split(), ["Broken", "in", "two"])
        self.assertEqual(page.xpath(".//input[@name='item'][@checked]/@value"), [str(self.both[0].id)])
        answer = self.say(self.link, "promise", self.both[1:], day="2027-03-01", amount="150.50")
        page = html.fromstring(answer.content).xpath("//*[@name='egg_word_promise']")[0]
        self.assertEqual((page.xpath(".//input[@name='day']/@value"), page.xpath(".//input[@name='amount']/@value"),
                          page.xpath(".//input[@name='item'][@checked]/@value")),
                         (["2027-03-01"], ["150.50"], [str(self.both[1].id)]))

    def test_amounts_as_people_write_them(self):
        """POR-04: the sign of the currency and a space between thousands are taken as they are meant."""
        item = self.items(self.make_invoice(2000))
        answer = self.say(self.path(item), "promise", item, day="2026-12-04", amount="1\u202f234,50\xa0€")
        self.assertEqual((answer.status_code, item.egg_promise_amount), (303, 1234.5))
        more = self.items(self.make_invoice(3000))
        answer = self.say(self.path(more), "promise", more, day="2026-12-04", amount="9" * 30)
        self.assertEqual((answer.status_code, more.egg_promise_date), (422, False))

    def test_a_dispute_with_files(self):
        """POR-04: a picture is kept with the invoice; a program, a page, six files are refused, and nothing noted."""
        for files in ([("x.png", b"<html><script>alert(1)</script></html>")], [("x.pdf", b"MZ\x90")],
                      [("a.png", PNG)] * 6):
            answer = self.say(self.link, "dispute", self.both, files, reason="Broken")
            self.assertTrue(self.texts(answer, "egg_word_problem"))
        self.assertFalse(any(self.both.mapped("egg_dispute")))
        self.assertEqual(self.say(self.link, "dispute", self.both[:1], [("../../ph\u202eoto.html", PNG)],
                                  reason="Bro\0ken").status_code, 303)
        self.assertEqual(self.both.mapped("egg_dispute"), [True, False])
        self.assertEqual(self.invoice.message_ids.attachment_ids.mapped("name"), ["photo.png"])
        self.assertEqual(self.invoice.message_ids.attachment_ids.mapped("mimetype"), ["image/png"])

    def test_from_the_portal(self):
        """POR-03, POR-06: the customer of the firm and its contacts tick what they owe; nothing of another customer."""
        beta = self.env["res.partner"].create({"name": "Beta", "is_company": True})
        foreign = self.items(self.make_invoice(999, partner=beta))
        contact = self.env["res.partner"].create({"name": "Contact", "parent_id": self.alpha.id})
        own = self.items(self.make_invoice(50, partner=contact, due="2027-01-15"))
        user = new_test_user(self.env, "portal_due", password="portal_due", groups="base.group_portal",
                             partner_id=contact.id)
        self.authenticate(user.login, user.login)
        page = self.open("/my/due")
        self.assertIn(own.move_id.name, page.text)
        self.assertIn(self.invoice.name, page.text)
        self.assertNotIn("999.00", page.text)
        form = {"csrf_token": http.Request.csrf_token(self), "group": f"{self.company.id}-{self.both.currency_id.id}-"
                f"{self.both.account_id.id}"}
        answer = self.url_open("/my/due/open", data=form | {"item": [own.id, foreign.id], "wish": "promise"})
        self.assertIn("50.00", self.texts(answer, "egg_pay_total")[0])
        self.assertNotIn("999", answer.text)
        self.assertIn("wish=promise", answer.url)
        answer = self.url_open("/my/due/open", data=form | {"wish": "overdue"})
        self.assertIn("300.00", self.texts(answer, "egg_pay_total")[0])
        answer = self.url_open("/my/due/open", data=form | {"item": [foreign.id], "wish": "pay"})
        self.assertTrue(self.texts(answer, "egg_due_problem"))
        path = self.path(self.both)
        self.assertEqual(self.say(path, "promise", self.both, day="2026-12-04").status_code, 303)
        self.assertEqual(self.env["egg.customer.word"].search([], limit=1).author_id, contact)

    def test_what_was_said_stands_under_to_pay(self):
        """POR-03, POR-06: an announced transfer and a dispute stand beside their amounts, which are not asked again
        with what is overdue; they may still be ticked.
        """
        user = new_test_user(self.env, "portal_said", groups="base.group_portal", partner_id=self.env[
            "res.partner"].create({"name": "Contact", "parent_id": self.alpha.id}).id)
        self.authenticate(user.login, user.login)
        late = self.items(self.make_invoice(70))
        self.say(self.path(self.both), "transfer", self.both[:1], day="2026-11-24")
        self.say(self.path(self.both), "dispute", self.both[1:], reason="Broken")
        self.say(self.path(late), "promise", late, day="2026-12-04")
        page = self.open("/my/due")
        self.assertEqual(sorted(self.texts(page, "taken")), ["Disputed", "Promised for 12/04/2026",
                                                             "Transfer announced"])
        self.assertIn("70.00", self.texts(page, "late")[0])
        inputs = html.fromstring(page.content).xpath("//input[@name='item']")
        self.assertEqual((len(inputs), [one.get("value") for one in inputs if one.get("checked")]),
                         (3, [str(late.id)]))
        form = {"csrf_token": http.Request.csrf_token(self), "wish": "overdue",
                "group": f"{self.company.id}-{late.currency_id.id}-{late.account_id.id}"}
        self.assertIn("70.00", self.texts(self.url_open("/my/due/open", data=form), "egg_pay_total")[0])
