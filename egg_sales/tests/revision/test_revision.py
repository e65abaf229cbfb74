from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from ..common import EggSalesCase
from ..common_portal import PortalPaymentCase

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
                                (signed, "signed or ordered"), (cancelled, "cancelled or refused"),
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
        self.assertIn("General discount", [fact[0] for fact in compared["facts"]])
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

    def test_a_draft_revision_is_taken_back(self):
        """POR-05: a salesperson takes a draft revision back, by its button or by cancelling it: the version before
        holds again, with its payments; the one taken back leads to it and does not come back.
        """
        for road in ("action_egg_take_back", "action_cancel"):
            with self.subTest(road=road):
                quote = self.make_order(require_signature=True, validity_date="2099-01-01")
                quote.action_quotation_sent()
                payment = quote.egg_register_payment(50.0) or quote.egg_payment_ids
                revision = quote.with_user(self.seller).egg_create_revision()
                getattr(revision, road)()
                self.assertEqual((quote.egg_state, quote.locked, quote.egg_replaced_by_id.id),
                                 ("progress", False, False))
                self.assertTrue(quote._has_to_be_signed())
                self.assertEqual(payment.egg_order_id, quote)
                self.assertEqual((revision.egg_state, revision.egg_revision_sentence, revision.egg_version_count),
                                 ("cancelled", f"Taken back: {quote.name} holds again.", 1))
                self.assertFalse(quote.egg_revision_sentence)
                self.assertEqual((revision._get_egg_told_version(), revision._get_egg_versions()), (quote, quote))
                for refused in (revision.action_draft, revision.egg_create_revision, revision.action_egg_take_back):
                    with self.assertRaisesRegex(UserError, f"taken back: revise {quote.name}|is taken back"):
                        refused()
                again = quote.egg_create_revision()
                self.assertEqual((again.name, again.egg_version_count), (f"{quote.name}-C", 2))
                self.assertEqual(again._get_egg_versions(), quote + again)
                self.assertEqual(again.action_egg_compare()["context"]["default_old_id"], quote.id)
                links = again._get_egg_map_links() | quote._get_egg_map_links()
                self.assertIn((("sale.order", quote.id), ("sale.order", revision.id)), links)
                self.assertNotIn((("sale.order", revision.id), ("sale.order", quote.id)), links)

    def test_a_sent_revision_that_is_cancelled(self):
        """POR-05: a version that was sent and cancelled is what the customer has; it is taken back by its button."""
        revision = self.quote.egg_create_revision()
        revision.action_quotation_sent()
        with self.assertRaisesRegex(UserError, "is taken back"):
            revision.action_egg_take_back()
        revision.action_cancel()
        self.assertEqual(self.quote.egg_replaced_by_id, revision)
        revision.with_user(self.seller).action_egg_take_back()
        self.assertEqual((self.quote.egg_state, self.quote.egg_replaced_by_id.id), ("progress", False))
        with self.assertRaisesRegex(UserError, "is taken back"):
            self.quote.action_egg_take_back()

    def test_an_index_that_was_sent_is_never_given_twice(self):
        """POR-05, DOC-07: also when the version was deleted since; of one never sent the index is given back."""
        self.quote.egg_create_revision().unlink()
        revision = self.quote.egg_create_revision()
        self.assertEqual(revision.name, f"{self.quote.name}-B")
        revision.action_quotation_sent()
        third = revision.egg_create_revision()
        third.action_quotation_sent()
        for version in (third, revision):
            version.action_cancel()
            version.unlink()
        self.assertEqual(self.quote.egg_create_revision().name, f"{self.quote.name}-D")
        with self.assertRaisesRegex(UserError, "never by hand"):
            self.quote.with_user(self.seller).egg_sent_index = 0

    def test_the_number_of_a_revision(self):
        """POR-05, DOC-07: a number that another document has is passed over; nobody gives a version another number."""
        self.make_order(name=f"{self.quote.name}-B")
        revision = self.quote.with_user(self.seller).egg_create_revision()
        self.assertEqual((revision.name, revision.sudo().egg_revision_index), (f"{self.quote.name}-C", 2))
        with self.assertRaisesRegex(UserError, "keeps the number of the quote"):
            revision.name = "DV99999"
        revision.name = revision.name
        revision.action_quotation_sent()
        self.assertEqual(revision.egg_create_revision().name, f"{self.quote.name}-D")
        with patch("odoo.addons.egg_sales.models.revision.sale_order.TRIED", 0):
            quote = self.make_order()
            quote.action_quotation_sent()
            with self.assertRaisesRegex(UserError, "are taken by other documents"):
                quote.egg_create_revision()

    def test_two_at_once(self):
        """POR-05: who comes second is told so in words."""
        nothing = self.env["sale.order"]
        with patch.object(type(self.quote), "try_lock_for_update", return_value=nothing):
            with self.assertRaisesRegex(UserError, "Somebody else is changing"):
                self.quote.egg_create_revision()

    def test_what_was_typed_and_hung_on_goes_on(self):
        """POR-05: a validity that was typed stays; files are copied, what is planned goes along, colleagues follow at
        once, the customer once it is sent.
        """
        typed = fields.Date.today() + timedelta(days=400)
        self.quote.validity_date = typed
        file = self.env["ir.attachment"].create({
            "name": "plan.txt", "raw": b"x", "res_model": "sale.order", "res_id": self.quote.id})
        activity = self.quote.activity_schedule("mail.mail_activity_data_todo", user_id=self.seller.id)
        self.quote.message_subscribe((self.customer + self.seller.partner_id).ids)
        revision = self.quote.with_user(self.seller).egg_create_revision()
        self.assertEqual(revision.validity_date, typed)
        find = self.env["ir.attachment"].search
        self.assertEqual(find([("res_model", "=", "sale.order"), ("res_id", "=", revision.id)]).mapped("name"),
                         ["plan.txt"])
        self.assertEqual(file.res_id, self.quote.id)
        self.assertEqual((activity.res_id, revision.activity_ids), (revision.id, activity))
        self.assertIn(self.seller.partner_id, revision.message_partner_ids)
        self.assertNotIn(self.customer, revision.message_partner_ids)
        revision.action_quotation_sent()
        self.assertIn(self.customer, revision.message_partner_ids)
        third = revision.egg_create_revision()
        self.assertEqual(third.validity_date, typed)
        third.action_egg_take_back()
        self.assertEqual(activity.res_id, revision.id)
        revision.validity_date = fields.Date.today() - timedelta(days=1)
        self.assertNotEqual(revision.egg_create_revision().validity_date, revision.validity_date)

    def test_who_revises(self):
        """POR-05: billing and readers of accounts do not see the button, nor any other that makes a quote or an order;
        they are told in words whose work it is.
        """
        for group, button in (("sales_team.group_sale_salesman", True), ("account.group_account_invoice", False),
                              ("account.group_account_readonly", False)):
            user = new_test_user(self.env, f"revise_{group}", group)
            arch = self.env["sale.order"].with_user(user).get_view(self.env.ref("sale.view_order_form").id)["arch"]
            for name in ("revise", "take_back", "order", "order_again", "duplicate"):
                self.assertEqual(f'"action_egg_{name}"' in arch, button, (group, name))
        billing = self.env["res.users"].search([("login", "=", "revise_account.group_account_invoice")])
        with self.assertRaisesRegex(AccessError, "for those who make quotes"):
            self.quote.with_user(billing).egg_create_revision()

    def test_all_that_changed_is_told(self):
        """POR-05: whatever of a quote the customer reads or agrees to, a change of it is in the comparison."""
        revision = self.quote.egg_create_revision()
        first, second = revision.order_line.filtered(lambda line: not line.egg_role)
        text = self.env["egg.condition.text"].create({"name": "Terms 2026", "kind": "general", "body": "<p>a</p>"})
        mode = self.env["egg.payment.mode"].create({"name": "Barter"})
        for values, label in (
            ({"egg_title": "Bathroom"}, "Title"), ({"client_order_ref": "REF-2"}, "Your reference"),
            ({"egg_contact_id": self.contact.id}, "Your contact"),
            ({"note": "<p>Other terms</p>"}, "Terms and conditions"),
            ({"egg_particular_conditions": "<p>No guarantee</p>"}, "Particular conditions"),
            ({"egg_general_condition_id": text.id}, "General terms of sale"),
            ({"egg_comment_1": "<p>x</p>"}, "Comments 1"),
            ({"egg_comment_2": "<p>x</p>"}, "Comments 2"), ({"egg_payment_mode_id": mode.id}, "Payment mode"),
            ({"egg_same_address": False, "egg_delivery_address": "Elsewhere"}, "Delivery address"),
            ({"egg_billing_address": "Elsewhere"}, "Billing address"),
            ({"commitment_date": "2028-05-05 12:00:00"}, "Delivery date"),
            ({"validity_date": "2028-05-05"}, "Valid until"),
            ({"egg_shipping_amount": 12.5}, "Shipping"), ({"egg_discount_value": 7}, "General discount"),
            ({"payment_term_id": self.env.ref("account.account_payment_term_30days").id}, "Payment terms"),
        ):
            with self.subTest(label=label):
                revision.write(values)
                told = {fact[0]: fact[1:] for fact in revision._prepare_egg_comparison(self.quote)["facts"]}
                self.assertIn(label, told)
                self.assertNotEqual(*told[label])
        for values, label in (
            ({"tax_ids": [Command.set(self.vat_5.ids)]}, "Taxes"),
            ({"product_id": self.p2.id, "name": "P1"}, "Product"),
            ({"egg_planned_date": "2028-05-05"}, "Available on"), ({"sequence": 500}, "Position"),
            ({"egg_third_party_tax_ids": [Command.create({"name": "Eco", "amount": 2})]}, "Other taxes"),
        ):
            with self.subTest(label=label):
                first.write(values)
                rows = revision._prepare_egg_comparison(self.quote)["lines"]
                self.assertIn(label, [fact[0] for row in rows for fact in row["facts"]])

    def test_what_a_section_hides_stays_hidden(self):
        """POR-05: the customer reads the comparison: prices and lines that the quote hides from him are not in it."""
        lines = [{"display_type": "line_section", "name": "Part A", "sequence": 1, "collapse_prices": True},
                 {"product_id": self.p1.id, "name": "Secret", "sequence": 2}]
        for hidden in ("collapse_prices", "collapse_composition"):
            with self.subTest(hidden=hidden):
                quote = self.make_order([lines[0] | {"collapse_prices": False, hidden: True}, lines[1]])
                quote.action_quotation_sent()
                revision = quote.egg_create_revision()
                revision.order_line.filtered(lambda line: line.name == "Secret").price_unit = 1234
                rows = revision._prepare_egg_comparison(quote)["lines"]
                self.assertEqual([(row["text"], [fact[0] for fact in row["facts"]]) for row in rows],
                                 [("Part A", ["Amount"])])

    def test_the_customers_sales_count_a_deal_once(self):
        """POR-05, SCR-01: the counter of the customer counts a deal once, and opens what it counts."""
        self.quote.egg_create_revision().action_quotation_sent()
        ordered = self.make_order()
        ordered.action_quotation_sent()
        ordered.action_confirm()
        self.make_order()
        found = self.env["sale.order"].search(self.customer.action_egg_sales()["domain"])
        self.assertEqual((self.customer.sale_order_count, len(found)), (3, 3))
        self.assertIn(ordered, found)
        self.assertNotIn(self.quote, found)


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

    def test_what_changed_since_the_link(self):
        """POR-05: who has the first version in hand reads what changed since that one, not since one he never saw; and
        while a further one is made, that the one he is led to is under revision.
        """
        link = self.quote.get_portal_url()
        second = self.quote.egg_create_revision()
        second.egg_title = "Bathroom"
        second.action_quotation_sent()
        self.assertIn(f"What changed since {self.quote.name}", self.url_open(link).text.replace("\n", " "))
        third = second.egg_create_revision()
        third.egg_shipping_amount = 77
        page = self.url_open(link).text
        self.assertIn('name="egg_replaced"', page)
        self.assertNotIn("This is the newest", page)
        third.action_quotation_sent()
        page = self.url_open(link).text
        self.assertIn(f"What changed since {self.quote.name}", page)
        self.assertIn("Bathroom", page[page.index('name="egg_comparison"'):page.index("</table>")])
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        other = self.make_order(partner_id=stranger.id, egg_title="Nobody else's")
        own = third.get_portal_url()
        for opened in ("", "x", "-1", other.id, 10 ** 30):
            page = self.url_open(f"{own}&egg_from={opened}").text
            self.assertIn(f"What changed since {second.name}", page)
            self.assertNotIn("Nobody else's", page)
        third.action_cancel()
        third.action_egg_take_back()
        page = self.url_open(own)
        self.assertIn(f"/my/orders/{second.id}", page.url)

    def test_the_list_of_the_customer(self):
        """POR-05: while a revision is a draft, the customer's list has the version that he has in hand, and says so."""
        user = new_test_user(self.env, "revision_customer", "base.group_portal")
        user.partner_id.parent_id = self.customer
        self.authenticate("revision_customer", "revision_customer")
        revision = self.quote.egg_create_revision()
        page = self.url_open("/my/quotes").text
        self.assertIn(f"{self.quote.name}<", page)
        self.assertIn('name="egg_under_revision"', page)
        self.assertNotIn(revision.name, page)
        revision.action_quotation_sent()
        page = self.url_open("/my/quotes").text
        self.assertNotIn(f"{self.quote.name}<", page)
        self.assertIn(f"{revision.name}<", page)
        self.assertNotIn('name="egg_under_revision"', page)


