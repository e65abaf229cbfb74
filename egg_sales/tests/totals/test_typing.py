from unittest.mock import patch

from odoo import Command
from odoo.tests import Form, tagged

from ..common import EggSalesCase

LINES = 12


@tagged("post_install", "-at_install")
class TestTyping(EggSalesCase):
    """What a person waits for while typing: how often the taxes of a line are computed for one call of the client."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rows = [Command.create({"percent": percent, "rule": "days", "days": 30}) for percent in (30, 30, 40)]
        cls.everything = {"egg_discount_value": 10, "egg_shipping_amount": 20, "egg_schedule_line_ids": rows}
        cls.p1.product_tmpl_id.egg_third_party_tax_ids = [Command.create({"name": "Eco", "amount": 1.0})]

    def count(self, work) -> tuple:
        """(base lines that were prepared, details of taxes computed) per line while `work` is done."""
        tax, counts = type(self.env["account.tax"]), {"prepared": 0, "computed": 0}
        prepare, add = tax._prepare_base_line_for_taxes_computation, tax._add_tax_details_in_base_line

        def prepared(*args, **kwargs):
            counts["prepared"] += 1
            return prepare(*args, **kwargs)

        def computed(*args, **kwargs):
            counts["computed"] += 1
            return add(*args, **kwargs)

        with patch.object(tax, "_prepare_base_line_for_taxes_computation", prepared), \
                patch.object(tax, "_add_tax_details_in_base_line", computed):
            work()
        return counts["prepared"] / LINES, counts["computed"] / LINES

    def edit(self, document, field):
        form = Form(document)

        def type_price():
            with getattr(form, field).edit(LINES // 2) as line:
                line.price_unit += 1.0

        def type_discount():
            form.egg_discount_value = 20

        return form, type_price, type_discount

    def test_a_quote(self):
        """SCH-05, DOC-20: everything on a quote is shown at once while a price or the discount is typed, and the taxes
        of a line are computed once before and once after the change, each once more with the generated lines.
        """
        order = self.make_order([(self.p1, 1)] * LINES, **self.everything)
        form, type_price, type_discount = self.edit(order, "order_line")
        prepared, computed = self.count(type_price)
        self.assertLessEqual(prepared, 3.5)
        self.assertLessEqual(computed, 5.5)
        prepared, computed = self.count(type_discount)
        self.assertLessEqual(prepared, 3.5)
        self.assertLessEqual(computed, 5.5)
        shown = form.amount_total, form.tax_totals["total_amount_currency"], sum(
            row["amount"] for row in form.egg_schedule_line_ids._records)
        saved = form.save()
        self.assertAlmostEqual(shown[0], saved.amount_total, 2)
        self.assertAlmostEqual(shown[1], saved.amount_total, 2)
        self.assertAlmostEqual(shown[2], saved.amount_total, 2)

    def test_a_draft_invoice(self):
        """DOC-20: as a quote."""
        lines = [{"product_id": self.p1.id, "quantity": 1}] * LINES
        move = self.make_invoice(lines, **self.everything)
        form, type_price, type_discount = self.edit(move, "invoice_line_ids")
        prepared, computed = self.count(type_price)
        self.assertLessEqual(prepared, 4.5)
        self.assertLessEqual(computed, 6.5)
        self.count(type_discount)
        total = form.tax_totals["total_amount_currency"]
        self.assertAlmostEqual(total, form.save().amount_total, 2)

    def test_an_early_discount_that_is_always_granted(self):
        """MON-10: the unsaved form takes the early discount off the base of the VAT, as the saved quote does."""
        term = self.env["account.payment.term"].create({
            "name": "2 % always", "early_discount": True, "discount_percentage": 2, "discount_days": 10,
            "early_pay_discount_computation": "mixed",
            "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})],
        })
        values = {name: value for name, value in self.everything.items() if name != "egg_schedule_line_ids"}
        form = Form(self.make_order([(self.p1, 1)] * 3, **values))
        form.payment_term_id = term
        shown = form.amount_tax, form.amount_total
        saved = form.save()
        self.assertAlmostEqual(shown[0], saved.amount_tax, 2)
        self.assertAlmostEqual(shown[1], saved.amount_total, 2)

    def test_linked_lines_are_found(self):
        """DOC-20: what the core asks of each line while somebody types is answered as before, where lines are linked."""
        order = self.make_order([(self.p1, 1)] * 2)
        order.order_line[1].linked_line_id = order.order_line[0]
        with order._keep_egg_live_totals():
            self.assertEqual(order.order_line[0]._get_linked_lines(), order.order_line[1])
            self.assertFalse(order.order_line[1]._get_linked_lines())
