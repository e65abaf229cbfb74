from odoo import api, models
from odoo.exceptions import ValidationError


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_egg_pending_payments(self):
        payments = super()._get_egg_pending_payments()
        if self.egg_is_deposit:
            # sudo: whoever sees the invoice may know what was received for it
            deposits_sudo = self.sudo().egg_deposit_payment_ids
            return payments | deposits_sudo
        # sudo: whoever sees the invoice may know what was received on its orders.
        orders_sudo = self.sudo().invoice_line_ids.sale_line_ids.order_id
        noted = orders_sudo.egg_payment_ids.filtered(lambda payment: not payment._is_egg_deposit_invoiced())
        return payments | noted.sudo(self.env.su)

    def _get_egg_foreign_payments(self):
        """What was noted on the orders of an invoice counts for it, whoever paid."""
        orders_sudo = self.sudo().invoice_line_ids.sale_line_ids.order_id  # sudo: payments are compared, not shown
        return super()._get_egg_foreign_payments() - orders_sudo.egg_payment_ids.sudo(self.env.su)

    def _is_egg_foreign_item(self, item):
        """As above: what was noted on the orders of an invoice settles it, whoever paid."""
        orders_sudo = self.sudo().invoice_line_ids.sale_line_ids.order_id  # sudo: payments are compared, not shown
        return super()._is_egg_foreign_item(item) and item.move_id not in orders_sudo.egg_payment_ids.move_id

    def _get_egg_operation_lines(self) -> list:
        """A deposit is for goods or for services as what was ordered at its rate; its deduction says nothing new."""
        lines = super()._get_egg_operation_lines()
        if not self.egg_is_deposit:
            return [line for line in lines if not line.is_downpayment] or lines
        # sudo: whoever prints the invoice may know what it is for
        orders_sudo = self.sudo().invoice_line_ids.sale_line_ids.order_id
        return [
            line for line in orders_sudo.order_line
            if line.product_id and not line.is_downpayment and not line.egg_role
            and line.tax_ids in [one.tax_ids for one in lines]
        ] or lines

    def _get_egg_open_credits(self):
        """The credit notes of deposits: the money stays received,
        and pays the invoice that no longer deducts the deposit.
        """
        credits = super()._get_egg_open_credits()
        if self.egg_is_deposit:
            return credits
        # sudo: as above
        deposits_sudo = self.sudo().invoice_line_ids.sale_line_ids.order_id.invoice_ids.filtered("egg_is_deposit")
        items = deposits_sudo.reversal_move_ids.filtered(lambda move: move.state == "posted").line_ids.filtered(
            lambda line: line.display_type == "payment_term" and not line.reconciled
        )
        return credits | items.sudo(self.env.su)

    @api.depends("invoice_line_ids.sale_line_ids.order_id.egg_payment_ids.state")
    def _compute_egg_payment_ids(self):
        super()._compute_egg_payment_ids()

    @api.depends("invoice_line_ids.sale_line_ids.order_id.egg_payment_ids.state")
    def _compute_egg_net_to_pay(self):
        super()._compute_egg_net_to_pay()

    @api.constrains("invoice_line_ids")
    def _check_egg_deposit_lines(self):
        for move in self.filtered(lambda move: move.egg_is_deposit and move.move_type == "out_invoice"):
            products = move.invoice_line_ids.filtered(lambda line: line.display_type == "product")
            if not all(line.sale_line_ids.is_downpayment or line.is_downpayment for line in products):
                raise ValidationError(self.env._("A deposit invoice holds deposits only, no other product."))
