import re
from functools import partial

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import JsonRpcException, new_test_user, tagged

from ..common_chain import ChainCase
from ..common_portal import PortalPaymentCase

#: A signature, as the portal sends it.
DRAWN = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="

#: What both documents say of the quote.
HEADER = ("partner_id", "partner_invoice_id", "partner_shipping_id", "egg_contact_id", "egg_title", "egg_note", "note",
          "client_order_ref", "user_id", "egg_discount_mode", "egg_discount_value", "egg_shipping_amount",
          "egg_shipping_tax_ids", "egg_payment_mode_id", "egg_condition_id", "amount_untaxed", "amount_tax",
          "amount_total", "currency_id", "payment_term_id", "fiscal_position_id", "egg_billing_address",
          "egg_delivery_address", "origin", "egg_quote_number")


class RoadCase(ChainCase):
    def full_quote(self, **values):
        """A quote with all that a road could lose: typed instalments, discount, shipping, a third-party tax, a note."""
        row = {"name": "Eco-participation", "amount": 5.0, "amount_type": "fixed"}
        return self.sent_quote(
            [{"product_id": self.p1.id, "product_uom_qty": 2, "price_unit": 950.0, "discount": 5.0,
              "egg_third_party_tax_ids": [Command.create(row)]},
             {"product_id": self.p2.id, "product_uom_qty": 3, "name": "Fenêtre sur mesure"},
             {"display_type": "line_note", "name": "Posé par nos soins"}],
            **{"egg_title": "Toiture Nord", "egg_contact_id": self.contact.id, "egg_note": "SECRET",
               "client_order_ref": "BC-7", "egg_discount_mode": "untaxed_percent", "egg_discount_value": 10.0,
               "egg_shipping_amount": 20.0, "egg_schedule_line_ids": [
                   Command.create({"percent": 40}), Command.create({"percent": 60, "rule": "days", "days": 30})],
               **values},
        )

    def read_pair(self, quote, order):
        """What the two documents of a pair say, without their own numbers."""
        def content(document):
            lines = [(line.product_id, line.name, line.product_uom_qty, line.price_unit, line.discount, line.tax_ids,
                      line.display_type, line.egg_role, line.price_subtotal, line.purchase_price)
                     for line in document.order_line.sorted(lambda line: (line.egg_role or "", line.sequence, line.id))]
            rows = [(row.percent, row.rule, row.days, row.amount) for row in document.egg_schedule_line_ids]
            header = {name: document[name] for name in HEADER if name not in ("origin", "egg_quote_number")}
            return header, lines, rows
        sources = order._get_copiable_order_lines().egg_source_line_id
        return {
            "quote": content(quote), "order": content(order), "kinds": (quote.egg_kind, order.egg_kind),
            "states": (quote.state, quote.egg_state, quote.locked), "numbers": (quote.name[:2], order.name[:2]),
            "relation": (order.egg_parent_id == quote, order.egg_quote_number == quote.name,
                         order.origin == quote.name, len(sources), sources.order_id == quote),
        }


