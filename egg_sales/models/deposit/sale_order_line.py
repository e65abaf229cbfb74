from decimal import Decimal

from odoo import api, models
from odoo.addons.egg_billing.core.discount import rounded
from odoo.addons.egg_billing.models.totals.egg_totals_mixin import dec
from odoo.fields import Command


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_egg_open_deposit(self) -> tuple:
        """What stands of this deposit, excluding and including VAT: invoiced, less credited, less deducted, as it was
        booked.
        """
        # sudo: all invoices count, those a salesperson may not see too.
        lines = self.sudo().invoice_lines.filtered(lambda line: line.move_id.state != "cancel")
        excluded = -sum((dec(line.amount_currency) for line in lines), Decimal(0))
        taxes = sum((dec(line.price_total - line.price_subtotal) * dec(-line.move_id.direction_sign)
                     for line in lines), Decimal(0))
        unit = dec(self.currency_id.rounding or 0.01)
        return rounded(excluded, unit), rounded(excluded + taxes, unit)

    @api.depends("invoice_lines.price_total")
    def _compute_qty_to_invoice(self):
        """A deposit is to be deducted as long as something stands of it,
        whatever its credit notes say of quantities.
        """
        super()._compute_qty_to_invoice()
        for line in self:
            if line.is_downpayment and line.state == "sale" and not line.display_type:
                line.qty_to_invoice = -1.0 if any(line._get_egg_open_deposit()) else 0.0

    def _book_egg_exchange_difference(self):
        """Close the account of deposits that are deducted in full:
        in a foreign currency the rate may have changed meanwhile.
        """
        for line in self.filtered(lambda line: line.currency_id != line.company_id.currency_id
                                  and not any(line._get_egg_open_deposit())):
            items = line.invoice_lines.filtered(lambda item: item.parent_state == "posted")
            booked = self.env["account.move.line"].search(
                [("move_id.egg_exchange_deposit_id", "=", line.id), ("account_id", "in", items.account_id.ids)])
            difference = line.company_id.currency_id.round(sum((items | booked).mapped("balance")))
            if difference and len(items.account_id) == 1:
                values = line._prepare_egg_exchange_values(items.account_id, difference, max(items.mapped("date")))
                self.env["account.move"].with_company(line.company_id).create(values).action_post()

    def _prepare_egg_exchange_values(self, account, difference, day) -> dict:
        company = self.company_id
        other = (
            company.expense_currency_exchange_account_id
            if difference > 0
            else company.income_currency_exchange_account_id
        )
        return {
            "move_type": "entry", "journal_id": company.currency_exchange_journal_id.id, "date": day,
            "egg_exchange_deposit_id": self.id,
            "ref": self.env._("Exchange difference on deposits of %(order)s", order=self.order_id.name),
            "line_ids": [
                Command.create({"account_id": account_id.id,
                                "partner_id": self.order_id.partner_invoice_id.commercial_partner_id.id,
                                "balance": balance, "amount_currency": 0.0, "currency_id": self.currency_id.id})
                for account_id, balance in ((account, -difference), (other, difference))
            ],
        }

    def _prepare_invoice_line(self, **optional_values):
        values = super()._prepare_invoice_line(**optional_values)
        if self.is_downpayment and not self.display_type and values["quantity"] < 0:
            values |= self._prepare_egg_deduction_values(*self._get_egg_open_deposit())
        return values

    def _prepare_egg_deduction_values(self, excluded, included) -> dict:
        """Values of an invoice line that deducts exactly this of a deposit."""
        tax_model, currency = self.env["account.tax"], self.currency_id
        data = self.extra_tax_data or {}
        taxes = sum(one.get("tax_amount_currency", 0.0) for one in (data.get("manual_tax_amounts") or {}).values())
        if all(currency.compare_amounts(one, float(other)) == 0 for one, other in (
                (self.price_unit, data.get("price_unit", 0.0)),
                (data.get("manual_total_excluded_currency") or 0.0, excluded),
                (taxes, included - excluded))):
            return {"quantity": -1.0, "extra_tax_data": tax_model._reverse_quantity_base_line_extra_tax_data(data)}
        price = self.order_id._get_egg_price(float(excluded), self.tax_ids)
        base_line = self._prepare_base_line_for_taxes_computation(
            price_unit=price, quantity=1.0, discount=0.0, extra_tax_data=False,
            computation_key=data.get("computation_key"))
        [base_line] = self.order_id._round_egg_base_lines([base_line])
        self.order_id._force_egg_amounts(base_line, excluded, included)
        data = tax_model._export_base_line_extra_tax_data(base_line)
        return {"quantity": -1.0, "price_unit": base_line["price_unit"],
                "extra_tax_data": tax_model._reverse_quantity_base_line_extra_tax_data(data)}
