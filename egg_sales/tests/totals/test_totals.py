import io
from itertools import product

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from pypdf import PdfReader

from ..common import EggSalesCase

MODES = {
    "untaxed_percent": (10, (1350.00, 225.00, 1575.00)),
    "untaxed_amount": (100, (1400.00, 233.34, 1633.34)),
    "taxed_percent": (10, (1350.00, 225.00, 1575.00)),
    "taxed_amount": (100, (1414.29, 235.71, 1650.00)),
}


@tagged("post_install", "-at_install")
class TestTotals(EggSalesCase):
    def test_each_mode_on_quote_and_invoice(self):
        """DOC-18, DOC-19, DOC-20, DOC-21, DOC-22: the four modes of the footer discount on REF,
        same on quote and invoice.
        """
        for mode, (value, totals) in MODES.items():
            with self.subTest(mode=mode):
                values = {"egg_discount_mode": mode, "egg_discount_value": value}
                self.assertTotals(self.make_order(**values), *totals)
                self.assertTotals(self.make_invoice(**values), *totals)

    def test_an_amount_on_lines_of_nothing_is_told(self):
        """DOC-18: an amount cannot be taken off lines of 0.00: it is refused, not left out in silence."""
        free = [{"product_id": self.p1.id, "price_unit": 0.0}]
        for mode, make in product(("untaxed_amount", "taxed_amount"), (self.make_order, self.make_invoice)):
            values = {"egg_discount_mode": mode, "egg_discount_value": 100}
            with self.subTest(mode=mode, make=make.__name__):
                with self.assertRaisesRegex(ValidationError, "more than the total"):
                    make(free, **values)
                with self.assertRaisesRegex(ValidationError, "more than the total"):
                    make(free).write(values)
                make([], **values).write({"egg_discount_value": 50})
                make(free, egg_discount_value=10)

    def test_untaxed_amount_is_spread_over_vat_rates(self):
        """DOC-20: 100.00 excl. VAT is spread 66.67 and 33.33, with VAT 186.67 and 46.67."""
        order = self.make_order(egg_discount_mode="untaxed_amount", egg_discount_value=100)
        discounts = order.order_line.filtered(lambda line: line.egg_role == "discount")
        self.assertEqual(sorted(discounts.mapped("price_subtotal")), [-66.67, -33.33])
        self.assertEqual([row["amount"] for row in order._get_egg_totals()["vat"]], [186.67, 46.67])

    def test_discount_follows_the_lines(self):
        """DOC-23: with 10 % excl. VAT, a new line of 100.00 makes the discount grow by 10.00 by itself."""
        order = self.make_order(egg_discount_value=10)
        before = order._get_egg_totals()["discount"]
        order.order_line = [Command.create({"product_id": self.p1.id, "price_unit": 100})]
        self.assertAlmostEqual(before - order._get_egg_totals()["discount"], 10.0)
        line = order.order_line.filtered(lambda line: line.price_unit == 100)
        line.price_unit = 200
        self.assertAlmostEqual(before - order._get_egg_totals()["discount"], 20.0)
        line.unlink()
        self.assertAlmostEqual(order._get_egg_totals()["discount"], before)

    def test_shipping_has_its_own_vat(self):
        """DOC-15, DOC-16: shipping of 20.00 at 20 % makes 1,520.00 excl. VAT and 254.00 of VAT."""
        values = {"egg_shipping_amount": 20, "egg_shipping_tax_ids": [Command.set(self.vat_20.ids)]}
        for document in (self.make_order(**values), self.make_invoice(**values)):
            self.assertTotals(document, 1520.00, 254.00, 1774.00)

    def test_third_party_tax_is_not_discounted(self):
        """TAX-12, TAX-05, TAX-07: 100.00 + 5.00 at 20 % with 10 % discount gives 90.00 + 5.00,
        VAT 19.00, total 114.00.
        """
        row = {"name": "Eco", "amount": 5.0, "tax_ids": [Command.set(self.vat_20.ids)]}
        line = {"product_id": self.p1.id, "price_unit": 100, "egg_third_party_tax_ids": [Command.create(row)]}
        order = self.make_order([line], egg_discount_value=10, egg_shipping_amount=0)
        self.assertTotals(order, 95.00, 19.00, 114.00)
        row["tax_ids"] = [Command.set(self.vat_5.ids)]
        line["egg_third_party_tax_ids"] = [Command.create(row)]
        self.assertTotals(self.make_order([line]), 105.00, 20.28, 125.28)
        line["product_uom_qty"] = 3
        self.assertEqual(self.make_order([line])._get_egg_totals()["third_party"], [{"name": "Eco", "amount": 15.0}])

    def test_third_party_taxes_bear_vat_on_sales(self):
        """TAX-07: VAT on purchases is neither offered nor taken; a new row in the form has the line's VAT."""
        purchase = self.env["account.tax"].create({"name": "Purchase", "amount": 20, "type_tax_use": "purchase"})
        row = {"name": "Eco", "amount": 5.0, "tax_ids": [Command.set(purchase.ids)]}
        with self.assertRaisesRegex(ValidationError, "on sales"):
            self.make_order([{"product_id": self.p1.id, "egg_third_party_tax_ids": [Command.create(row)]}])
        line = self.make_order([{"product_id": self.p1.id}]).order_line[:1]
        with Form(line, view=line._get_egg_third_party_view()) as form:
            with form.egg_third_party_tax_ids.new() as new:
                new.name, new.amount = "Eco", 5.0
        self.assertEqual(line.egg_third_party_tax_ids.tax_ids, line.tax_ids)

    def test_third_party_tax_in_percent(self):
        """TAX-06: 2 % of 100.00 is 2.00, of the price after the line's discount."""
        row = {"name": "Eco", "amount_type": "percent", "amount": 2.0}
        line = {"product_id": self.p1.id, "price_unit": 100, "egg_third_party_tax_ids": [Command.create(row)]}
        order = self.make_order([line])
        self.assertEqual(order._get_egg_totals()["third_party"][0]["amount"], 2.0)
        order.order_line.filtered(lambda line: not line.egg_role).discount = 50
        self.assertEqual(order._get_egg_totals()["third_party"][0]["amount"], 1.0)

    def test_third_party_tax_comes_from_the_product_and_goes(self):
        """TAX-03, TAX-02: the product's tax is put on the line; removing it takes it out of the totals again."""
        self.p1.product_tmpl_id.egg_third_party_tax_ids = [Command.create({"name": "Eco", "amount": 5.0})]
        for document, field in ((self.make_order(), "order_line"), (self.make_invoice(), "invoice_line_ids")):
            self.assertAlmostEqual(document.amount_untaxed, 1505.0)
            document[field].egg_third_party_tax_ids.unlink()
            self.assertAlmostEqual(document.amount_untaxed, 1500.0)

    def test_chain_keeps_totals(self):
        """TAX-11, INV-11: quote, invoice and credit note have the same totals with discount, tax and shipping."""
        row = {"name": "Eco", "amount": 5.0, "tax_ids": [Command.set(self.vat_5.ids)]}
        for mode, (value, _totals) in MODES.items():
            with self.subTest(mode=mode):
                order = self.make_order(
                    [{"product_id": self.p1.id, "product_uom_qty": 3, "price_unit": 33.33,
                      "egg_third_party_tax_ids": [Command.create(row)]}, (self.p2, 1)],
                    egg_discount_mode=mode, egg_discount_value=value, egg_shipping_amount=19.99,
                )
                order.action_confirm()
                invoice = order._create_invoices()
                totals = (order.amount_untaxed, order.amount_tax, order.amount_total)
                self.assertTotals(invoice, *totals)
                invoice.action_post()
                self.assertTotals(invoice, *totals)
                self.assertEqual(order.invoice_status, "invoiced")
                self.assertTotals(invoice._reverse_moves(), *totals)
                self.assertTotals(order.copy(), *totals)

    def test_partial_invoices_share_the_discount(self):
        """QLT-03: the discounts of partial invoices add up to the order's, in each mode."""
        for mode, (value, _totals) in MODES.items():
            with self.subTest(mode=mode):
                product = self._product("Timed", 77.77, self.vat_20, invoice_policy="delivery")
                order = self.make_order([(product, 7)], egg_discount_mode=mode, egg_discount_value=value)
                order.action_confirm()
                line = order.order_line.filtered(lambda one: not one.egg_role)
                invoices = self.env["account.move"]
                for delivered in (2, 5, 7):
                    line.qty_delivered = delivered
                    invoices |= order._create_invoices()
                discounts = [move._get_egg_totals()["discount"] for move in invoices]
                self.assertAlmostEqual(sum(discounts), order._get_egg_totals()["discount"], delta=0.011)
                self.assertEqual(order.invoice_status, "invoiced")

    def test_wrong_discounts_are_refused(self):
        """DOC-18: a negative discount, one above 100 % or above the total is refused with a message."""
        for mode, value in (("untaxed_percent", -1), ("untaxed_percent", 101), ("untaxed_amount", 1501),
                            ("taxed_amount", 1750.01)):
            with self.subTest(mode=mode, value=value), self.assertRaises(ValidationError), self.cr.savepoint():
                self.make_order(egg_discount_mode=mode, egg_discount_value=value)

    def test_generated_lines_are_not_for_hands(self):
        """DOC-23: a generated line is neither edited nor deleted by hand, and never repriced."""
        order = self.make_order(egg_discount_value=10)
        line = order.order_line.filtered("egg_role")[:1]
        with self.assertRaises(UserError):
            line.price_unit = 5
        with self.assertRaises(UserError):
            line.unlink()
        with self.assertRaises(UserError):
            order.order_line = [Command.delete(line.id)]
        order.action_update_prices()
        self.assertTotals(order, 1350.00, 225.00, 1575.00)

    def test_the_form_shows_totals_before_saving(self):
        """DOC-33, DOC-23: the unsaved form already counts the discount and the shipping cost."""
        with Form(self.env["sale.order"]) as form:
            form.partner_id = self.customer
            with form.order_line.new() as line:
                line.product_id = self.p1
            form.egg_discount_value = 10
            form.egg_shipping_amount = 20
            self.assertAlmostEqual(form.tax_totals["base_amount_currency"], 920.0)
        self.assertAlmostEqual(form.record.amount_untaxed, 920.0)

    def test_the_form_knows_taxes_and_margin_before_saving(self):
        """TAX-03, DOC-33: the unsaved form counts the product's third-party tax, and its margin the discount."""
        self.p1.product_tmpl_id.egg_third_party_tax_ids = [Command.create({"name": "Eco", "amount": 5.0})]
        with Form(self.env["sale.order"]) as form:
            form.partner_id = self.customer
            with form.order_line.new() as line:
                line.product_id = self.p1
            form.egg_discount_value = 10
            self.assertAlmostEqual(form.tax_totals["base_amount_currency"], 905.0)
            self.assertAlmostEqual(form.margin, 300.0)
        self.assertAlmostEqual(form.record.amount_untaxed, 905.0)
        self.assertAlmostEqual(form.record.margin, 300.0)
        with Form(self.env["account.move"].with_context(default_move_type="out_invoice")) as form:
            form.partner_id = self.customer
            with form.invoice_line_ids.new() as line:
                line.product_id = self.p1
            form.egg_discount_value = 10
            self.assertAlmostEqual(form.tax_totals["base_amount_currency"], 905.0)
        self.assertAlmostEqual(form.record.amount_untaxed, 905.0)
        with Form(form.record) as form:
            form.egg_discount_value = 20
            self.assertAlmostEqual(form.tax_totals["base_amount_currency"], 805.0)
            self.assertEqual(len(form.invoice_line_ids), 1)
        self.assertAlmostEqual(form.record.amount_untaxed, 805.0)

    def test_margin_is_not_distorted(self):
        """DOC-34: third-party taxes and shipping add no margin; costs of 600 and 300 leave 600.00, 40 %."""
        row = {"name": "Eco", "amount": 5.0}
        order = self.make_order(
            [{"product_id": self.p1.id, "egg_third_party_tax_ids": [Command.create(row)]}, (self.p2, 1)],
            egg_shipping_amount=20,
        )
        self.assertAlmostEqual(order.margin, 600.0)
        self.assertAlmostEqual(order.margin_percent, 0.4)

    def test_foreign_currency(self):
        """DOC-20: in another currency the discount is exact too, and journal items balance."""
        usd = self.env.ref("base.USD")
        usd.active = True
        self.env["res.currency.rate"].create({"currency_id": usd.id, "rate": 1.17, "name": "2026-01-01"})
        lines = [{"product_id": self.p1.id, "price_unit": 1000}, {"product_id": self.p2.id, "price_unit": 500}]
        move = self.make_invoice(lines, egg_discount_mode="untaxed_amount", egg_discount_value=100, currency_id=usd.id)
        self.assertTotals(move, 1400.00, 233.34, 1633.34)
        move.action_post()
        self.assertAlmostEqual(sum(move.line_ids.mapped("balance")), 0.0)

    def test_third_party_taxes_are_printed(self):
        """TAX-04, TAX-08, TAX-10: name under the line, comment only when it is to be printed,
        a subtotal apart from VAT.
        """
        row = {"name": "Eco WEEE", "amount": 5.0, "comment": "Category 7", "tax_ids": [Command.set(self.vat_5.ids)]}
        line = {"product_id": self.p1.id, "price_unit": 100, "egg_third_party_tax_ids": [Command.create(row)]}
        order = self.make_order([line])
        self.assertEqual(order.order_line.egg_third_party_tax_ids.comment, "Category 7")
        text = self._pdf_text(order)
        self.assertEqual(text.count("EcoWEEE"), 2)
        self.assertNotIn("Category7", text)
        self.assertLess(text.rindex("EcoWEEE"), text.index("Totalincl.VAT"))
        order.order_line.egg_third_party_tax_ids.print_comment = True
        self.assertIn("Category7", self._pdf_text(order))

    def _pdf_text(self, document):
        pages = PdfReader(io.BytesIO(document._get_egg_pdf())).pages
        return "".join("".join(page.extract_text() for page in pages).split())

    def test_the_button_shows_the_taxes_of_a_line(self):
        """TAX-01, TAX-09: the line's button opens its taxes; what is not saved there is not kept."""
        order = self.make_order()
        line = order.order_line[:1]
        action = line.action_egg_third_party_taxes()
        self.assertEqual((action["res_model"], action["res_id"], action["target"]), ("sale.order.line", line.id, "new"))
        view = self.env["ir.ui.view"].browse(action["views"][0][0])
        form = Form(line, view=view)
        with form.egg_third_party_tax_ids.new() as row:
            row.name, row.amount = "Eco", 5.0
        self.assertFalse(line.egg_third_party_tax_ids)
        form.save()
        self.assertEqual(line.egg_third_party_tax_ids.mapped("name"), ["Eco"])

    def test_an_empty_cell_of_a_choice_is_the_usual_choice(self):
        """DOC-33, MIG-01: rows of a file whose "Discount mode", "Condition" or "Type" is empty are imported too."""
        name = self.customer.name = "Client of the file"
        rows = [[name, "", "10", "", "", "100"], [name, "taxed_amount", "5", "months", "deposit", "100"]]
        for model, line in (("sale.order", "order_line"), ("account.move", "invoice_line_ids")):
            headings = ["partner_id", "egg_discount_mode", "egg_discount_value", "egg_schedule_line_ids/rule",
                        "egg_schedule_line_ids/kind", "egg_schedule_line_ids/percent"]
            if model == "account.move":
                headings, data = ["move_type", *headings], [["out_invoice", *row] for row in rows]
            else:
                data = rows
            result = self.env[model].load(headings, data)
            self.assertFalse(result["messages"], line)
            documents = self.env[model].browse(result["ids"])
            self.assertEqual(documents.mapped("egg_discount_mode"), ["untaxed_percent", "taxed_amount"])
            self.assertEqual([(row.rule, row.kind) for row in documents.egg_schedule_line_ids],
                             [("receipt", "payment"), ("months", "deposit")])
            documents[1].write({"egg_discount_mode": False})
            self.assertEqual(documents[1].egg_discount_mode, "untaxed_percent")
