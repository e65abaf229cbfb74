from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common_map import DocumentMapCase


@tagged("post_install", "-at_install")
class TestDocumentMap(DocumentMapCase):
    def chain(self):
        quote = self.sent_quote()
        order = quote.egg_create_order()
        order.action_confirm()
        wizard = self.env["sale.advance.payment.inv"].with_context(active_model="sale.order", active_ids=order.ids)
        wizard.create({"advance_payment_method": "percentage", "amount": 30}).create_invoices()
        deposit = order.invoice_ids
        deposit.action_post()
        invoice = order._create_invoices(final=True)
        invoice.action_post()
        credit_note = self.env["account.move"].browse(invoice.action_egg_credit_note()["res_id"])
        return quote, order, deposit, invoice, credit_note

    def test_the_same_tree_from_every_document(self):
        """DOC-36, INV-12, QUO-11: five nodes, quote above order above invoices above credit note,
        the same from any of them.
        """
        documents = self.chain()
        trees = [self.flatten(self.get_map(document)) for document in documents]
        quote, order, _deposit, invoice, _credit_note = documents

        self.assertEqual([depth for depth, _kind, _number in trees[0]], [0, 1, 2, 2, 3])
        self.assertEqual(trees[0][0][1:], ("quote", quote.name))
        self.assertEqual(trees[0][1][1:], ("order", order.name))
        self.assertEqual(trees[0][3][2], invoice.name)
        self.assertEqual(trees[0][4][1], "credit_note")
        for tree in trees[1:]:
            self.assertEqual(tree, trees[0])

    def test_the_current_one_is_marked(self):
        """DOC-36: only the document one starts from is marked."""
        quote, order, *_rest = self.chain()
        tree = self.get_map(order)
        self.assertFalse(tree["roots"][0]["current"])
        self.assertTrue(tree["roots"][0]["children"][0]["current"])

    def test_a_lone_quote_shows_only_itself(self):
        """DOC-37: one node."""
        quote = self.make_order()
        tree = self.get_map(quote)
        self.assertEqual((tree["count"], tree["roots"][0]["number"]), (1, quote.name))

    def test_details_of_a_node(self):
        """DOC-39: date, status, HT, TTC, balance and salesperson come with the tree."""
        quote = self.make_order()
        node = self.get_map(quote)["roots"][0]
        self.assertEqual(node["state_label"], "Draft")
        self.assertIn("1,500.00", node["untaxed"])
        self.assertIn("1,750.00", node["total"])
        self.assertIn("1,750.00", node["balance"])
        self.assertEqual(node["salesperson"], quote.user_id.name)
        self.assertEqual(node["date"], "01/15/2026")

    def test_a_quote_confirmed_as_it_stands_shows_both_numbers(self):
        """DOC-36, QUO-11: the quote that is kept stands above the order."""
        quote = self.sent_quote()
        number = quote.name
        quote.action_confirm()
        self.assertEqual(self.flatten(self.get_map(quote)), [(0, "quote", number), (1, "order", quote.name)])

    def test_deposit_receipt_is_in_the_tree(self):
        """DOC-36: a deposit receipt stands below its order, and shows the same tree."""
        self.company.egg_deposit_mode = "receipt"
        order = self.make_order(egg_kind="order")
        order.action_confirm()
        payment = order.egg_register_payment(300.0, "2026-01-16", self.env["egg.payment.mode"], kind="deposit")
        receipt = payment.egg_create_deposit_document()
        wished = [(0, "order", order.name), (1, "deposit", receipt.name)]
        for document in (order, receipt):
            self.assertEqual(self.flatten(self.get_map(document)), wished)

    def test_no_query_per_node(self):
        """DOC-36: ten invoices more on an order cost no query more."""
        def invoiced_order(count):
            order = self.make_order([(self.p1, 20)], egg_kind="order")
            order.action_confirm()
            for _number in range(count):
                order.order_line.qty_to_invoice = 1
                order._create_invoices()
            self.env.flush_all()
            self.env.invalidate_all()
            return order

        small, large = invoiced_order(2), invoiced_order(12)
        counts = []
        for order in (small, large, small, large):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            tree = self.get_map(order)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(tree["count"], 13)
        self.assertLessEqual(counts[3], counts[2] + 1)
        self.assertLess(counts[3], 60)

    def test_what_one_may_not_see_is_left_out(self):
        """QLT-01: a salesperson sees the map of their own quote,
        without the documents of others; a stranger sees none.
        """
        quote, order, *_rest = self.chain()
        seller = new_test_user(self.env, "mapseller", groups="sales_team.group_sale_salesman")
        quote.user_id = seller
        order.user_id = self.env.ref("base.user_admin")
        tree = self.get_map(quote, seller)
        kinds = [node[1] for node in self.flatten(tree)]
        self.assertIn("quote", kinds)
        self.assertNotIn("order", kinds)
        stranger = new_test_user(self.env, "mapstranger", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.get_map(quote, stranger)

    def test_other_companies_are_left_out(self):
        """QLT-01: a user of one company does not see the documents of another."""
        quote = self.make_order()
        other = self.env["res.company"].create({"name": "B"})
        stranger = new_test_user(
            self.env, "companyb", groups="sales_team.group_sale_salesman_all_leads", company_id=other.id,
            company_ids=[other.id]
        )
        with self.assertRaises(AccessError):
            self.get_map(quote, stranger)
