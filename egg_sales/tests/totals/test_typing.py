from itertools import product
from unittest.mock import patch

from odoo import Command
from odoo.sql_db import Cursor
from odoo.tests import Form, tagged

from ..common import EggSalesCase

#: Sizes of a document: what a line more costs is the difference.
FEW, MANY = 5, 25


@tagged("post_install", "-at_install")
class TestTyping(EggSalesCase):
    """What a person waits for while typing: how often the taxes of a line are computed for one call of the client."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rows = [Command.create({"percent": percent, "rule": "days", "days": 30}) for percent in (30, 30, 40)]
        cls.everything = {"egg_discount_value": 10, "egg_shipping_amount": 20, "egg_schedule_line_ids": rows}
        cls.p1.product_tmpl_id.egg_third_party_tax_ids = [Command.create({"name": "Eco", "amount": 1.0})]

    def count(self, work) -> int:
        """How many base lines are prepared for the tax engine while `work` is done."""
        tax, done = type(self.env["account.tax"]), []
        prepare = tax._prepare_base_line_for_taxes_computation
        with patch.object(tax, "_prepare_base_line_for_taxes_computation",
                          lambda *args, **kwargs: done.append(1) or prepare(*args, **kwargs)):
            work()
        return len(done)

    def per_line(self, make, field) -> tuple:
        """(price, discount): what typing them costs for each line that the document has more."""
        counts = []
        for size in (FEW, MANY):
            form = Form(make(size))

            def type_price(form=form):
                with getattr(form, field).edit(1) as line:
                    line.price_unit += 1.0

            def type_discount(form=form):
                form.egg_discount_value = 20

            counts.append((self.count(type_price), self.count(type_discount)))
            self.assert_shown_is_saved(form)
        return tuple((many - few) / (MANY - FEW) for few, many in zip(*counts, strict=True))

    def assert_shown_is_saved(self, form):
        shown = form.tax_totals["total_amount_currency"]
        due = sum(row["amount"] for row in form.egg_schedule_line_ids._records)
        saved = form.save()
        self.assertAlmostEqual(shown, saved.amount_total, 2)
        self.assertAlmostEqual(due, saved.amount_total, 2)

    def test_a_quote(self):
        """DOC-20, SCH-05: totals, discount, taxes, shipping and instalments are shown while a price or the discount is
        typed, and each line is worked out once before and once after the change for all of them.
        """
        price, discount = self.per_line(lambda size: self.make_order([(self.p1, 1)] * size, **self.everything),
                                        "order_line")
        self.assertLessEqual(price, 8)
        self.assertLessEqual(discount, 10)

    def test_a_draft_invoice(self):
        """DOC-20, SCH-05: as a quote; the accounting works its own lines out besides."""
        price, discount = self.per_line(lambda size: self.make_invoice([(self.p1, 1)] * size, **self.everything),
                                        "invoice_line_ids")
        self.assertLessEqual(price, 8)
        self.assertLessEqual(discount, 10)

    def test_an_early_discount_that_is_always_granted(self):
        """MON-10: the unsaved form takes the early discount off the base of the VAT, as the saved quote does."""
        term = self.env["account.payment.term"].create({
            "name": "2 % always", "early_discount": True, "discount_percentage": 2, "discount_days": 10,
            "early_pay_discount_computation": "mixed",
            "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})],
        })
        values = {name: value for name, value in self.everything.items() if name != "egg_schedule_line_ids"}
        for document, field in ((self.make_order([(self.p1, 1)] * 3, **values), "payment_term_id"),
                                (self.make_invoice([(self.p1, 1)] * 3, **values), "invoice_payment_term_id")):
            form = Form(document)
            setattr(form, field, term)
            shown = form.tax_totals["tax_amount_currency"], form.tax_totals["total_amount_currency"]
            saved = form.save()
            self.assertAlmostEqual(shown[0], saved.amount_tax, 2)
            self.assertAlmostEqual(shown[1], saved.amount_total, 2)

    def make(self, document, **values):
        make = self.make_order if document == "order" else self.make_invoice
        return make([(self.p2, 1)] * 2, **values)

    def test_back_to_nothing(self):
        """MON-11, DOC-20: the discount, its mode and the shipping are set to nothing in the form, in each document."""
        for document, (before, typed) in product(("order", "invoice"), (
                ({}, {"egg_discount_mode": "taxed_amount"}), ({"egg_discount_value": 5}, {"egg_discount_value": 0}),
                ({"egg_shipping_amount": 5}, {"egg_shipping_amount": 0}),
                ({}, {"egg_discount_value": 5}), ({}, {"egg_shipping_amount": 5}))):
            with self.subTest(document=document, before=before, typed=typed):
                form = Form(self.make(document, **before))
                for name, value in typed.items():
                    setattr(form, name, value)
                shown = form.tax_totals["total_amount_currency"]
                self.assertAlmostEqual(shown, form.save().amount_total, 2)

    def test_shipping_in_the_form_follows_the_fiscal_position(self):
        """MON-01: what is shown before it is saved bears the VAT that it will bear."""
        nothing = self._vat(0.0)
        export = self.env["account.fiscal.position"].create({"name": "Export"})
        nothing.write({"fiscal_position_ids": [Command.link(export.id)],
                       "original_tax_ids": [Command.set(self.company.account_sale_tax_id.ids)]})
        for document in ("order", "invoice"):
            form = Form(self.make(document))
            form.egg_shipping_amount = 20
            form.fiscal_position_id = export
            shown = form.tax_totals["total_amount_currency"]
            self.assertAlmostEqual(shown, form.save().amount_total, 2, document)

    def test_linked_lines_are_found(self):
        """DOC-20: what the core asks of each line while somebody types is answered as before."""
        order = self.make_order([(self.p1, 1)] * 2)
        order.order_line[1].linked_line_id = order.order_line[0]
        with order._keep_egg_live_totals():
            self.assertEqual(order.order_line[0]._get_linked_lines(), order.order_line[1])
            self.assertFalse(order.order_line[1]._get_linked_lines())

    def count_calls(self, work, model: str, method: str) -> int:
        """How often this method runs while `work` is done, as the core calls it."""
        cls, calls = type(self.env[model]), []
        original = getattr(cls, method)
        with patch.object(cls, method, lambda *args, **kwargs: calls.append(1) or original(*args, **kwargs)):
            work()
        return len(calls)

    def test_confirming_writes_no_line_by_itself(self):
        """DOC-20: the lines of an order and of the quote kept beside it are tied together, never one after the other.
        """
        few, many = (self.count_calls(self.make_order([(self.p2, 1)] * size).action_confirm, "sale.order.line", "write")
                     for size in (FEW, MANY))
        self.assertEqual(few, many)

    def test_where_nothing_is_taken_back_nobody_is_asked(self):
        """DOC-20: at each change of a journal item the core takes back bookings that are none."""
        order = self.make_order([(self.p2, 1)] * FEW)
        order.action_confirm()
        self.assertFalse(self.count_calls(order._create_invoices, "account.payment", "unlink"))
        self.assertTrue(order.invoice_ids)

    def told(self, form, typed) -> dict:
        """What the client is told when it types, by field."""
        answers, model = [], type(form._record)
        onchange = model.onchange

        def listen(*args):
            answers.append(onchange(*args))
            return answers[-1]

        with patch.object(model, "onchange", listen):
            typed(form)
        return answers[-1]["value"]

    def test_what_rests_is_not_changed_by_what_is_typed(self):
        """DOC-20: what is not worked out while typing would be the same; the totals are told whenever they change."""
        def price(form):
            field = "order_line" if form._record._name == "sale.order" else "invoice_line_ids"
            with getattr(form, field).edit(1) as line:
                line.price_unit += 1.0

        def footer(form):
            form.egg_discount_value += 1.0

        for make, typed in product((self.make_order, self.make_invoice), (price, footer)):
            document = make([(self.p1, 1)] * FEW, **self.everything)
            path = "odoo.addons.egg_billing.models.totals.egg_totals_mixin"
            with self.subTest(document._name, typed=typed.__name__):
                quick = self.told(Form(document), typed)
                with patch.object(type(document), "_get_egg_resting_fields", lambda self: set()), \
                        patch(f"{path}.TOLD_ANYWAY", ()):
                    whole = self.told(Form(document), typed)
                self.assertTrue(quick["tax_totals"])
                self.assertEqual(quick.keys(), whole.keys())
                self.assertEqual([(name, value) for name, value in quick.items() if isinstance(value, float | str)],
                                 [(name, value) for name, value in whole.items() if isinstance(value, float | str)])

    def fetched(self, work) -> tuple:
        """(queries, rows) that the database answers while `work` is done."""
        rows, execute = [], Cursor.execute

        def count(cursor, *args, **kwargs):
            result = execute(cursor, *args, **kwargs)
            rows.append(max(cursor.rowcount, 0))
            return result

        with patch.object(Cursor, "execute", count):
            work()
        return len(rows), sum(rows)

    def test_what_is_fetched_for_a_price(self):
        """DOC-20: a price typed in a form is as many queries whatever the document's size, and a few rows a line."""
        for make, most, most_rows in ((self.make_order, 78, 7), (self.make_invoice, 84, 7)):
            field, counts = "order_line" if make == self.make_order else "invoice_line_ids", []
            for size in (FEW, MANY):
                form = Form(make([(self.p1, 1)] * size, **self.everything))

                def type_price(form=form, field=field):
                    with getattr(form, field).edit(1) as line:
                        line.price_unit += 1.0

                counts.append(self.fetched(type_price))
            (few, few_rows), (many, many_rows) = counts
            with self.subTest(form._record._name):
                self.assertLessEqual(many, few + 2)
                self.assertLessEqual(many, most)
                self.assertLessEqual((many_rows - few_rows) / (MANY - FEW), most_rows)
