from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from odoo import Command
from odoo.addons.egg_billing.core import discount as core
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .test_einvoice import NS
from .test_money import DepositMoneyCase, MoneyCase, law

#: (normal rate, quantity, price in tens of cents): goods alone round to nothing over partial invoices.
GOODS = st.lists(st.tuples(st.booleans(), st.integers(1, 9), st.integers(10, 9_990)), min_size=1, max_size=3)
MODE = st.sampled_from(sorted(core.MODES))
PERCENT = st.integers(0, 90)
STEP = st.one_of(
    st.tuples(st.just("deliver"), st.lists(st.integers(0, 9), min_size=3, max_size=3)),
    st.tuples(st.just("invoice"), st.booleans()),
    st.tuples(st.just("discount"), st.tuples(MODE, PERCENT)),
    st.tuples(st.just("shipping"), st.integers(0, 3_000)),
    st.tuples(st.just("deposit"), st.integers(1, 60)),
    st.tuples(st.just("credit"), st.tuples(st.integers(0, 5), st.integers(0, 8))),
    st.tuples(st.just("credit_deposit"), st.sampled_from([50, 100])),
    st.tuples(st.just("ahead"), st.booleans()),
)


class Sequence:
    """What people do with an order, step by step; `moves` are its issued invoices and credit notes."""

    def __init__(self, case, order):
        self.case, self.order, self.moves = case, order, order.env["account.move"]

    def do(self, name, argument):
        getattr(self, name)(argument)

    def deliver(self, quantities):
        for line, quantity in zip(self.case.ordinary(self.order), quantities, strict=False):
            line.qty_delivered = min(quantity, line.product_uom_qty)

    def invoice(self, edited):
        try:
            moves = self.order._create_invoices(final=True)
        except UserError:
            return  # nothing is to be invoiced
        for move in moves:
            goods = self.case.ordinary(move)[:1]
            if edited and move.move_type == "out_invoice" and goods.quantity > 1:
                goods.quantity -= 1
            if move.amount_total < 0:
                move.unlink()  # less goods than the deposit that is deducted
            else:
                move.action_post()
                self.moves |= move

    def ahead(self, _argument):
        """The button of the order: all that was ordered."""
        try:
            action = self.order.action_egg_invoice()
        except UserError:
            return
        move = self.order.env["account.move"].browse(action["res_id"])
        move.action_post()
        self.moves |= move

    def discount(self, argument):
        mode, percent = argument
        base = sum(self.case.ordinary(self.order).mapped("price_subtotal"))
        value = percent if mode.endswith("percent") else round(base * percent / 100, 2)
        self.order.write({"egg_discount_mode": mode, "egg_discount_value": value})

    def shipping(self, cents):
        self.order.egg_shipping_amount = cents / 100

    def deposit(self, percent):
        amount = self.order.currency_id.round(self.order.amount_total * percent / 100)
        try:
            self.moves |= self.case.deposit(self.order, amount)
        except UserError:
            return  # above what is left

    def credit(self, argument):
        """A part of an invoice that has no credit note yet."""
        index, less = argument
        found = self.moves.filtered(lambda move: move.move_type == "out_invoice" and not move.egg_is_deposit
                                    and not move.reversal_move_ids)
        if not found:
            return
        note = self.case.credit(found[index % len(found)])
        for line in self.case.ordinary(note):
            line.quantity = max(line.quantity - less, 0)
        if not any(self.case.ordinary(note).mapped("quantity")) or note.amount_total < 0:
            note.unlink()
            return
        note.action_post()
        self.moves |= note

    def credit_deposit(self, percent):
        deposits = self.moves.filtered(lambda move: move.egg_is_deposit and move.move_type == "out_invoice"
                                       and not move.reversal_move_ids)
        if not deposits or any(self.order.order_line.filtered("is_downpayment").invoice_lines.move_id - deposits):
            return  # deducted already
        note = self.case.credit(deposits[-1])
        if percent != 100:
            for line in note.invoice_line_ids.filtered(lambda line: line.display_type == "product"):
                line.price_unit = line.price_unit * percent / 100
        note.action_post()
        self.moves |= note

    def finish(self):
        for line in self.case.ordinary(self.order):
            line.qty_delivered = line.product_uom_qty
        for _again in range(6):
            if self.order.invoice_status != "to invoice":
                return
            self.invoice(False)


