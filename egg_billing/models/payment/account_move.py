from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["egg.payment.mixin", "account.move"]

    _egg_rests_while_typing = ("egg_payment_ids",)
    egg_payment_ids = fields.Many2many(
        "account.payment", string="Payments received", compute="_compute_egg_payment_ids",
        help="Payments noted on this invoice, on its order or its quote, and those reconciled with it.",
    )

    @api.depends("matched_payment_ids.state", "reconciled_payment_ids")
    def _compute_egg_payment_ids(self):
        for move in self:
            move.egg_payment_ids = (
                move.reconciled_payment_ids | move.matched_payment_ids | move._get_egg_pending_payments()
            )

    @api.depends(
        "amount_total", "amount_residual", "state", "currency_id", "matched_payment_ids.state",
        "matched_payment_ids.amount",
        "matched_payment_ids.is_reconciled",
    )
    def _compute_egg_net_to_pay(self):
        super()._compute_egg_net_to_pay()

    def _get_egg_paid_and_left(self):
        self.ensure_one()
        # sudo: salespeople see the balance of their invoices, not the accounting behind it
        self = self.sudo()  # noqa: PLW0642
        if self.state == "posted" and self.is_invoice(include_receipts=True):
            pending = self._get_egg_open_payment_amount(self.matched_payment_ids)
            overpaid = pending if self.currency_id.is_zero(self.amount_residual) else 0.0
            return self.amount_total - self.amount_residual + overpaid, self.amount_residual - overpaid
        if self.state == "draft" and self.move_type == "out_invoice":
            pending = self._get_egg_open_payment_amount(
                self._get_egg_pending_payments()) + self._get_egg_open_credit_amount()
            return pending, self.amount_total - pending
        return 0.0, 0.0 if self.state == "cancel" else self.amount_total

    def _get_egg_open_payment_amount(self, payments) -> float:
        """Return what is still to be assigned of these payments, in the currency of the invoice."""
        return sum(payment._get_egg_open_amount_in(self.currency_id) for payment in payments._filter_egg_received())

    def _get_egg_open_credit_amount(self) -> float:
        """Return what is left of the credits that this invoice takes, in its currency."""
        return sum(
            line.currency_id._convert(-line.amount_residual_currency, self.currency_id, self.company_id, line.date)
            for line in self._get_egg_open_credits()
        )

    def _get_egg_open_credits(self):
        """Return other receivable items this invoice takes when it is validated.

        Addons add those of credited deposits.
        """
        return self.env["account.move.line"]

    def _get_egg_pending_payments(self):
        """Return the payments to assign to this invoice when it is validated.

        Addons add those of the orders behind it.
        """
        return self.matched_payment_ids - self._get_egg_foreign_payments()

    def _get_egg_foreign_payments(self):
        """Return the payments linked to these documents that are another customer's: they settle nothing here.

        Addons take out those that were noted on what the document comes from.
        """
        foreign = self.env["account.payment"]
        for move in self:
            payer = move.commercial_partner_id
            foreign |= move.matched_payment_ids.filtered(
                lambda payment, payer=payer: payment.partner_id and payment.partner_id.commercial_partner_id != payer)
        return foreign

    def _check_egg_own_payments(self, payments):
        """:raises UserError: a user links the payment of another customer"""
        # sudo: what the user may not see is refused as well
        if not self.env.su and payments & self.sudo()._get_egg_foreign_payments():
            raise UserError(self.env._("A payment of another customer cannot settle this document."))

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        if any("matched_payment_ids" in values for values in vals_list):
            moves._check_egg_own_payments(moves.sudo().matched_payment_ids)  # sudo: they are compared, not shown
        return moves

    def write(self, vals):
        if "matched_payment_ids" not in vals:
            return super().write(vals)
        before = self.sudo().matched_payment_ids  # sudo: they are compared, not shown
        result = super().write(vals)
        self._check_egg_own_payments(self.sudo().matched_payment_ids - before)  # sudo: as above
        return result

    def _prepare_egg_payment_links(self) -> dict:
        return {"invoice_ids": self.ids}

    def _get_egg_payment_base_date(self):
        return self.invoice_date or super()._get_egg_payment_base_date()

    def _check_egg_payable(self) -> None:
        super()._check_egg_payable()
        for move in self:
            if move.move_type != "out_invoice" or move.state == "cancel":
                raise UserError(self.env._("Payments are noted on customer invoices that are not cancelled."))

    def _after_egg_payment(self, payment_sudo) -> None:
        super()._after_egg_payment(payment_sudo)
        if self.state == "posted":
            self._assign_egg_payments(payment_sudo)

    def _post(self, soft=True):
        posted = super()._post(soft)
        for move in posted.filtered(lambda move: move.move_type == "out_invoice"):
            move._assign_egg_payments(move._get_egg_pending_payments())
            move._assign_egg_credits()
        return posted

    def _assign_egg_payments(self, payments) -> None:
        """Reconcile what is left of these payments with this posted invoice.

        What is already assigned is never taken again.
        """
        self.ensure_one()
        # sudo: whoever may validate or pay the invoice may use the payments noted on its documents.
        move_sudo, payments = self.sudo(), payments.sudo()
        receivable = move_sudo.line_ids.filtered(lambda line: line.display_type == "payment_term"
                                                 and not line.reconciled)
        lines = payments._get_egg_open_lines().filtered(lambda line: line.account_id in receivable.account_id)
        if receivable and lines:
            (receivable | lines).reconcile()
            used = lines.payment_id
            move_sudo.matched_payment_ids |= used

    def _assign_egg_credits(self) -> None:
        """Reconcile the credits of this posted invoice with what is left to pay of it."""
        self.ensure_one()
        move_sudo = self.sudo()  # sudo: whoever may validate the invoice may use the credits of its documents
        receivable = move_sudo.line_ids.filtered(lambda line: line.display_type == "payment_term"
                                                 and not line.reconciled)
        lines = move_sudo._get_egg_open_credits().filtered(lambda line: line.account_id in receivable.account_id)
        if receivable and lines:
            (receivable | lines).reconcile()