@tagged("post_install", "-at_install")
class TestRoad(RoadCase):
    """However an order comes of a quote: two documents with all that was agreed."""

    def by_button(self, quote):
        order, _sentence = self.save_shortcut(quote.action_egg_order())
        order.action_confirm()
        return quote, order

    def by_core(self, quote):
        quote.action_confirm()
        return quote.egg_parent_id, quote

    def by_mass_action(self, quote):
        other = self.full_quote()
        (quote + other).action_confirm()
        self.assertNotEqual(quote.egg_parent_id, other.egg_parent_id)
        return quote.egg_parent_id, quote

    def by_invoice(self, quote):
        quote.action_egg_invoice()
        return quote.egg_parent_id, quote

    def test_every_road_ends_in_the_same_pair(self):
        """SCR-01, DOC-05, QUO-05: button, confirmation, mass action and “Invoice” end in the same two documents."""
        pairs = {}
        for road in (self.by_button, self.by_core, self.by_mass_action, self.by_invoice):
            quote = self.full_quote()
            number, total = quote.name, quote.amount_total
            kept, order = road(quote)
            self.assertEqual((kept.name, kept.amount_total, order.amount_total), (number, total, total))
            pairs[road.__name__] = self.read_pair(kept, order)
        expected = pairs["by_button"]
        self.assertEqual(expected["states"], ("sent", "done", True))
        self.assertEqual(expected["relation"], (True, True, True, 3, True))
        self.assertEqual(expected["order"], expected["quote"])
        for name, pair in pairs.items():
            with self.subTest(road=name):
                self.assertEqual(pair, expected)

    def test_the_record_that_is_confirmed_keeps_what_hangs_on_it(self):
        """SCR-01: id, link, payments and signature are the order's; the quote has its dates, signature and own link."""
        quote = self.full_quote(validity_date="2026-03-01")
        token = quote._portal_ensure_token()
        quote.write({"signed_by": "Marie", "signed_on": "2026-01-20 10:00:00", "signature": DRAWN.encode()})
        quote.egg_register_payment(100.0, "2026-01-16", self.env["egg.payment.mode"])
        order_id, written = quote.id, quote.date_order
        quote.action_confirm()
        kept = quote.egg_parent_id
        self.assertEqual((quote.id, quote.access_token, quote.signed_by, quote.egg_amount_paid),
                         (order_id, token, "Marie", 100.0))
        self.assertEqual((kept.date_order, str(kept.validity_date), kept.signed_by, kept.signature),
                         (written, "2026-03-01", "Marie", quote.signature))
        self.assertFalse(kept.egg_payment_ids)
        self.assertNotEqual(kept._portal_ensure_token(), token)
        self.assertFalse(kept._has_to_be_signed() or kept._has_to_be_paid())

    def test_the_quote_moved_on_while_its_order_was_open(self):
        """SCR-01: an order opened by “Order” is not saved once the quote was confirmed, ordered, cancelled, revised or
        changed by somebody else: what happened is said, and nothing is made.
        """
        def change(quote):
            quote.order_line[0].price_unit = 1500.0

        def instalment(quote):
            rows = quote.egg_schedule_line_ids
            quote.egg_schedule_line_ids = [Command.update(row.id, {"percent": 50}) for row in rows]

        meanwhile = {
            "confirmed": (lambda quote: quote.action_confirm(), "is an order already"),
            "ordered": (lambda quote: quote.egg_create_order(), "already turned into"),
            "cancelled": (lambda quote: quote._action_cancel(), "cancelled or refused"),
            "refused": (lambda quote: quote.egg_set_state("refused"), "cancelled or refused"),
            "changed": (change, "was changed after"),
            "instalments": (instalment, "was changed after"),
            "signed": (lambda quote: quote.write({"signed_on": "2026-01-16 10:00:00", "signed_by": "Marie"}),
                       "was changed after"),
            "revised": (lambda quote: quote.action_egg_revise(), "was replaced by"),
        }
        for name, (happen, sentence) in meanwhile.items():
            quote = self.full_quote()
            form = self.open_shortcut(quote.action_egg_order())
            happen(quote)
            self.env.flush_all()
            before = self.env["sale.order"].search_count([])
            with self.subTest(meanwhile=name), self.assertRaisesRegex(UserError, sentence):
                form.save()
            self.assertEqual(self.env["sale.order"].search_count([]), before, name)
        context = self.full_quote().action_egg_order()["context"]
        for junk in ("x", "0" * 64, 12, [1], True):
            with self.subTest(junk=junk), self.assertRaisesRegex(UserError, "was changed after"):
                self.env["sale.order"].with_context(**context).create({
                    "partner_id": self.customer.id, "egg_parent_stamp": junk})
        quote = self.full_quote()
        form = self.open_shortcut(quote.action_egg_order())
        quote.message_post(body="Called")
        quote.order_line[0].invalidate_recordset()
        self.assertEqual(form.save().egg_parent_id, quote)

    def test_a_quote_stays_as_it_was_agreed(self):
        """SCR-01, QUO-05: while the order stands its quote is locked; once it is cancelled the quote goes on."""
        for road in (self.by_button, self.by_core):
            kept, order = road(self.full_quote())
            with self.assertRaises(UserError):
                kept.order_line[0].product_uom_qty = 9
            with self.assertRaisesRegex(UserError, "cancel that order first"):
                kept.egg_set_state("draft")
            order._action_cancel()
            self.assertEqual((kept.egg_state, kept.locked), ("progress", False))
            order.action_draft()
            self.assertEqual((kept.egg_state, kept.locked, order.egg_kind), ("done", True, "order"))
            order._action_cancel()
            order.unlink()
            self.assertEqual((kept.egg_state, kept.locked), ("progress", False))

    def test_no_deposit_of_a_quote_by_odoos_wizard(self):
        """SCR-01, QUO-08, COR-01: the invoicing wizard of the list makes nothing of a quote, open or agreed."""
        seller = new_test_user(self.env, "road_bill", "sales_team.group_sale_salesman_all_leads")
        kept, _order = self.by_core(self.full_quote())
        confirmed, again = "made from a confirmed order", "invoice that order instead"
        for quote, method, words in ((kept, "percentage", confirmed), (kept, "fixed", confirmed),
                                     (kept, "delivered", again), (self.full_quote(), "percentage", confirmed),
                                     (self.full_quote(), "fixed", confirmed)):
            wizard = self.env["sale.advance.payment.inv"].with_user(seller).with_context(
                active_model="sale.order", active_ids=quote.ids).create(
                {"advance_payment_method": method, "amount": 50, "fixed_amount": 50})
            with self.subTest(method=method), self.assertRaisesRegex(UserError, words):
                wizard.create_invoices()
            self.assertFalse(quote.invoice_ids)
            self.assertFalse(quote.order_line.filtered("is_downpayment"))

    def test_duplicate_after_order_again(self):
        """SCR-01: Duplicate in the window of “Order again” copies what is shown, and makes no order of the quote."""
        kept, order = self.by_button(self.full_quote())
        window = {"egg_parent_order_id": kept.id, "egg_convert_again": True}
        for document in (order, kept):
            twin = document.with_context(**window).copy()
            self.assertEqual((twin.amount_total, twin.egg_parent_id, twin.egg_kind),
                             (document.amount_total, self.env["sale.order"], document.egg_kind))
        self.assertEqual(kept.egg_child_ids, order)

    def test_users_do_not_change_an_agreed_quote(self):
        """SCR-01, QUO-05: no road of a salesperson changes a quote whose order stands, its lines or instalments."""
        seller = new_test_user(self.env, "road_write", "sales_team.group_sale_salesman_all_leads")
        kept, order = (document.with_user(seller) for document in self.by_core(self.full_quote()))
        line, row = kept.order_line[0], kept.egg_schedule_line_ids[0]
        open_quote = self.full_quote().with_user(seller)
        mass = self.env["sale.mass.cancel.orders"].with_user(seller).create({"sale_order_ids": kept.ids})
        roads = {name: partial(kept.write, {name: value}) for name, value in (
            ("egg_title", "x"), ("egg_note", "x"), ("client_order_ref", "x"), ("validity_date", "2027-01-01"),
            ("date_order", "2026-01-02"), ("note", "x"), ("state", "draft"), ("egg_kind", "order"), ("name", "x"),
            ("signed_by", "x"), ("amount_total", 1.0), ("egg_discount_value", 3.0), ("egg_shipping_amount", 1.0),
            ("locked", False), ("order_line", [Command.clear()]), ("egg_schedule_line_ids", [Command.clear()]),
            ("commitment_date", "2027-01-01"), ("egg_child_ids", [Command.clear()]),
        )} | {
            "unlock": kept.action_unlock, "draft": kept.action_draft, "cancel": kept.action_cancel,
            "mass": mass.action_mass_cancel, "unlink line": line.unlink, "unlink row": row.unlink,
            "line": partial(line.write, {"name": "x"}), "cost": partial(line.write, {"purchase_price": 1.0}),
            "row": partial(row.write, {"percent": 1.0}),
            "move out": partial(line.write, {"order_id": open_quote.id}),
            "move in": partial(open_quote.order_line[0].write, {"order_id": kept.id}),
            "new line": partial(line.create, {"order_id": kept.id, "name": "x", "display_type": "line_note"}),
            "new row": partial(row.create, {"order_id": kept.id, "percent": 50.0}),
            "tax": partial(line.egg_third_party_tax_ids.write, {"amount": 1.0}),
            "parent": partial(order.write, {"egg_parent_id": False}),
            "own parent": partial(order.write, {"egg_parent_id": order.id}),
        }
        for road, run in roads.items():
            with self.subTest(road=road), self.assertRaisesRegex(UserError, "agreed|never by hand"), \
                    self.cr.savepoint():
                run()
        kept.write({"user_id": seller.id, "tag_ids": [Command.clear()], "egg_title": kept.egg_title})
        kept.message_post(body="x")
        order._action_cancel()
        kept.egg_title = "y"

    def test_an_order_that_names_its_quote_obeys_the_button(self):
        """SCR-01: a client that names a quote by hand makes no second order of it, and none of a draft."""
        quote = self.full_quote()
        seller = new_test_user(self.env, "road_name", "sales_team.group_sale_salesman_all_leads")
        Order = self.env["sale.order"].with_user(seller)
        values = {"partner_id": quote.partner_id.id, "egg_parent_id": quote.id, "egg_kind": "order"}
        refused = self.assertRaisesRegex
        with self.subTest("two at once"), refused(UserError, "not several"), self.cr.savepoint():
            Order.create([values, values])
        first = Order.create(values)
        with self.subTest("second"), refused(UserError, first.name), self.cr.savepoint():
            Order.create(values)
        draft = quote.copy()
        with self.subTest("draft"), refused(UserError, "still a draft"), self.cr.savepoint():
            Order.create(values | {"egg_parent_id": draft.id})
        self.assertEqual(quote.egg_child_ids, first)

    def test_money_goes_to_the_order(self):
        """SCR-01, PAY-01: no payment is noted on a quote whose order stands, which would not have it."""
        kept, order = self.by_core(self.full_quote())
        for run in (kept.action_egg_add_payment, partial(kept.egg_register_payment, 100.0)):
            with self.assertRaisesRegex(UserError, "pay that order instead"):
                run()
        order.egg_register_payment(100.0)
        self.assertEqual(order.egg_amount_paid, 100.0)

    def test_the_parts_of_a_combo_stay_together(self):
        """SCR-01, DOC-05: a combo with what was chosen of it comes along on each road."""
        combo = self.env["product.combo"].create({"name": "Side", "combo_item_ids": [
            Command.create({"product_id": self.p1.id})]})
        meal = self._product("Meal", 10.0, self.vat_20, type="combo", combo_ids=[Command.link(combo.id)])
        for road in (self.by_button, self.by_core):
            quote = self.make_order([(meal, 2)])
            quote.order_line = [Command.create({
                "product_id": self.p1.id, "product_uom_qty": 2, "combo_item_id": combo.combo_item_ids.id,
                "linked_line_id": quote.order_line.id})]
            quote.action_quotation_sent()
            for document in road(quote):
                main, part = document.order_line.sorted(lambda line: bool(line.combo_item_id))
                self.assertEqual((part.linked_line_id, document.amount_total), (main, quote.amount_total))

    def test_a_cart_was_no_quote(self):
        """SCR-01: a cart of the web shop becomes an order, with no quote beside it."""
        cart = self.make_order()
        self.patch(type(cart), "_is_egg_quote_told", lambda _order: False)
        cart.action_confirm()
        self.assertEqual((cart.egg_kind, cart.name[:2], cart.egg_quote_number), ("order", "CC", False))
        self.assertFalse(cart.egg_parent_id)

    def test_confirmed_again_an_order_keeps_one_quote(self):
        """SCR-01: an order set back and confirmed again is the same order of the same quote."""
        kept, order = self.by_core(self.full_quote())
        name, quotes = order.name, self.env["sale.order"].search_count([("egg_kind", "=", "quote")])
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        self.assertEqual((order.name, order.egg_parent_id), (name, kept))
        self.assertEqual(self.env["sale.order"].search_count([("egg_kind", "=", "quote")]), quotes)

    def test_nothing_is_kept_of_a_refused_confirmation(self):
        """SCR-01: what cannot be confirmed stays a quote with its number."""
        quote = self.sent_quote([{"product_id": self.p1.id}, {"name": "x", "price_unit": 1.0}])
        number, count = quote.name, self.env["sale.order"].search_count([])
        with self.assertRaises(UserError):
            quote.action_confirm()
        self.assertEqual((quote.name, quote.egg_kind), (number, "quote"))
        self.assertEqual(self.env["sale.order"].search_count([]), count)

    def test_a_salesperson_of_his_own_documents_confirms(self):
        """SCR-01: the plain salesperson's confirmation keeps the quote, which he sees."""
        seller = new_test_user(self.env, "road", "sales_team.group_sale_salesman")
        quote = self.full_quote(user_id=seller.id).with_user(seller)
        quote.action_confirm()
        self.assertEqual((quote.egg_parent_id.egg_state, quote.egg_parent_id.user_id), ("done", seller))

    def test_with_one_series_both_bear_its_number(self):
        """SCR-01, PRO-02, DOC-07: in the firm's own series quote and order bear one number, told apart by kind."""
        self.company.egg_own_numbers = False
        for road in (self.by_button, self.by_core, self.by_mass_action, self.by_invoice):
            quote = self.full_quote()
            number = quote.name
            kept, order = road(quote)
            with self.subTest(road=road.__name__):
                self.assertEqual((kept.name, order.name, order.egg_quote_number), (number, number, number))
                self.assertEqual((kept.egg_kind, order.egg_kind), ("quote", "order"))
        quote = self.full_quote()
        first = quote.egg_create_order()
        again, _sentence = self.save_shortcut(quote.action_egg_order_again())
        first._action_cancel()
        again._action_cancel()
        quote.action_confirm()
        self.assertEqual(len({first.name, again.name, quote.name}), 3)

    def test_two_quotes_of_one_old_number_at_once(self):
        """SCR-01, DOC-07: of two quotes that had one number before the installation one order bears it."""
        self.company.egg_own_numbers = False
        quotes = self.full_quote() + self.full_quote()
        quotes[1].egg_is_number_twice = True
        self.env.flush_all()
        self.cr.execute("UPDATE sale_order SET name = %s WHERE id = %s", [quotes[0].name, quotes[1].id])
        quotes.invalidate_recordset()
        number = quotes[0].name
        quotes.action_confirm()
        self.assertEqual((quotes[0].name, quotes.mapped("egg_quote_number")), (number, [number, number]))
        self.assertNotEqual(quotes[1].name, number)
        self.assertEqual(quotes.egg_parent_id.mapped("name"), [number, number])

    def test_the_analysis_counts_a_deal_once(self):
        """SCR-01: the sales analysis has the order in place of its quote, from the draft of the order on."""
        quote = self.full_quote()
        order, _sentence = self.save_shortcut(quote.action_egg_order())
        sold = f"sale.order,{order.id}"
        references = {sold, f"sale.order,{quote.id}"}

        def counted():
            self.env.flush_all()
            rows = self.env["sale.report"]._read_group([("order_reference", "in", list(references))],
                                                       ["order_reference"])
            return {reference for (reference,) in rows}

        self.assertEqual(counted(), {sold})
        order.action_confirm()
        self.assertEqual(counted(), {sold})
        order._action_cancel()
        self.assertEqual(counted(), references)

    def test_the_map_shows_the_pair_and_what_came_of_it(self):
        """SCR-01, MAP-01: quote above order above invoice, on both roads."""
        for road in (self.by_button, self.by_core):
            kept, order = road(self.full_quote())
            order._force_lines_to_invoice_policy_order()
            order._create_invoices()
            for document in (kept, order):
                (root,) = self.env["egg.document.map"].get_map("sale.order", document.id)["roots"]
                kinds = [root["kind"], root["children"][0]["kind"], root["children"][0]["children"][0]["kind"]]
                self.assertEqual(kinds, ["quote", "order", "invoice"])
                self.assertEqual((root["number"], root["state"]), (kept.name, "done"))


