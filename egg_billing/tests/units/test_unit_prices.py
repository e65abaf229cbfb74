"""Prices typed by hand, when the unit of the line changes."""

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.tests import Form, tagged


@tagged("post_install", "-at_install")
class TestUnitPrices(AccountTestInvoicingCommon):
    def test_a_draft_shows_and_keeps_the_tax_of_the_converted_price(self):
        """LIN-08: a unit changed on the form of a draft: the totals shown,
        the tax and the lines saved are of the one converted price.
        """
        dozen = self.env.ref("uom.product_uom_dozen")
        self.product_a.uom_ids = dozen
        for kind in ("in_invoice", "out_invoice"):
            with self.subTest(kind):
                move = self.init_invoice(kind, products=self.product_a,
                                         taxes=self.tax_sale_a if kind[0] == "o" else self.tax_purchase_a)
                move.invoice_line_ids.write({"quantity": 10, "price_unit": 32.32})
                with Form(move) as form:
                    with form.invoice_line_ids.edit(0) as line:
                        line.product_uom_id = dozen
                    shown = form.tax_totals["total_amount"]
                self.assertAlmostEqual(move.invoice_line_ids.price_unit, 387.84)
                self.assertRecordValues(move,
                                        [{"amount_untaxed": 3878.4, "amount_tax": 581.76, "amount_total": 4460.16}])
                self.assertAlmostEqual(shown, 4460.16)
