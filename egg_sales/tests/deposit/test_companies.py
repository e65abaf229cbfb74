from datetime import date

from freezegun import freeze_time
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .test_deposits import DepositCase


@tagged("post_install", "-at_install")
class TestTwoCompanies(DepositCase):
    """A second French company that sells in dollars. Whoever works has the first one as their current company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create(
            {"name": "Second", "country_id": cls.env.ref("base.fr").id, "egg_deposit_mode": "invoice",
             "currency_id": cls.env.ref("base.EUR").id}
        )
        cls.env["account.chart.template"].try_loading("fr", cls.other, install_demo=False)
        cls.usd = cls.env.ref("base.USD")
        cls.usd.active = True
        cls.env["res.currency.rate"].create([
            {"currency_id": cls.usd.id, "company_id": cls.other.id, "name": day, "rate": rate}
            for day, rate in (("2026-01-01", 1.1), ("2026-02-01", 1.25))
        ])
        cls.company.egg_deposit_mode = "receipt"
        cls.env.user.company_ids |= cls.other
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": [cls.company.id, cls.other.id]})
        taxes = cls.env["account.tax"].with_company(cls.other).search([
            ("company_id", "=", cls.other.id), ("type_tax_use", "=", "sale"), ("amount", "=", 20),
            ("price_include_override", "=", False),
        ])
        cls.tax = taxes[:1]
        cls.pricelist = cls.env["product.pricelist"].create(
            {"name": "USD", "currency_id": cls.usd.id, "company_id": cls.other.id}
        )

    def _create_dollar_order(self, **values):
        condition = self._create_condition(
            {"percent": 30, "kind": "deposit"}, {"percent": 35, "rule": "days", "days": 30}, {"percent": 35},
            company_id=self.other.id,
        )
        line = {"product_id": self.p1.id, "price_unit": 1000.01, "product_uom_qty": 3,
                "tax_ids": [Command.set(self.tax.ids)]}
        return self.env["sale.order"].create({
            "partner_id": self.partner.id, "company_id": self.other.id, "pricelist_id": self.pricelist.id,
            "egg_condition_id": condition.id, "order_line": [Command.create(line)], "date_order": "2026-01-15 10:00:00",
            **values,
        })

    def test_whole_flow_in_dollars_from_the_other_company(self):
        """SCH-17, PAY-04, DEP-07, ORD-04: deposit, payment and final invoice stay
        in their company and add up in dollars.
        """
        order = self._create_dollar_order()
        self.assertEqual((order.currency_id, order.amount_total), (self.usd, 3600.04))
        quoted = order.egg_register_payment(100, date(2026, 1, 15), self.transfer)
        self.assertEqual((quoted.company_id, quoted.journal_id.company_id, quoted.currency_id),
                         (self.other, self.other, self.usd))
        order.action_confirm()
        self.assertEqual(order.egg_schedule_line_ids.mapped("amount"), [1080.01, 1260.01, 1260.02])
        deposit = self._deposit(order, 1080.01)
        self.assertEqual((deposit.company_id, deposit.amount_total, deposit.amount_residual), (self.other, 1080.01, 0))
        self.assertTrue(deposit.invoice_line_ids.account_id.code.startswith("4191") or
                        deposit.invoice_line_ids.account_id.with_company(self.other).code.startswith("4191"))

        with freeze_time("2026-02-10 10:00:00"):
            final = order._create_invoices(final=True)
            final.action_post()

        self.assertEqual(final.currency_id, self.usd)
        self.assertAlmostEqual(final.amount_total, 2520.03, 2)
        self.assertAlmostEqual(final.amount_residual, 2420.03, 2)
        self.assertAlmostEqual(order.egg_net_to_pay, 2420.03, 2)
        self.assertEqual(len(self._get_items(final)), 2)
        self.assertAlmostEqual(sum((deposit | final).mapped("amount_tax")), order.amount_tax, 2)
        with freeze_time("2026-03-01 10:00:00"):
            last = final.egg_register_payment(2420.03, date(2026, 3, 1), self.transfer)
        self.assertEqual((last.company_id, final.amount_residual, final.egg_net_to_pay), (self.other, 0, 0))
        last.action_cancel()
        self.assertAlmostEqual(final.amount_residual, 2420.03, 2)

    def test_each_company_has_its_own_deposit_mode(self):
        """DEP-03: a receipt in the first company, an invoice in the second."""
        first = self._deposit(self._create_order(confirm=True))
        order = self._create_dollar_order()
        order.action_confirm()

        second = self._deposit(order, 1080.01)

        self.assertEqual((first._name, first.company_id), ("egg.deposit.receipt", self.company))
        self.assertEqual((second._name, second.company_id), ("account.move", self.other))

    def test_the_other_company_s_money_is_out_of_reach(self):
        """PAY-01, DEP-04: payments, instalments and receipts of a company one does not work in."""
        self.other.egg_deposit_mode = "receipt"
        user = new_test_user(
            self.env, "boss", groups="sales_team.group_sale_manager,account.group_account_manager,base.group_user"
        )
        order = self._create_dollar_order()
        order.action_confirm()
        receipt = self._deposit(order, 1080.01)

        for record in (receipt, receipt.line_ids, receipt.payment_id, order.egg_schedule_line_ids,
                       order.egg_condition_id):
            with self.assertRaises(AccessError):
                record.with_user(user).read(["id", "display_name"])

    def test_follow_up_of_both_companies(self):
        """PAY-07: rows in the currency of their company, with what they are in dollars."""
        order = self._create_dollar_order()
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()

        rows = self.env["egg.payment.followup"].search([("move_id", "=", invoice.id)])

        self.assertEqual(rows.mapped("amount_document"), [1080.01, 1260.01, 1260.02])
        self.assertEqual(rows.mapped("document_currency_id"), self.usd)
        self.assertEqual(rows.mapped("amount"),
                         [round(amount / 1.1, 2) for amount in (1080.01, 1260.01)] + [rows[2].amount])
        self.assertAlmostEqual(sum(rows.mapped("amount")), invoice.amount_total_signed, 2)
