from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from ..common import EggSalesCase

#: A picture of one dot.
PIXEL = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class RevisionCase(EggSalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.egg_own_numbers = True
        cls.quote = cls.make_order(
            egg_title="Kitchen", egg_discount_mode="untaxed_percent", egg_discount_value=10, egg_shipping_amount=20,
            client_order_ref="REF-1", note="Terms",
            egg_schedule_line_ids=[Command.create({"percent": 40}),
                                   Command.create({"percent": 60, "rule": "days", "days": 30})])
        cls.quote.action_quotation_sent()
        cls.seller = new_test_user(cls.env, "revision_seller", "sales_team.group_sale_salesman_all_leads")


@tagged("post_install", "-at_install")
class TestRevision(RevisionCase):
    def test_all_is_carried_and_the_old_one_is_closed(self):
        """POR-05, DOC-07: the same number with an index, everything carried; the old version is closed and says so."""
        self.assertFalse(self.quote.egg_revision_sentence)
        revision = self.quote.with_user(self.seller).egg_create_revision()

        self.assertEqual(revision.name, f"{self.quote.name}-B")
        self.assertEqual((revision.state, revision.egg_kind, revision.egg_state), ("draft", "quote", "draft"))
        self.assertFalse(revision.egg_parent_id or revision.egg_quote_number or revision.locked)
        self.assertEqual((self.quote.egg_state, self.quote.locked), ("done", True))
        self.assertEqual(self.quote.egg_revision_sentence, f"Replaced by {revision.name}.")
        self.assertEqual(revision.egg_revision_sentence, f"Revision of {self.quote.name}.")
        for name in ("partner_id", "egg_title", "amount_total", "egg_discount_value", "egg_shipping_amount",
                     "client_order_ref", "note", "user_id", "margin"):
            self.assertEqual(revision[name], self.quote[name], name)
        self.assertEqual(
            [(line.name, line.product_uom_qty, line.price_unit, line.egg_role) for line in revision.order_line],
            [(line.name, line.product_uom_qty, line.price_unit, line.egg_role) for line in self.quote.order_line])
        self.assertEqual([(row.percent, row.rule, row.days) for row in revision.egg_schedule_line_ids],
                         [(row.percent, row.rule, row.days) for row in self.quote.egg_schedule_line_ids])
        revision.action_quotation_sent()
        third = revision.egg_create_revision()
        self.assertEqual((third.name, third.egg_version_count), (f"{self.quote.name}-C", 3))
        self.assertEqual(self.quote._get_egg_versions(), self.quote + revision + third)
        self.assertEqual(self.quote.copy().egg_revision_index, 0)

    def test_the_old_one_is_never_signed_paid_or_ordered(self):
        """POR-05: no road leads on from a version that was replaced, and nobody changes it."""
        revision = self.quote.egg_create_revision()
        old = self.quote.with_user(self.seller)
        self.quote.write({"require_signature": True, "require_payment": True})
        self.assertFalse(old._has_to_be_signed() or old._has_to_be_paid())
        for refused in (
            lambda: old.action_egg_order(), lambda: old.egg_create_order(), lambda: old.action_confirm(),
            lambda: old.action_egg_invoice(), lambda: old.egg_register_payment(10.0), lambda: old.action_cancel(),
            lambda: old.action_draft(), lambda: old.egg_create_revision(), lambda: old.write({"note": "x"}),
            lambda: old.action_unlock(), lambda: old.order_line[0].write({"price_unit": 1}),
            lambda: old.create({"partner_id": self.customer.id, "egg_parent_id": old.id}),
        ):
            with self.assertRaisesRegex(UserError, f"replaced by {revision.name}"):
                refused()
        for values in ({"egg_replaced_by_id": False}, {"egg_revision_index": 5}):
            with self.assertRaisesRegex(UserError, "never by hand"):
                old.write(values)
        with self.assertRaisesRegex(UserError, "never by hand"):
            old.create({"partner_id": self.customer.id, "egg_replaced_by_id": revision.id})

    def test_what_is_not_revised(self):
        """POR-05: drafts, orders, quotes that were signed, ordered, cancelled or closed are not revised; who may not
        write a quote does not either.
        """
        draft, ordered, signed, cancelled, closed = (self.make_order() for _time in range(5))
        (ordered + signed + cancelled + closed).action_quotation_sent()
        order = ordered.egg_create_order()
        signed.signature = PIXEL
        cancelled._action_cancel()
        closed.egg_set_state("done", note="x")
        for document, words in ((draft, "draft"), (order, "is an order"), (ordered, "signed or ordered"),
                                (signed, "signed or ordered"), (cancelled, "Only a quote in progress"),
                                (closed, "is closed")):
            with self.assertRaisesRegex(UserError, words):
                document.egg_create_revision()
        stranger = new_test_user(self.env, "revision_stranger", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.quote.with_user(stranger).egg_create_revision()

    def test_an_order_that_was_cancelled_does_not_come_back(self):
        """POR-05: beside a newer version, the old one's cancelled order is not taken up again."""
        order = self.quote.egg_create_order()
        order.action_confirm()
        order._action_cancel()
        revision = self.quote.egg_create_revision()
        with self.assertRaisesRegex(UserError, f"replaced by {revision.name}"):
            order.action_draft()

    def test_payments_follow(self):
        """POR-05: what was noted on the old version is of the newest, and back when that is deleted."""
        payment = self.quote.egg_register_payment(100.0)
        payment = payment or self.quote.egg_payment_ids
        revision = self.quote.with_user(self.seller).egg_create_revision()
        self.assertEqual(payment.egg_order_id, revision)
        self.assertEqual((self.quote.egg_amount_paid, revision.sudo().egg_amount_paid), (0.0, 100.0))
        revision.sudo().unlink()
        self.assertEqual(payment.egg_order_id, self.quote)
        self.assertEqual((self.quote.egg_state, self.quote.locked, self.quote.egg_replaced_by_id.id),
                         ("progress", False, False))
        self.assertEqual(self.quote.egg_create_revision().name, f"{self.quote.name}-B")

    def test_the_order_is_of_the_newest(self):
        """POR-05, SCR-01: by the button or by a signature, the versions stay those of the quote."""
        for road in ("egg_create_order", "action_confirm"):
            with self.subTest(road=road):
                quote = self.make_order()
                quote.action_quotation_sent()
                revision = quote.egg_create_revision()
                revision.order_line[0].price_unit = 900
                revision.action_quotation_sent()
                made = getattr(revision, road)()
                order = revision if made is True else made
                newest = order.egg_parent_id
                self.assertEqual((newest.name, newest.egg_revision_index, newest.egg_state),
                                 (f"{quote.name}-B", 1, "done"))
                self.assertEqual((quote.egg_replaced_by_id, order.egg_revision_index), (newest, 0))
                compared = newest._prepare_egg_comparison(quote)
                self.assertEqual([row["kind"] for row in compared["lines"]], ["changed"])
                links = newest._get_egg_map_links()
                self.assertIn((("sale.order", quote.id), ("sale.order", newest.id)), links)
                self.assertIn((("sale.order", newest.id), ("sale.order", order.id)), links)

    def test_a_deal_counts_once(self):
        """POR-05: the analysis of sales, the list of quotes and the quotes to review have the newest version only."""
        revision = self.quote.egg_create_revision()
        revision.action_quotation_sent()
        self.env.flush_all()
        found = self.env["sale.report"].search([("order_reference", "in", [f"sale.order,{one.id}" for one in (
            self.quote + revision)])]).mapped("order_reference")
        self.assertEqual({one.id for one in found}, {revision.id})
        domain = self.env.ref("egg_sales.egg_quote_action").domain
        listed = self.env["sale.order"].search(safe_eval(domain))
        self.assertEqual(listed & (self.quote + revision), revision)

    def test_the_map_shows_the_chain(self):
        """POR-05, DOC-36: each version stands below the one that it replaces."""
        revision = self.quote.egg_create_revision()
        [root] = self.env["egg.document.map"].get_map("sale.order", revision.id)["roots"]
        self.assertEqual((root["number"], [child["number"] for child in root["children"]]),
                         (self.quote.name, [revision.name]))

    def test_comparison(self):
        """POR-05: lines added, removed and changed, discount, instalments and totals, old and new side by side."""
        revision = self.quote.egg_create_revision()
        first, second = revision.order_line.filtered(lambda line: not line.egg_role)
        revision.write({
            "egg_discount_value": 5,
            "egg_schedule_line_ids": [Command.update(revision.egg_schedule_line_ids[0].id, {"percent": 30}),
                                      Command.update(revision.egg_schedule_line_ids[1].id, {"percent": 70})],
            "order_line": [Command.update(first.id, {"product_uom_qty": 3, "discount": 2}), Command.delete(second.id),
                           Command.create({"product_id": self.p2.id, "name": "Extra"})]})
        compared = revision._prepare_egg_comparison(self.quote)
        self.assertEqual([row["kind"] for row in compared["lines"]], ["changed", "added", "removed"])
        self.assertEqual([fact[0] for fact in compared["lines"][0]["facts"]], ["Quantity", "Discount", "Amount"])
        self.assertEqual(compared["lines"][0]["facts"][0][1:], ("1.00", "3.00"))
        self.assertIn("Extra", compared["lines"][1]["text"])
        self.assertEqual(compared["facts"][0][0], "General discount")
        self.assertEqual(len(compared["instalments"]), 2)
        self.assertEqual([fact[0] for fact in compared["totals"]], ["Untaxed amount", "Taxes", "Total"])
        third = self.env["sale.order"]
        revision.action_quotation_sent()
        third = revision.egg_create_revision()
        self.assertEqual([row["kind"] for row in third._prepare_egg_comparison(self.quote)["lines"]],
                         ["changed", "added", "removed"])

    def test_the_window_and_its_print(self):
        """POR-05: the window compares two versions of one quote, and prints what it shows; another quote's shows
        nothing.
        """
        revision = self.quote.egg_create_revision()
        revision.egg_discount_value = 5
        context = revision.action_egg_compare()["context"]
        windows = self.env["egg.quote.comparison"].with_user(self.seller).with_context(**context)
        form = Form(windows)
        self.assertIn("General discount", form.table)
        window = form.save()
        self.assertEqual((window.old_id, window.new_id), (self.quote, revision))
        self.assertIn("General discount", window.table)
        html = self.env["ir.actions.report"]._render_qweb_html("egg_sales.egg_quote_comparison_report", window.ids)[0]
        self.assertIn(revision.name.encode(), html)
        self.assertEqual(self.quote.action_egg_compare()["context"], context)
        window.old_id = self.make_order()
        self.assertFalse(window.table)
        other = new_test_user(self.env, "revision_other", "sales_team.group_sale_salesman_all_leads")
        with self.assertRaises(AccessError):
            window.with_user(other).read(["table"])


@tagged("post_install", "-at_install")
class TestRevisionPortal(RevisionCase, HttpCase):
    def test_the_old_link_leads_to_the_newest(self):
        """POR-05: who opens the old link is led to the newest version that was sent, and told so; until it is sent,
        that the old one can be signed no more.
        """
        self.quote.write({"require_signature": True})
        link = self.quote.get_portal_url()
        revision = self.quote.egg_create_revision()
        revision.egg_discount_value = 5
        page = self.url_open(link)
        self.assertIn('name="egg_replaced"', page.text)
        self.assertNotIn('data-bs-target="#modalaccept"', page.text)
        self.assertIn(f"/my/orders/{self.quote.id}", page.url)

        revision.action_quotation_sent()
        page = self.url_open(link)
        self.assertIn(f"/my/orders/{revision.id}", page.url)
        self.assertIn('name="egg_newest"', page.text)
        self.assertIn('name="egg_comparison"', page.text)
        self.assertIn('data-bs-target="#modalaccept"', page.text)
        self.assertIn("General discount", page.text)
        pdf = self.url_open(f"{link}&report_type=pdf")
        self.assertIn(f"/my/orders/{self.quote.id}", pdf.url)

        revision.action_confirm()
        self.assertIn(f"/my/orders/{revision.id}", self.url_open(link).url)
        wrong = self.url_open(f"/my/orders/{self.quote.id}?access_token=wrong")
        self.assertNotIn(str(revision.access_token), wrong.url)
