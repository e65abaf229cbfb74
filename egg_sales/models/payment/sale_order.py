from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["egg.payment.mixin", "sale.order"]

    _egg_rests_while_typing = ("egg_payment_ids",)
    egg_payment_ids = fields.One2many("account.payment", "egg_order_id", "Payments received", copy=False)

    @api.depends("amount_total", "currency_id", "egg_payment_ids.state", "egg_payment_ids.amount", "invoice_ids.state",
                 "invoice_ids.amount_residual", "state")
    def _compute_egg_net_to_pay(self):
        super()._compute_egg_net_to_pay()

    def _get_egg_paid_and_left(self):
        # sudo: salespeople see what was received for their document, not the accounting behind it.
        # Of an unsaved form too: what is typed there changes nothing that was received.
        order_sudo = self._origin.sudo()
        single = order_sudo.invoice_ids.filtered(lambda move: move.line_ids.sale_line_ids.order_id == order_sudo)
        payments = order_sudo.egg_payment_ids | single.matched_payment_ids
        paid = sum(payment._get_egg_amount_in(self.currency_id) for payment in payments._filter_egg_received())
        paid += sum(order_sudo._get_egg_paid_on_shared(move) for move in order_sudo.invoice_ids - single)
        return paid, (0.0 if self.state == "cancel" else self.amount_total) - paid

    def _get_egg_paid_on_shared(self, move) -> float:
        """What was paid of an invoice that gathers several orders counts for each in proportion,
        besides what is noted on orders.
        """
        if move.state != "posted" or move.currency_id != self.currency_id or not move.amount_total:
            return 0.0
        noted = (move.matched_payment_ids | move.reconciled_payment_ids).filtered("egg_order_id")
        paid = -move.direction_sign * (move.amount_total - move.amount_residual)
        paid -= sum(payment._get_egg_amount_in(self.currency_id) for payment in noted._filter_egg_received())
        others = self.invoice_ids.filtered(lambda one: one.state == "posted") - move
        own = (
            self.amount_total
            if not others and self._is_egg_invoiced_in_full()
            else move._get_sale_order_invoiced_amount(self)
        )
        return self.currency_id.round(paid * own / move.amount_total)

    def _prepare_egg_payment_links(self) -> dict:
        line = self.egg_schedule_line_ids.filtered(
            lambda one: one.id == self.env.context.get("egg_order_schedule_line_id"))
        return {"egg_order_id": self.id, "egg_order_schedule_line_id": line.id}

    def _get_egg_payment_groups(self):
        return f"{super()._get_egg_payment_groups()},sales_team.group_sale_salesman"

    def _get_egg_payment_base_date(self):
        return self.date_order or super()._get_egg_payment_base_date()

    def _get_egg_payer(self):
        return self.partner_invoice_id.commercial_partner_id or super()._get_egg_payer()

    def _after_egg_payment(self, payment_sudo) -> None:
        """What was invoiced already is paid at once; a deposit waits for its document
        while there is something to deduct from.
        """
        super()._after_egg_payment(payment_sudo)
        if payment_sudo.egg_kind == "deposit" and self.invoice_status != "invoiced":
            return
        # sudo: salespeople note payments on their orders, and do not see every invoice of them.
        moves_sudo = self.sudo().invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice" and not move.egg_is_deposit
        )
        for move_sudo in moves_sudo.sorted(lambda move: (move.invoice_date_due, move.id)):
            move_sudo._assign_egg_payments(payment_sudo)

    def _check_egg_payable(self) -> None:
        super()._check_egg_payable()
        if any(order.state == "cancel" for order in self):
            raise UserError(self.env._("No payment can be noted on a cancelled order."))
