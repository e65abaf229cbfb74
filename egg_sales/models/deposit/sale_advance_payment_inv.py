from odoo import models


class SaleAdvancePaymentInv(models.TransientModel):
    _inherit = "sale.advance.payment.inv"

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
