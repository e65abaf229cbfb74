from odoo import Command
from odoo.tests import TransactionCase

from .common_documents import ReferenceOrders


class EggSalesCase(ReferenceOrders, TransactionCase):
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

    def assertTotals(self, document, untaxed, tax, total):
        amounts = [document.amount_untaxed, document.amount_tax, document.amount_total]
        for got, wished in zip(amounts, (untaxed, tax, total), strict=True):
            self.assertAlmostEqual(got, wished, places=2, msg=f"{amounts} instead of {(untaxed, tax, total)}")
