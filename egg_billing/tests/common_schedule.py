from odoo.fields import Command
from odoo.tests import TransactionCase


class ScheduleCase(TransactionCase):
    """REF: Client Alpha, P1 1,000.00 at 20 %, P2 500.00 at 10 %, so 1,500.00 + 250.00 = 1,750.00; dated 2026-01-15."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True, "mail_create_nolog": True})
        cls.company = cls.env.company
        cls.partner = cls.env["res.partner"].create({"name": "Client Alpha", "is_company": True})
        cls.tax20, cls.tax10 = cls._get_tax(20), cls._get_tax(10)
        cls.p1 = cls._create_product("P1", 1000, cls.tax20)
        cls.p2 = cls._create_product("P2", 500, cls.tax10)
        cls.debit = cls.env.ref("egg_billing.payment_mode_direct_debit")
        cls.transfer = cls.env.ref("egg_billing.payment_mode_transfer")
        cls.condition = cls._create_condition(
            {"percent": 30, "kind": "deposit"},
            {"percent": 70, "rule": "days_end_of_month", "days": 90, "payment_mode_id": cls.debit.id},
        )

    @classmethod
    def _get_tax(cls, percent):
        tax = cls.env["account.tax"].create(
            {
                "name": f"VAT {percent} %", "amount": percent, "type_tax_use": "sale",
                "invoice_label": f"VAT {percent} %",
                "country_id": cls.env.company.account_fiscal_country_id.id,
            }
        )
        return tax

    @classmethod
    def _create_product(cls, name, price, tax):
        return cls.env["product.product"].create(
            {
                "name": name, "list_price": price, "type": "service", "invoice_policy": "order",
                "standard_price": price * 0.6,
                "taxes_id": [Command.set(tax.ids)],
            }
            if "invoice_policy" in cls.env["product.template"]._fields
            else {"name": name, "list_price": price, "type": "service", "taxes_id": [Command.set(tax.ids)]}
        )

    @classmethod
    def _create_condition(cls, *lines, **values):
        commands = [Command.create({"sequence": number, **line}) for number, line in enumerate(lines, start=1)]
        return cls.env["egg.payment.condition"].create({"name": "Conditions", "line_ids": commands, **values})

    def _create_invoice(self, *products, date="2026-01-15", **values):
        lines = [Command.create({"product_id": product.id}) for product in products or (self.p1, self.p2)]
        return self.env["account.move"].create(
            {
                "move_type": "out_invoice", "partner_id": self.partner.id, "invoice_date": date,
                "invoice_line_ids": lines,
                **values,
            }
        )

    @staticmethod
    def _get_items(move):
        return move.line_ids.filtered(lambda line: line.display_type == "payment_term").sorted(
            lambda line: (line.date_maturity, line.egg_schedule_line_id.sequence)
        )

    def assertDues(self, move, expected):
        """The receivable items of this invoice, as (date, amount in its currency)."""
        items = [(str(line.date_maturity), round(line.amount_currency, 2)) for line in self._get_items(move)]
        self.assertEqual(items, expected)
