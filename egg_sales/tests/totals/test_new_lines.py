from unittest.mock import patch

from odoo import Command
from odoo.addons.egg_billing.core.inside import INSIDE
from odoo.tests import tagged

from ..common import EggSalesCase

FOOTER = {"egg_discount_value": 10.0, "egg_shipping_amount": 12.0}


@tagged("post_install", "-at_install")
class TestTotalsNewLines(EggSalesCase):
    """The generated lines of a new document are made along with its lines."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.eco = {"name": "Eco", "amount": 1.5, "tax_ids": [Command.set(cls.vat_5.ids)]}
        cls.p1.product_tmpl_id.egg_third_party_tax_ids = [Command.create(cls.eco)]

    def lines(self, document):
        return document.line_ids.filtered(
            lambda line: line.display_type == "product") if "line_ids" in document else document.order_line

    def made(self, model, make):
        """Call `make`; return the document, and how often lines were made and generated lines written to."""
        written, made = [], []
        line_class, create, write = type(self.env[model]), type(self.env[model]).create, type(self.env[model]).write

        def counted_create(this, vals_list):
            made.append(sum(1 for values in vals_list if values.get("product_id")))
            return create(this, vals_list)

        def counted_write(this, values):
            written.extend(name for line in this for name in values if line.egg_role
                           and name in ("price_unit", "quantity", "tax_ids"))
            return write(this, values)

        with patch.object(line_class, "create", counted_create), patch.object(line_class, "write", counted_write):
            document = make()
        return document, [count for count in made if count], written

    def test_one_insert_for_all_lines(self):
        """QLT-03, DOC-20: discount, third-party tax and shipping come with the lines,
        right at once, and cost no second round.
        """
        order, made, written = self.made("sale.order.line", lambda: self.make_order(**FOOTER))
        self.assertEqual((made, written), ([2], []))
        self.assertEqual(set(order.order_line.mapped("egg_role")), {False, "discount", "third_party_tax", "shipping"})
        order.action_confirm()
        invoice, made, written = self.made("account.move.line", order._create_invoices)
        self.assertEqual((made, written), ([2], []))
        self.assertEqual(invoice.amount_total, order.amount_total)
        # 1,500.00 less 10 %, the tax 1.50 and 12.00 of shipping; VAT: 180.00 + 45.00 + 0.08 + that of the shipping.
        self.assertEqual(order.amount_untaxed, 1363.5)

    def test_lines_made_are_those_asked_for(self):
        """QLT-03: who creates lines gets back the lines asked for; the document has the generated ones besides."""
        order = self.env["sale.order"].with_context(egg_new_document=INSIDE, egg_syncing_role_lines=INSIDE).create(
            {"partner_id": self.customer.id, "egg_shipping_amount": 5.0})
        lines = self.env["sale.order.line"].with_context(egg_new_document=INSIDE, egg_syncing_role_lines=INSIDE).create(
            [{"order_id": order.id, "product_id": self.p1.id}, {"order_id": order.id, "product_id": self.p2.id}])
        self.assertEqual(lines.product_id, self.p1 | self.p2)
        self.assertEqual(len(order.order_line), 4)

    def test_many_documents_at_once(self):
        """QLT-03: each of several documents made in one call has its own generated lines."""
        model = type(self.env["sale.order.line"])
        with patch.object(model, "_get_egg_product_taxes", autospec=True,
                          side_effect=model._get_egg_product_taxes) as search:
            orders = self._three_orders()
        self.assertEqual(search.call_count, 1, "one search, whatever the number of documents")
        self.assertEqual([sorted(filter(None, order.order_line.mapped("egg_role"))) for order in orders],
                         [["third_party_tax"], ["discount", "shipping"], []])
        self.assertEqual(orders.mapped("amount_untaxed"), [1001.5, 462.0, 500.0])

    def _three_orders(self):
        return self.env["sale.order"].create([
            {"partner_id": self.customer.id, "order_line": [Command.create({"product_id": product.id})], **values}
            for product, values in ((self.p1, {}), (self.p2, FOOTER), (self.p2, {}))
        ])

    def test_uncommon_commands(self):
        """QLT-03, LIN-01: values given in another way than the screens do lead to the same document."""
        row = self.env["egg.product.third.party.tax"].search([("name", "=", "Eco")], limit=1)._prepare_copy_values()
        plain = {"product_id": self.p1.id, "price_unit": 1000.0,
                 "egg_third_party_tax_ids": [Command.clear(), Command.create(row)]}
        for taxes in ([Command.link(self.vat_20.id)], [Command.clear(), Command.link(self.vat_20.id)],
                      [Command.set(self.vat_20.ids)]):
            for document in (self.make_order([plain | {"tax_ids": taxes}], **FOOTER),
                             self.make_invoice([plain | {"tax_ids": taxes}], **FOOTER)):
                self.assertEqual(document.amount_untaxed, 913.5)
                self.assertEqual(len(self.lines(document).filtered("egg_role")), 3)

    def test_where_generated_lines_are_booked(self):
        """TAX-07: without an account of its own a tax is booked where the products are,
        or as the journal says when they differ.
        """
        accounts = self.env["account.account"].create([
            {"name": f"Sales {code}", "code": code, "account_type": "income"} for code in ("706991", "706992")
        ])
        self.p1.property_account_income_id, self.p2.property_account_income_id = accounts
        mixed = self.make_invoice(egg_discount_value=10.0)
        self.assertEqual(self.lines(mixed).filtered("egg_role").account_id, mixed.journal_id.default_account_id)
        invoice = self.make_invoice([(self.p1, 1)], egg_discount_value=10.0)
        self.assertEqual(self.lines(invoice).account_id, accounts[0])

    def test_account_changed_by_hand_stays(self):
        """TAX-07: an accountant may book a generated line elsewhere; a later change of the amounts keeps that."""
        invoice = self.make_invoice([(self.p1, 1)], egg_discount_value=10.0)
        other = self.env["account.account"].create({"name": "Rebates", "code": "709991", "account_type": "income"})
        discount = self.lines(invoice).filtered(lambda line: line.egg_role == "discount")
        discount.account_id = other
        invoice.egg_discount_value = 20.0
        self.assertEqual((discount.account_id, discount.price_subtotal), (other, -200.0))

    def test_analytic_of_models(self):
        """QLT-03: generated lines of a new document follow the analytic
        distribution that the lines get from its models.
        """
        plan = self.env["account.analytic.plan"].create({"name": "Projects"})
        account = self.env["account.analytic.account"].create({"name": "Site A", "plan_id": plan.id})
        self.env["account.analytic.distribution.model"].create(
            {"partner_id": self.customer.id, "analytic_distribution": {str(account.id): 100}})
        order = self.make_order(**FOOTER)
        for line in order.order_line:
            self.assertEqual(line.analytic_distribution, {str(account.id): 100}, line.name)
        other = {str(account.copy({"name": "Site B"}).id): 100}
        line = {"product_id": self.p2.id, "analytic_distribution": other}
        order = self.make_order([{"product_id": self.p1.id}, line], **FOOTER)
        for line in order.order_line.filtered("egg_role"):
            self.assertEqual(line.analytic_distribution, {str(account.id): 66.67} | dict.fromkeys(other, 33.33),
                             "1,000 and 500: in proportion")
