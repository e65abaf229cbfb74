from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountPayment(models.Model):
    _inherit = "account.payment"

    egg_order_id = fields.Many2one("sale.order", "Quote or order", index="btree_not_null", copy=False,
                                   ondelete="restrict")
    egg_order_schedule_line_id = fields.Many2one(
        "egg.order.schedule.line", "Instalment of the order", index="btree_not_null", copy=False, ondelete="set null"
    )
    egg_deposit_receipt_ids = fields.One2many("egg.deposit.receipt", "payment_id", "Deposit receipts")

    egg_has_deposit = fields.Boolean(compute="_compute_egg_has_deposit")

    @api.model
    def _get_egg_acted_fields(self):
        return super()._get_egg_acted_fields() | {"payment_transaction_id"}

    @api.model
    def _get_egg_received_fields(self):
        return super()._get_egg_received_fields() | {"egg_order_id", "egg_order_schedule_line_id"}

    def _is_egg_received_kept(self):
        # sudo: only whether a receipt was given out; it is cancelled, and done again, with its payment
        return super()._is_egg_received_kept() or bool(self.sudo().egg_deposit_receipt_ids)

    def _is_egg_noted(self):
        return super()._is_egg_noted() or bool(self.sudo().egg_order_id)  # sudo: only whether there is one

    @api.model_create_multi
    def create(self, vals_list):
        payments = super().create(vals_list)
        payments.filtered("egg_order_id")._check_egg_order()
        return payments

    def write(self, vals):
        result = super().write(vals)
        if vals.get("egg_order_id"):
            self._check_egg_order()
        return result

    def _check_egg_order(self):
        """:raises AccessError: a user notes a payment on an order on which he may note none
        :raises UserError: the order is another customer's
        """
        for payment in self if not self.env.su else ():
            payment.egg_order_id._check_egg_payment_rights()
            payer = payment.egg_order_id._get_egg_payer()
            if payer and payment.partner_id.commercial_partner_id != payer.commercial_partner_id:
                raise UserError(self.env._("A payment of another customer cannot settle this document."))

    def _check_egg_deletable(self):
        super()._check_egg_deletable()
        for payment in self if not self.env.su else ():
            if payment.sudo().egg_order_id and payment._filter_egg_received():  # sudo: whether it is noted on an order
                raise UserError(self.env._(
                    "%(name)s was received and is noted on an order. Cancel it before you delete it.",
                    name=payment.display_name))

    def _compute_egg_has_deposit(self):
        for payment in self:
            payment_sudo = payment.sudo()  # sudo: only whether a deposit document exists
            payment.egg_has_deposit = bool(payment_sudo.egg_deposit_move_id or payment_sudo.egg_deposit_receipt_ids)

    def _get_egg_deposit_refusal(self):
        self.ensure_one()
        # sudo: salespeople make deposit documents of their orders; see `_check_egg_deposit_rights`
        payment_sudo = self.sudo()
        if not payment_sudo.egg_order_id:
            return super()._get_egg_deposit_refusal()
        if payment_sudo.egg_kind != "deposit":
            return self.env._("This payment is not of the type deposit.")
        if payment_sudo.egg_order_id.state != "sale":
            return self.env._("A deposit invoice is made from a confirmed order, not from a quote.")
        if not payment_sudo._filter_egg_received():
            return self.env._("This payment is not received, or was cancelled.")
        if payment_sudo._is_egg_deposit_invoiced() or payment_sudo.egg_deposit_receipt_ids:
            return self.env._("The deposit document of this payment exists already.")
        if not payment_sudo._get_egg_open_lines():
            return self.env._("This payment is already used by an invoice.")
        return False

    def _is_egg_deposit_invoiced(self) -> bool:
        """Whether a deposit invoice that stands was made of this payment:
        other invoices deduct that one, not the payment.
        """
        self.ensure_one()
        move_sudo = self.sudo().egg_deposit_move_id  # sudo: only whether it stands
        return bool(move_sudo) and move_sudo.state != "cancel" and move_sudo.payment_state != "reversed"

    def _check_egg_deposit_rights(self):
        super()._check_egg_deposit_rights()
        order = self.egg_order_id
        if order:
            order._check_egg_payment_rights()

    def _create_egg_deposit_document(self):
        self._check_egg_deposit_rights()
        # sudo: the entries behind the payment; the rights on it and on its order were checked just now
        payment_sudo = self.sudo()
        order = payment_sudo.egg_order_id.sudo(self.env.su)
        order._check_egg_deposit_amount(payment_sudo.amount)
        if self.company_id._get_egg_deposit_mode() == "invoice":
            return payment_sudo.egg_order_id._create_egg_deposit_invoice(payment_sudo).sudo(self.env.su)
        return payment_sudo.egg_order_id._create_egg_deposit_receipt(payment_sudo).sudo(self.env.su)

    def action_egg_create_deposit(self):
        """Open the step that shows what the deposit document will say, before it is made for good."""
        self.ensure_one()
        self._check_egg_deposit_rights()
        payment_sudo = self.sudo()  # sudo: read to fill the confirmation; the rights were checked just now
        return self.env["egg.deposit.confirm"]._get_action(
            {
                "default_order_id": payment_sudo.egg_order_id.id,
                "default_payment_id": self.id,
                "default_amount": payment_sudo.amount,
                "default_date": payment_sudo.date,
                "default_payment_mode_id": payment_sudo.egg_payment_mode_id.id,
                "default_reference": payment_sudo.payment_reference,
            }
        )

    def action_egg_open_deposit(self):
        """Open the deposit document of this payment."""
        self.ensure_one()
        self.check_access("read")
        payment_sudo = self.sudo()  # sudo: which document it is; opening it applies its own rights
        document = payment_sudo.egg_deposit_move_id or payment_sudo.egg_deposit_receipt_ids[:1]
        return document.sudo(False)._get_records_action()