@tagged("post_install", "-at_install")
class TestSequences(DepositMoneyCase):
    def assertSettledOrder(self, order, moves):
        self.assertEqual(order.invoice_status, "invoiced")
        self.assertEqual(self.signed(moves, "amount_untaxed"), round(order.amount_untaxed, 2))
        # Each document rounds its VAT, per rate: a cent per document and rate at most.
        self.assertAlmostEqual(self.signed(moves), order.amount_total, delta=0.01 * 2 * len(moves) + 0.001)
        for move in moves:
            self.assertGreaterEqual(move.amount_total, 0)
            self.assertAlmostEqual(sum(move.line_ids.mapped("balance")), 0.0)
            totals = move._get_egg_totals()
            third_party = sum(row["amount"] for row in totals["third_party"])
            parts = totals["lines_untaxed"] + totals["discount"] + totals["shipping"] + third_party
            self.assertAlmostEqual(parts, move.amount_untaxed)
            self.assertAlmostEqual(sum(row["amount"] for row in totals["vat"]), move.amount_tax)
        deposits = moves.line_ids.filtered(lambda line: (line.account_id.code or "").startswith("4191"))
        self.assertAlmostEqual(sum(deposits.mapped("balance")), 0.0)
        self.assertFalse(deposits.filtered("egg_role"))
        # The core adds up lines here, each with its own rounded VAT.
        self.assertAlmostEqual(order.amount_invoiced, self.signed(moves),
                               delta=0.005 * len(moves.invoice_line_ids) + 0.001)
        self.assertAlmostEqual(sum(order.order_line.mapped("untaxed_amount_to_invoice")), 0.0)

    @given(GOODS, MODE, PERCENT, st.integers(0, 3_000), st.lists(STEP, min_size=3, max_size=8))
    @law(10)
    def test_any_sequence_ends_with_the_order(self, goods, mode, percent, shipping, steps):
        """MON-03, MON-05, MON-06, MON-07, MON-17: after any sequence of deliveries, partial invoices, edits of drafts,
        invoices ahead, changes of discount and shipping, deposits, credit notes of parts and of deposits: all invoices
        are the order, 4191 is at zero.
        """
        order = self.confirmed([
            {"product_id": (self.goods if normal else self.books).id, "product_uom_qty": quantity,
             "price_unit": price / 10}
            for normal, quantity, price in goods
        ])
        sequence = Sequence(self, order)
        for name, argument in [("discount", (mode, percent)), ("shipping", shipping), *steps]:
            sequence.do(name, argument)
        sequence.finish()
        self.assertSettledOrder(order, sequence.moves)


