from odoo import Command
from odoo.addons.egg_sales.tests.common_map import DocumentMapCase
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestDeal(DocumentMapCase):
    def deal(self, **values):
        return self.env["crm.lead"].create({
            "name": "Toiture Nord", "type": "opportunity", "partner_id": self.contact.id,
            "egg_line_ids": [
                Command.create({"product_id": self.p1.id, "quantity": 2}),
                Command.create({"product_id": self.p2.id, "quantity": 1, "price_unit": 450.0}),
            ], **values,
        })

    def test_quote_from_a_deal(self):
        """QUO-01: customer, contact, title and the two products come from the deal."""
        deal = self.deal()
        action = deal.action_egg_quote()
        form = Form(self.env["sale.order"].with_context(**action["context"]))
        quote = form.save()
        self.assertEqual((quote.partner_id, quote.egg_contact_id, quote.egg_title),
                         (self.customer, self.contact, "Toiture Nord"))
        self.assertEqual(
            [(line.product_id, line.product_uom_qty, line.price_unit) for line in quote.order_line],
            [(self.p1, 2, 1000.0), (self.p2, 1, 450.0)],
        )
        self.assertEqual((quote.opportunity_id, quote.egg_kind), (deal, "quote"))

    def test_order_from_a_deal(self):
        """ORD-01: the same for an order, with an order number."""
        order = self.deal().egg_create_document("order")
        self.assertEqual((order.egg_kind, order.partner_id, len(order.order_line)), ("order", self.customer, 2))
        self.assertTrue(order.name.startswith("CC"))

    def test_deal_without_customer(self):
        """QUO-01: a deal without a customer says what to do."""
        with self.assertRaisesRegex(UserError, "Choose the customer"):
            self.deal(partner_id=False).action_egg_quote()

    def test_products_of_a_deal_are_protected(self):
        """QLT-01: products of deals are refused without sales rights, for another's deal, and from another company."""
        boss = new_test_user(self.env, "boss", groups="sales_team.group_sale_manager")
        line = self.deal(user_id=boss.id).egg_line_ids[0]
        stranger = new_test_user(self.env, "stranger2", groups="base.group_user")
        seller = new_test_user(self.env, "seller5", groups="sales_team.group_sale_salesman")
        for user in (stranger, seller):
            with self.assertRaises(AccessError):
                line.with_user(user).read(["quantity"])
        other = self.env["res.company"].create({"name": "B"})
        self.p1.company_id = False
        theirs = self.deal(company_id=other.id, user_id=False, team_id=False).egg_line_ids[0]
        with self.assertRaises(AccessError):
            theirs.with_user(boss).read(["quantity"])

    def test_the_deal_stays_with_the_order_of_its_quote(self):
        """DOC-05, QUO-01: an order made from the quote of a deal belongs to the deal too."""
        deal = self.deal()
        quote = deal.egg_create_document()
        quote.action_quotation_sent()
        order, _sentence = self.save_shortcut(quote.action_egg_order())
        self.assertEqual(order.opportunity_id, deal)

    def test_the_deal_counts_its_open_quotes(self):
        """SCR-01: a quote kept beside its order is no quotation of the deal any more, whatever made the order."""
        deal = self.deal()
        counts = []
        for road in ("egg_create_order", "action_confirm"):
            quote = deal.egg_create_document()
            quote.action_quotation_sent()
            counts.append((deal.quotation_count, deal.sale_order_count))
            getattr(quote, road)()
            counts.append((deal.quotation_count, deal.sale_order_count))
        self.assertEqual(counts, [(1, 0), (1, 0), (2, 0), (1, 1)])

    def test_the_button_opens_what_it_counts(self):
        """POR-05, SCR-01: of a deal's quote that was revised, and one that was ordered, the button counts and opens the
        same.
        """
        deal = self.deal()
        quote, ordered = deal.egg_create_document(), deal.egg_create_document()
        (quote + ordered).action_quotation_sent()
        revision = quote.egg_create_revision()
        ordered.egg_create_order().action_confirm()
        action = deal.action_view_sale_quotation()
        self.assertEqual(self.env["sale.order"].search(action["domain"]), revision)
        self.assertEqual((deal.quotation_count, action["res_id"]), (1, revision.id))

    def test_an_agreed_quote_is_filed_under_its_deal(self):
        """SCR-01: of a quote whose order stands users still change the deal, on the form too, and not what it says."""
        seller = new_test_user(self.env, "deal_seller", groups="sales_team.group_sale_salesman_all_leads")
        deals = self.deal() + self.deal(name="Toiture Sud")
        quote = deals[0].egg_create_document()
        quote.action_quotation_sent()
        quote.egg_create_order()
        with Form(quote.with_user(seller)) as form:
            form.opportunity_id = deals[1]
        self.assertEqual(quote.opportunity_id, deals[1])
        with self.assertRaisesRegex(UserError, "as it was agreed"):
            quote.with_user(seller).egg_title = "Toiture Sud"

    def test_the_deal_is_in_the_tree(self):
        """DOC-36: the deal stands above its quote, and a quote confirmed as it
        stands keeps its place below the deal.
        """
        deal = self.deal()
        quote = deal.egg_create_document()
        for wished in ([(0, "deal"), (1, "quote")], [(0, "deal"), (1, "quote"), (2, "order")]):
            for document in (deal, quote):
                self.assertEqual([node[:2] for node in self.flatten(self.get_map(document))], wished)
            if quote.state != "sale":
                quote.action_confirm()