@tagged("post_install", "-at_install")
class TestRoadOfTheCustomer(PortalPaymentCase, RoadCase):
    """The customer signs, or pays, with the link he was sent."""

    def test_signature_and_payment_end_in_the_pair(self):
        """SCR-01: signed or paid on the portal the quote becomes the same pair; the customer's link is the order's."""
        expected = None
        for sign in (False, True):
            quote = self.full_quote(require_signature=sign, require_payment=not sign, prepayment_percent=1.0,
                                    date_order=fields.Datetime.now(), egg_contact_id=False)
            token, number = quote._portal_ensure_token(), quote.name
            if sign:
                answer = self.make_jsonrpc_request(f"/my/orders/{quote.id}/accept", {
                    "access_token": token, "name": "Marie", "signature": DRAWN})
                self.assertTrue(answer.get("force_refresh"), answer)
            else:
                self.pay_order_online(quote, quote.amount_total)
            quote.invalidate_recordset()
            kept = quote.egg_parent_id
            self.assertEqual((quote.state, kept.name, quote.access_token), ("sale", number, token))
            self.assertEqual((bool(quote.signature), bool(kept.signature)), (sign, sign))
            self.assertEqual((len(quote.transaction_ids), len(kept.transaction_ids)), (int(not sign), 0))
            pair = self.read_pair(kept, quote)
            self.assertEqual(pair["relation"], (True, True, True, 3, True))
            self.assertEqual(pair["order"], pair["quote"])
            self.assertEqual(pair, expected or pair)
            expected = pair
            page = self.url_open(kept.get_portal_url()).text
            self.assertIn(number, page)
            self.assertNotIn("o_portal_sign_submit", page)
            with self.assertRaisesRegex(JsonRpcException, "UserError"):
                self.pay_order_online(kept, kept.amount_total)
            self.assertIn(quote.name, self.url_open(f"/my/orders/{quote.id}?access_token={token}").text)

    def test_an_agreed_quote_is_not_to_review(self):
        """SCR-01: in his account the customer has open quotes to review; an agreed one is an order there."""
        new_test_user(self.env, "road_customer", "base.group_portal", partner_id=self.contact.id)
        self.authenticate("road_customer", "road_customer")
        self.assertEqual(self._read_account(), (0, 0, []))
        quote = self.full_quote()
        other = self.full_quote()
        self.assertEqual(self._read_account(), (2, 0, sorted([quote.id, other.id])))
        quote.action_confirm()
        order = other.egg_create_order()
        self.assertEqual(self._read_account(), (0, 1, []))
        order._action_cancel()
        self.assertEqual(self._read_account(), (1, 1, [other.id]))

    def _read_account(self):
        """What the customer's page says: (quotes to review, whether there are orders, the quotes it lists)."""
        counters = self.make_jsonrpc_request("/my/counters", {"counters": ["quotation_count", "order_count"]})
        page = self.url_open("/my/quotes").text
        listed = sorted({int(number) for number in re.findall(r"/my/orders/(\d+)", page)})
        return counters["quotation_count"], counters["order_count"], listed
