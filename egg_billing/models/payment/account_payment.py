from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountPayment(models.Model):
    _name = "account.payment"
    _inherit = ["account.payment", "egg.history.mixin"]

    egg_kind = fields.Selection(
        [("payment", "Payment"), ("deposit", "Deposit")], "Type", default="payment", required=True,
        help="A deposit received on an order can yield a deposit invoice.",
    )
    egg_payment_mode_id = fields.Many2one("egg.payment.mode", "Payment mode", ondelete="restrict")
    egg_deposit_move_id = fields.Many2one("account.move", "Deposit invoice", copy=False, readonly=True,
                                          index="btree_not_null")
    egg_can_create_deposit = fields.Boolean(compute="_compute_egg_can_create_deposit")

    def _compute_egg_can_create_deposit(self):
        for payment in self:
            payment.egg_can_create_deposit = not payment._get_egg_deposit_refusal()

    @api.model_create_multi
    def create(self, vals_list):
        payments = super().create(vals_list)
        if any(values.get("invoice_ids") for values in vals_list):
            payments.invoice_ids._check_egg_own_payments(payments)
        return payments

    def write(self, vals):
        result = super().write(vals)
        if vals.get("invoice_ids"):
            self.invoice_ids._check_egg_own_payments(self)
        return result

    def _filter_egg_received(self):
        """Return those that count: posted, neither cancelled nor rejected."""
        return self.filtered(lambda payment: payment.state in ("in_process", "paid"))

    def _get_egg_amount_in(self, currency) -> float:
        """Return the amount received in this currency, at the rate of the day; below zero when it was paid back."""
        self.ensure_one()
        amount = self.amount if self.payment_type == "inbound" else -self.amount
        if not currency or self.currency_id == currency:
            return amount
        return self.currency_id._convert(amount, currency, self.company_id, self.date)

    def _get_egg_open_lines(self):
        """Return the receivable journal items of these payments that are not assigned to an invoice yet."""
        return self._filter_egg_received().move_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled
            and line.parent_state == "posted"
        )

    def _get_egg_open_amount_in(self, currency) -> float:
        """Return what is not assigned yet, in this currency."""
        self.ensure_one()
        # sudo: salespeople see the balance of their documents, not the entries
        lines = self.sudo()._get_egg_open_lines()
        open_amount = -sum(lines.mapped("amount_residual_currency"))
        if not currency or self.currency_id == currency:
            return open_amount
        return self.currency_id._convert(open_amount, currency, self.company_id, self.date)

    def _get_egg_deposit_refusal(self):
        """Return in words why no deposit invoice can be made from this payment, or False when one can."""
        self.ensure_one()
        return self.env._("A deposit invoice is made from an order.")

    def egg_create_deposit_document(self):
        """Make the deposit document of this payment: a locked `account.move` or a receipt, by the company's setting.

        :returns: the document.
        :raises AccessError: the user may not see the payment, or not change what it was paid for.
        :raises UserError: the payment is not a deposit on an order, or has its document already.
        """
        self.ensure_one()
        self._check_egg_deposit_rights()
        refusal = self._get_egg_deposit_refusal()
        if refusal:
            raise UserError(refusal)
        return self._create_egg_deposit_document()

    def _check_egg_deposit_rights(self) -> None:
        """:raises AccessError: for whoever may not make a deposit document of this payment."""
        self.check_access("read")

    def _create_egg_deposit_document(self):
        raise NotImplementedError  # the addon that knows orders does it