@tagged("post_install", "-at_install")
class TestRevisionPayment(PortalPaymentCase):
    """POR-05, PAY-01: money that is on its way when a quote is revised."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.egg_own_numbers = True
        cls.quote = cls.make_sent()

    @classmethod
    def make_sent(cls):
        quote = cls.env["sale.order"].create({
            "partner_id": cls.partner.id, "require_payment": True, "prepayment_percent": 1, "require_signature": False,
            "order_line": [Command.create({"product_id": cls.p1.id})]})
        quote.action_quotation_sent()
        return quote

    def _begin(self, state):
        return self.env["payment.transaction"].sudo().create({
            "provider_id": self.provider.id, "payment_method_id": self.payment_method_id,
            "amount": self.quote.amount_total, "currency_id": self.quote.currency_id.id,
            "partner_id": self.quote.partner_id.id, "sale_order_ids": [Command.set(self.quote.ids)],
            "reference": f"TX {state}", "operation": "online_redirect", "state": state})

    def test_a_quote_that_is_being_paid_is_not_revised(self):
        """Pending, or received and not noted yet: the money may be there already."""
        for state in ("pending", "done"):
            with self.subTest(state=state):
                payment = self._begin(state)
                with self.assertRaisesRegex(UserError, "is paying quote"):
                    self.quote.egg_create_revision()
                payment.state = "cancel"
        self.assertEqual(self.quote.egg_create_revision().name, f"{self.quote.name}-B")

    def test_a_payment_that_was_left_open_accepts_nothing(self):
        """What was begun on the old version and is paid later is noted on the newest, and confirms neither."""
        payment = self._begin("draft")
        revision = self.quote.egg_create_revision()
        self.assertEqual(payment.sale_order_ids, self.quote)
        revision.order_line[0].product_uom_qty = 0.1
        revision.action_quotation_sent()
        payment._set_done()
        payment._post_process()
        self.assertEqual((self.quote.state, revision.state, revision.egg_kind), ("sent", "sent", "quote"))
        self.assertFalse(revision.egg_child_ids)
        self.assertEqual((payment.sale_order_ids, payment.payment_id.egg_order_id), (revision, revision))
        self.assertEqual(revision.amount_paid, payment.amount)

    def test_a_quote_that_was_closed_meanwhile(self):
        """The same where the quote was closed by hand, or turned into an order: the money is noted, nothing breaks."""
        payment = self._begin("draft")
        self.quote.egg_set_state("done", note="x")
        payment._set_done()
        payment._post_process()
        self.assertEqual((self.quote.state, payment.payment_id.egg_order_id), ("sent", self.quote))

    def test_what_was_received_follows(self):
        """A payment that is noted goes on with the newest version."""
        quote = self.make_sent()
        payment = self.pay_order_online(quote, 10.0)
        revision = quote.egg_create_revision()
        self.assertEqual((payment.sale_order_ids, payment.payment_id.egg_order_id), (revision, revision))
