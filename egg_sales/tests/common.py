from odoo import Command, fields
from odoo.tests import TransactionCase


class EggSalesCase(TransactionCase):
    """The reference data of the requirements: Egg SAS, Client Alpha, P1 1,000.00 at 20 %, P2 500.00 at 10 %."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.vat_20, cls.vat_10, cls.vat_5 = (cls._vat(rate) for rate in (20.0, 10.0, 5.5))
        cls.customer = cls.env["res.partner"].create({
            "name": "Client Alpha", "is_company": True, "street": "1 rue de la Paix", "zip": "75002", "city": "Paris",
            "country_id": cls.env.ref("base.fr").id, "email": "alpha@example.com",
        })
        cls.contact = cls.env["res.partner"].create({"name": "Marie Durand", "parent_id": cls.customer.id,
                                                     "email": "marie@example.com"})
        cls.p1 = cls._product("P1", 1000.0, cls.vat_20, 600.0)
        cls.p2 = cls._product("P2", 500.0, cls.vat_10, 300.0)

    @classmethod
    def _vat(cls, rate, price_include=False):
        override = "tax_included" if price_include else "tax_excluded"
        return cls.env["account.tax"].create({
            "name": f"VAT {rate} {override}", "amount": rate, "type_tax_use": "sale",
            "price_include_override": override,
            "company_id": cls.env.company.id,
        })

    @classmethod
    def _product(cls, name, price, tax, cost=0.0, **values):
        return cls.env["product.product"].create({
            "name": name, "default_code": name, "list_price": price, "standard_price": cost, "type": "service",
            "invoice_policy": "order", "taxes_id": [Command.set(tax.ids)], **values,
        })

    @classmethod
    def make_order(cls, lines=None, **values):
        """A quote; `lines` are (product, quantity) pairs or dicts of values. Default: REF."""
        if lines is None:
            lines = [(cls.p1, 1), (cls.p2, 1)]
        return cls.env["sale.order"].create({
            "partner_id": cls.customer.id, "date_order": fields.Datetime.to_datetime("2026-01-15 10:00:00"),
            "order_line": [
                Command.create(line if isinstance(line, dict)
                               else {"product_id": line[0].id, "product_uom_qty": line[1]})
                for line in lines
            ], **values,
        })

    @classmethod
    def make_invoice(cls, lines=None, post=False, **values):
        """An invoice dated 2026-01-15; default: REF."""
        if lines is None:
            lines = [(cls.p1, 1), (cls.p2, 1)]
        move = cls.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": cls.customer.id, "invoice_date": "2026-01-15",
            "invoice_line_ids": [
                Command.create(line if isinstance(line, dict) else {"product_id": line[0].id, "quantity": line[1]})
                for line in lines
            ], **values,
        })
        if post:
            move.action_post()
        return move

    def assertTotals(self, document, untaxed, tax, total):
        amounts = [document.amount_untaxed, document.amount_tax, document.amount_total]
        for got, wished in zip(amounts, (untaxed, tax, total), strict=True):
            self.assertAlmostEqual(got, wished, places=2, msg=f"{amounts} instead of {(untaxed, tax, total)}")
