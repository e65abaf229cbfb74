from odoo import models
from odoo.exceptions import UserError


class SaleAdvancePaymentInv(models.TransientModel):
    _inherit = "sale.advance.payment.inv"

    def _create_invoices(self, sale_orders):
        self._check_egg_invoiced_orders(sale_orders)
        if self._is_egg_deposit_bounded():
            self.sale_order_ids._check_egg_deposit_invoice(self._get_egg_deposit_total())
        return super()._create_invoices(sale_orders)

    def _is_egg_deposit_bounded(self) -> bool:
        """Whether a deposit is made here that will be issued and locked; a firm that has not accepted the lock makes
        deposits as it did.
        """
        company_sudo = self.sale_order_ids.company_id.sudo()  # sudo: the setting of a company whose form is not open
        return (self.advance_payment_method != "delivered" and len(self.sale_order_ids) == 1
                and company_sudo.egg_lock_issued)

    def _get_egg_deposit_total(self) -> float:
        """What the deposit that is chosen here amounts to, tax included."""
        order = self.sale_order_ids
        if self.advance_payment_method == "fixed":
            return self.fixed_amount
        return order.currency_id.round(order.amount_total * self.amount / 100)

    def _check_egg_invoiced_orders(self, orders):
        """:raises UserError: for a deposit on what is not confirmed, or a quote that has its order:
            the order's invoice would not deduct it
        """
        self.ensure_one()
        if self.advance_payment_method != "delivered" and any(order.state != "sale" for order in orders):
            raise UserError(self.env._("A deposit invoice is made from a confirmed order, not from a quote."))
        for quote in orders.filtered(lambda order: order.egg_kind == "quote"):
            made_sudo = quote.sudo()._get_egg_active_children()  # sudo: the order of a colleague
            if made_sudo:
                raise UserError(self.env._(
                    "Quote %(quote)s was already turned into %(orders)s: invoice that order instead.",
                    quote=quote.name, orders=", ".join(made_sudo.mapped("name"))))

    def _prepare_down_payment_invoice_values(self, order, so_lines):
        values = super()._prepare_down_payment_invoice_values(order, so_lines)
        # A deposit is due at once: the instalments of the order are for its invoice.
        values.pop("egg_schedule_line_ids", None)
        values |= {"egg_is_deposit": True, "egg_condition_id": False}
        # sudo: the journal that the company chose, for whoever makes the deposit
        journal_sudo = order.company_id.sudo().egg_deposit_journal_id
        if journal_sudo and journal_sudo.currency_id in (self.env["res.currency"], order.currency_id):
            values["journal_id"] = journal_sudo.id
        payment_sudo = self.env.context.get("egg_deposit_payment")
        if isinstance(payment_sudo, models.BaseModel):  # a client sends no record
            values |= {
                "invoice_date": payment_sudo.date,
                "invoice_date_due": payment_sudo.date,
                "invoice_payment_term_id": False,
                "egg_payment_mode_id": payment_sudo.egg_payment_mode_id.id,
            }
        return values

    def _prepare_down_payment_invoice_line_values(self, order, so_line, account):
        values = super()._prepare_down_payment_invoice_line_values(order, so_line, account)
        translated = order.with_context(lang=order._get_lang())
        goods = translated._get_egg_deposit_goods(so_line.tax_ids)
        if goods:
            values["name"] = translated.env._("Deposit on %(order)s: %(goods)s", order=order.name, goods=goods)
        return values
