from unittest.mock import Mock, patch

from odoo import Command
from odoo.tests import tagged

from ..common import EggSalesCase


@tagged("post_install", "-at_install")
class TestTotalsCoreActions(EggSalesCase):
    """The core's own actions on documents that have generated lines; and what fiscal positions do to these."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.position = cls.env["account.fiscal.position"].create({"name": "Export"})
        cls.vat_0 = cls.env["account.tax"].create({
            "name": "VAT 0 export", "amount": 0.0, "type_tax_use": "sale",
            "fiscal_position_ids": [Command.set(cls.position.ids)],
            "original_tax_ids": [Command.set((cls.vat_20 | cls.vat_10 | cls.vat_5
                                              | cls.company.account_sale_tax_id).ids)],
        })
        cls.p1.product_tmpl_id.egg_third_party_tax_ids = [
            Command.create({"name": "Eco", "amount": 2.0, "tax_ids": [Command.set(cls.vat_20.ids)]})]
        cls.footer = {"egg_discount_value": 10, "egg_shipping_amount": 20}

    def taxes(self, document):
        lines = document.order_line if document._name == "sale.order" else document.invoice_line_ids
        return {line.egg_role or line.product_id.name: line.tax_ids for line in lines}

    def assertExport(self, document):
        self.assertEqual(document.amount_tax, 0.0)
        self.assertEqual(set(self.taxes(document).values()), {self.vat_0})

    def test_shipping_follows_the_fiscal_position(self):
        """MON-01: goods, discount, third-party tax and shipping of an export have no VAT;
        typed taxes of shipping are mapped too.
        """
        for more in ({}, {"egg_shipping_tax_ids": [Command.set(self.vat_5.ids)]}):
            order = self.make_order([(self.p1, 1)], fiscal_position_id=self.position.id, **self.footer, **more)
            self.assertExport(order)
            self.assertEqual(order.egg_shipping_tax_ids, self.vat_0)
            order.action_confirm()
            self.assertExport(order._create_invoices())
            self.assertExport(self.make_invoice([(self.p1, 1)], fiscal_position_id=self.position.id, **self.footer,
                                                **more))

    def test_shipping_follows_another_fiscal_position(self):
        """MON-01, MON-12: when the position changes, "Update taxes" makes goods,
        third-party taxes and shipping follow, and back.
        """
        for document in (self.make_order([(self.p1, 1)], **self.footer),
                         self.make_invoice([(self.p1, 1)], **self.footer)):
            update = (
                document.action_update_taxes if document._name == "sale.order" else document.action_update_fpos_values
            )
            before = self.taxes(document)
            document.fiscal_position_id = self.position
            self.assertEqual(self.taxes(document)["shipping"], self.vat_0, "at once")
            update()
            self.assertExport(document)
            document.fiscal_position_id = False
            update()
            self.assertEqual(self.taxes(document), before)

    def test_a_typed_tax_of_shipping_stays(self):
        """MON-01: a position that maps nothing leaves the tax chosen for shipping alone."""
        domestic = self.company.domestic_fiscal_position_id
        order = self.make_order(egg_shipping_amount=20, egg_shipping_tax_ids=[Command.set(self.vat_5.ids)])
        order.fiscal_position_id = domestic
        self.assertEqual(self.taxes(order)["shipping"], self.vat_5)

    def test_discount_of_the_core_on_all_lines(self):
        """MON-12: the core's discount "on all order lines" is for the lines that people entered; the rest follows."""
        order = self.make_order([(self.p1, 1)], **self.footer)
        self.env["sale.order.discount"].create(
            {"sale_order_id": order.id, "discount_type": "sol_discount",
             "discount_percentage": 0.1}).action_apply_discount()
        self.assertEqual(order.amount_untaxed, 900.0 - 90.0 + 2.0 + 20.0)

    def test_actions_that_rewrite_lines(self):
        """MON-12: prices, taxes, rates, copies and reversals by the core's actions
        leave documents with the totals they had.
        """
        order = self.make_order([(self.p1, 1)], **self.footer)
        total = order.amount_total
        for action in (order.action_update_prices, order.action_update_taxes, order._recompute_prices):
            action()
            self.assertEqual(order.amount_total, total)
        self.assertEqual(order.copy().amount_total, total)
        order.order_line.write({"product_uom_qty": 2, "customer_lead": 3})
        self.assertEqual(order.amount_untaxed, 1800.0 + 4.0 + 20.0)
        order.order_line.filtered(lambda line: not line.egg_role).product_uom_qty = 1
        order.action_confirm()
        invoice = order._create_invoices()
        for action in (invoice.action_update_fpos_values, invoice.refresh_invoice_currency_rate,
                       invoice.action_toggle_block_payment):
            action()
            self.assertEqual(invoice.amount_total, total)
        invoice.invoice_line_ids.write({"discount": 50})
        self.assertEqual(invoice.amount_untaxed, 450.0 + 2.0 + 20.0)

    def test_more_actions_on_an_order(self):
        """MON-12: cancelled and drafted again, sent, locked, the catalogue,
        the core's global discounts: each leaves right totals.
        """
        order = self.make_order([(self.p1, 1)], **self.footer)
        total = order.amount_total
        order.action_quotation_sent()
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        order.action_lock()
        order.action_unlock()
        self.assertEqual(order.amount_total, total)
        quote = self.make_order([(self.p1, 1)], **self.footer)
        with patch("odoo.addons.sale.models.sale_order.request", new=Mock()):
            quote._update_order_line_info(self.p2.id, 2)
            self.assertEqual(quote.amount_untaxed, 2000.0 - 200.0 + 2.0 + 20.0)
            quote._update_order_line_info(self.p2.id, 0)
        self.assertEqual(quote.amount_total, total)
        self.env["sale.order.discount"].create(
            {"sale_order_id": quote.id, "discount_type": "amount", "discount_amount": 12.0}).action_apply_discount()
        self.assertAlmostEqual(quote.amount_total, total - 12.0)

    def test_more_actions_on_an_invoice(self):
        """MON-12: cancelled and drafted again, turned, copied, debited with its lines,
        corrected by the reversal: right totals.
        """
        invoice = self.make_invoice([(self.p1, 1)], **self.footer)
        total = invoice.amount_total
        invoice.button_cancel()
        invoice.button_draft()
        for _turn in range(2):
            invoice.action_switch_move_type()
            self.assertEqual(invoice.amount_total, total)
        self.assertEqual(invoice.copy().amount_total, total)
        invoice.action_post()
        context = {"active_model": "account.move", "active_ids": invoice.ids}
        debit = self.env["account.debit.note"].with_context(**context).create({"copy_lines": True}).create_debit()
        self.assertEqual(self.env["account.move"].browse(debit["res_id"]).amount_total, total)
        reversal = self.env["account.move.reversal"].with_context(**context).create(
            {"journal_id": invoice.journal_id.id})
        new = self.env["account.move"].browse(reversal.modify_moves()["res_id"])
        self.assertEqual((new.move_type, new.amount_total, invoice.payment_state), ("out_invoice", total, "reversed"))
        self.assertEqual(invoice.reversal_move_ids.amount_total, total)