class FrenchVatCase(DepositMoneyCase):
    """The VAT of the French chart: with accounts, and the boxes of the declaration."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        taxes = cls.env["account.tax"].with_context(active_test=False).search([
            ("company_id", "=", cls.company.id), ("type_tax_use", "=", "sale"), ("price_include", "=", False),
            ("name", "=like", "%% G"),
            ("amount", "in", (20.0, 5.5))])
        cls.normal = taxes.filtered(lambda tax: tax.amount == 20.0)[:1]
        cls.reduced = taxes.filtered(lambda tax: tax.amount == 5.5)[:1]
        (cls.normal | cls.reduced).active = True
        cls.company.account_sale_tax_id = cls.normal
        cls.goods.taxes_id, cls.books.taxes_id = cls.normal, cls.reduced
        cls.eco = {"name": "Eco", "amount": 0.37, "tax_ids": [Command.set(cls.reduced.ids)]}
        cls.waiting = cls.env["account.account"].create(
            {"name": "VAT in waiting", "code": "445749", "account_type": "liability_current", "reconcile": True})

    def values(self, lines, quantity_field):
        return [
            {"product_id": (self.goods if normal else self.books).id, quantity_field: quantity,
             "price_unit": price / 100,
             "egg_third_party_tax_ids": [Command.create(self.eco)] if eco else []}
            for normal, quantity, price, eco in lines
        ]

    def booked(self, move) -> dict:
        """{rate: (base, VAT)} of the journal items."""
        sign = {"out_invoice": -1, "out_refund": 1}[move.move_type]
        result = {}
        for tax in self.normal | self.reduced:
            base = move.line_ids.filtered(lambda item, tax=tax: item.display_type == "product" and tax in item.tax_ids)
            vat = move.line_ids.filtered(lambda item, tax=tax: item.tax_line_id == tax)
            amounts = tuple(round(sign * sum(items.mapped("balance")), 2) for items in (base, vat))
            if any(amounts):
                result[tax.amount] = amounts
        return result

    def declared(self, move) -> dict:
        """{rate: (base, VAT)} of what goes to the boxes of each rate."""
        is_refund = move.move_type == "out_refund"
        result = {}
        for tax in self.normal | self.reduced:
            rows = tax.refund_repartition_line_ids if is_refund else tax.invoice_repartition_line_ids
            amounts = []
            for kind in ("base", "tax"):
                tags = rows.filtered(lambda row, kind=kind: row.repartition_type == kind).tag_ids
                self.assertTrue(tags)
                items = move.line_ids.filtered(lambda item, tags=tags: tags <= item.tax_tag_ids)
                amounts.append(round((1 if is_refund else -1) * sum(items.mapped("balance")), 2))
            if any(amounts):
                result[tax.amount] = tuple(amounts)
        return result

    def printed(self, move) -> dict:
        rates = {tax.invoice_label or tax.name: tax.amount for tax in self.normal | self.reduced}
        return {rates[row["name"]]: (row["base"], row["amount"])
                for row in move._get_egg_totals()["vat"] if row["base"] or row["amount"]}

    def sent(self, move) -> dict:
        """{rate: (base, VAT)} of the electronic invoice."""
        xml, _errors = self.env["account.edi.xml.ubl_bis3"]._export_invoice(move)
        root = etree.fromstring(xml)
        lines = root.findall("cac:InvoiceLine", NS) + root.findall("cac:CreditNoteLine", NS)
        sold = move.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        self.assertEqual(len(lines), len(sold.filtered(lambda line: line.egg_role != "discount")))
        amounts = [Decimal(line.findtext("cbc:LineExtensionAmount", namespaces=NS)) for line in lines]
        for charge in root.findall("cac:AllowanceCharge", NS):
            sign = 1 if charge.findtext("cbc:ChargeIndicator", namespaces=NS) == "true" else -1
            amounts.append(sign * Decimal(charge.findtext("cbc:Amount", namespaces=NS)))
        self.assertEqual(float(sum(amounts)), move.amount_untaxed)
        return {
            float(row.findtext("cac:TaxCategory/cbc:Percent", namespaces=NS)): tuple(
                float(row.findtext(f"cbc:{name}", namespaces=NS)) for name in ("TaxableAmount", "TaxAmount"))
            for row in root.findall("cac:TaxTotal/cac:TaxSubtotal", NS)
        }


@tagged("post_install", "-at_install")
class TestOneTruth(FrenchVatCase):
    @given(
        st.lists(st.tuples(st.booleans(), st.integers(1, 9), st.integers(100, 99_999), st.booleans()), min_size=1,
                 max_size=4),
        MODE, PERCENT, st.integers(0, 3_000), st.booleans(),
    )
    @law(6)
    def test_entry_print_and_electronic_invoice(self, lines, mode, percent, shipping, globally):
        """MON-10: of any invoice and credit note the VAT per rate, base and amount, is the same in the entry, on paper,
        in the boxes of the declaration and in the electronic invoice; the lines too.
        """
        self.company.tax_calculation_rounding_method = "round_globally" if globally else "round_per_line"
        base = sum(quantity * price for _normal, quantity, price, _eco in lines) / 100
        invoice = self.make_invoice(
            self.values(lines, "quantity"), egg_discount_mode=mode, egg_shipping_amount=shipping / 100, post=True,
            egg_discount_value=percent if mode.endswith("percent") else round(base * percent / 100, 2))
        for move in (invoice, self.credit(invoice, post=True)):
            booked = self.booked(move)
            self.assertEqual(self.printed(move), booked)
            self.assertEqual(self.declared(move), booked)
            self.assertEqual(self.sent(move), booked)
            roles = {}
            for line in move.invoice_line_ids:
                roles[line.egg_role or ""] = roles.get(line.egg_role or "",
                                                       0.0) + move.direction_sign * line.amount_currency
            totals = move._get_egg_totals()
            shown = {"": totals["lines_untaxed"], "discount": totals["discount"], "shipping": totals["shipping"],
                     "third_party_tax": sum(row["amount"] for row in totals["third_party"])}
            for role, amount in shown.items():
                self.assertAlmostEqual(roles.get(role, 0.0), amount, msg=role)

    @given(st.integers(1_000, 99_999), MODE, st.integers(0, 50), st.integers(0, 3_000), st.integers(1, 80),
           st.integers(1, 9))
    @law(4)
    def test_vat_on_payments(self, price, mode, percent, shipping, deposited, first):
        """MON-05: VAT on payments, discount, shipping, a deposit, two invoices and their payments: 4191 and the VAT in
        waiting end at zero.
        """
        waiting = self.waiting
        self.company.tax_exigibility = True
        self.normal.write({"tax_exigibility": "on_payment", "cash_basis_transition_account_id": waiting.id})
        order = self.confirmed([{"product_id": self.goods.id, "product_uom_qty": 10, "price_unit": price / 10}],
                               egg_discount_mode=mode, egg_shipping_amount=shipping / 100,
                               egg_discount_value=percent if mode.endswith("percent")
                               else round(price * percent / 100, 2))
        moves = self.deposit(order, order.currency_id.round(order.amount_total * deposited / 100))
        for quantity in (first, 10):
            moves |= self.invoice(order, quantity, final=True)
        for move in moves.filtered("amount_residual"):
            self.env["account.payment.register"].with_context(active_model="account.move",
                                                              active_ids=move.ids).create({})._create_payments()
        self.assertEqual(self.signed(moves, "amount_untaxed"), round(order.amount_untaxed, 2))
        self.assertSettled(moves)
        items = self.env["account.move.line"].search([("account_id", "=", waiting.id), ("parent_state", "=", "posted")])
        self.assertTrue(items)
        self.assertAlmostEqual(sum(items.mapped("balance")), 0.0)


@tagged("post_install", "-at_install")
class TestAnalytic(MoneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        plan = cls.env["account.analytic.plan"].create({"name": "Projects"})
        cls.sites = cls.env["account.analytic.account"].create([{"name": f"Site {name}", "plan_id": plan.id}
                                                                for name in "AB"])
        eco = {"name": "Eco", "amount": 2.0, "tax_ids": [Command.set(cls.vat_20.ids)]}
        cls.values = [{"product_id": cls.goods.id, "product_uom_qty": 3,
                       "egg_third_party_tax_ids": [Command.create(eco)]},
                      {"product_id": cls.books.id, "product_uom_qty": 1}]

    @given(st.lists(st.tuples(st.integers(0, 1), st.sampled_from([0, 50, 100])), min_size=2, max_size=2), MODE,
           st.booleans())
    @law(6)
    def test_generated_lines_follow(self, shares, mode, on_invoice):
        """MON-13: each project has its share of discount, taxes and shipping, on new documents and after a change, on
        orders and invoices.
        """
        order = self.confirmed(self.values, egg_discount_mode=mode, egg_discount_value=10, egg_shipping_amount=20)
        document = order
        if on_invoice:
            self.deliver(order, 3, 1)
            document = order._create_invoices()
        for line, (site, percent) in zip(self.ordinary(document), shares, strict=True):
            line.analytic_distribution = {str(self.sites[site].id): percent} if percent else False
        expected = {}
        for line in self.ordinary(document):
            for account, percent in (line.analytic_distribution or {}).items():
                expected[account] = expected.get(account, 0) + percent * line.price_subtotal / 400
        lines = document.order_line if document._name == "sale.order" else document.invoice_line_ids
        if expected:
            for line in lines.filtered("egg_role"):
                self.assertEqual(line.analytic_distribution.keys(), expected.keys())
                for account, percent in expected.items():
                    self.assertAlmostEqual(line.analytic_distribution[account], percent, delta=0.011)
        if not on_invoice and expected:
            self.deliver(order, 3, 1)
            invoice = order._create_invoices()
            for line in invoice.invoice_line_ids.filtered("egg_role"):
                self.assertEqual(line.analytic_distribution.keys(), expected.keys())


@tagged("post_install", "-at_install")
class TestEveryRoad(MoneyCase):
    """MON-02: one change by the form, by a call on the line or on the document, or by a file: one and the same
    document.
    """

    CHANGES = st.one_of(
        st.tuples(st.just("quantity"), st.integers(1, 9)),
        st.tuples(st.just("price_unit"), st.integers(1, 99_999).map(lambda cents: cents / 100)),
        st.tuples(st.just("discount"), st.sampled_from([0.0, 5.0, 33.0])),
    )

    def draft(self, model, mode, value):
        footer = {"egg_discount_mode": mode, "egg_discount_value": value, "egg_shipping_amount": 20}
        eco = {"name": "Eco", "amount": 0.37, "tax_ids": [Command.set(self.vat_5.ids)]}
        field = "product_uom_qty" if model == "sale.order" else "quantity"
        lines = [{"product_id": self.p1.id, field: 3, "egg_third_party_tax_ids": [Command.create(eco)]},
                 {"product_id": self.p2.id, field: 1}]
        return self.make_order(lines, **footer) if model == "sale.order" else self.make_invoice(lines, **footer)

    def by_form(self, document, name, value):
        field = "order_line" if document._name == "sale.order" else "invoice_line_ids"
        with Form(document) as form, getattr(form, field).edit(0) as line:
            setattr(line, name, value)

    def by_line(self, document, name, value):
        self.ordinary(document)[0].write({name: value})

    def by_document(self, document, name, value):
        field = "order_line" if document._name == "sale.order" else "invoice_line_ids"
        document.web_save({field: [Command.update(self.ordinary(document)[0].id, {name: value})]}, {})

    def by_file(self, document, name, value):
        field = "order_line" if document._name == "sale.order" else "invoice_line_ids"
        names = ["id", f"{field}/id", f"{field}/{name}"]
        [identity, *_rest] = document.export_data(["id"])["datas"][0]
        [line] = self.ordinary(document)[0].export_data(["id"])["datas"]
        result = document.with_context(import_file=True).load(names, [[identity, line[0], str(value)]])
        self.assertFalse(result["messages"])

    def look(self, document):
        lines = document.order_line if document._name == "sale.order" else document.invoice_line_ids
        generated = sorted((line.egg_role, line.name, round(line.price_subtotal, 2), round(line.price_total, 2))
                           for line in lines if line.egg_role)
        amounts = (document.amount_untaxed, document.amount_tax, document.amount_total)
        return amounts, generated, str(document._get_egg_totals()["vat"])

    @given(st.sampled_from(["sale.order", "account.move"]), MODE, st.integers(0, 30), CHANGES)
    @law(5)
    def test_one_change(self, model, mode, value, change):
        """MON-02: what a line is changed to, by any road, gives one document; an invoice can be issued then, its entry
        balances.
        """
        name, new = change
        looks = {}
        for road in ("form", "line", "document", "file"):
            document = self.draft(model, mode, value)
            getattr(self, f"by_{road}")(document,
                                        "product_uom_qty" if (model, name) == ("sale.order", "quantity") else name, new)
            looks[road] = self.look(document)
            if model == "account.move":
                document.action_post()
                self.assertAlmostEqual(sum(document.line_ids.mapped("balance")), 0.0)
                self.assertEqual(self.look(document), looks[road])
        for road, look in looks.items():
            self.assertEqual(look, looks["form"], road)
