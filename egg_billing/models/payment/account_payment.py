from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...core.inside import INSIDE, PAYING
from ..facts.changes import is_changed, without_defaults

#: Written by Odoo's and the suite's own actions only.
ACTED = frozenset({"state", "move_id", "egg_deposit_move_id"})
#: What was received, from whom and for what: a draft says what is to be received, later it is a fact.
RECEIVED = frozenset({"amount", "currency_id", "date", "partner_id", "payment_type", "partner_type", "journal_id",
                      "company_id", "egg_kind", "destination_account_id", "outstanding_account_id",
                      "payment_method_line_id", "payment_token_id", "source_payment_id", "is_reconciled", "is_matched",
                      "amount_company_currency_signed"})


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

    @api.model
    def _get_egg_acted_fields(self) -> set:
        """Fields that actions and programs write, and no user. Features extend this."""
        return set(ACTED)

    @api.model
    def _get_egg_received_fields(self) -> set:
        """Fields that users do not change once the payment was received. Features extend this."""
        return set(RECEIVED)

    def _is_egg_received_kept(self) -> bool:
        """Hook: whether something stands that was made from this payment, whatever became of it since."""
        move_sudo = self.sudo().egg_deposit_move_id  # sudo: only whether it stands
        return bool(move_sudo) and move_sudo.state == "posted"

    def _is_egg_noted(self) -> bool:
        """Hook: whether this payment was noted on a document, or settles one that is issued and locked:
        its entry changes with it only.
        """
        self.ensure_one()
        payment_sudo = self.sudo()  # sudo: only whether there are such documents
        invoices_sudo = payment_sudo.invoice_ids | payment_sudo.reconciled_invoice_ids
        return (bool(payment_sudo.egg_payment_mode_id) or payment_sudo._is_egg_received_kept()
                or any(invoice._is_egg_locked() for invoice in invoices_sudo))

    def _check_egg_received(self, values):
        """:raises AccessError: a user would write what an action says, or change what was received"""
        acted = self._get_egg_acted_fields()
        if self.env.context.get(PAYING) is INSIDE:
            acted -= {"state", "move_id"}
        for payment in self if not self.env.su else ():
            is_fact = payment.state != "draft" or payment._is_egg_received_kept()
            names = (acted | (payment._get_egg_received_fields() if is_fact else set())) & set(values)
            names &= self._fields.keys()
            if changed := [name for name in names if is_changed(payment, name, values[name])]:
                raise AccessError(payment._get_egg_received_refusal(changed))

    def _get_egg_received_refusal(self, names) -> str:
        labels = self.fields_get(names, ["string"])
        return self.env._(
            "%(fields)s: what was received is a fact. Cancel the payment and note another one; its state is changed by "
            "its buttons.", fields=", ".join(sorted(one["string"] for one in labels.values())))

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            fields_acted = self._get_egg_acted_fields()
            if self.env.context.get(PAYING) is INSIDE:
                fields_acted &= ACTED
            for values in vals_list:
                given = [name for name in fields_acted
                         if values.get(name) and (name, values[name]) != ("state", "draft")]
                if given:
                    raise AccessError(self._get_egg_received_refusal(given))
            payments = super(AccountPayment, without_defaults(self, fields_acted)).create(vals_list).with_env(self.env)
        else:
            payments = super().create(vals_list)
        if any(values.get("invoice_ids") for values in vals_list):
            payments.invoice_ids._check_egg_own_payments(payments)
        return payments

    def write(self, vals):
        self._check_egg_received(vals)
        result = super().write(vals)
        if vals.get("invoice_ids"):
            self.invoice_ids._check_egg_own_payments(self)
        return result

    def unlink(self):
        """Asked before the core sets the entry back to draft, which an `ondelete` method would come after."""
        self._check_egg_deletable()
        return super(AccountPayment, self._as_egg_paying()).unlink()

    def _check_egg_deletable(self):
        """:raises UserError: a user would delete a payment that something was made from. Features extend this."""
        for payment in self if not self.env.su else ():
            if payment._is_egg_received_kept():
                raise UserError(self.env._(
                    "%(name)s stays: a deposit document was made from it. Cancel the payment if the money was not "
                    "received.", name=payment.display_name))

    # Odoo's own actions write the state in the rights of the user.

    def _as_egg_paying(self):
        return self.with_context(**{PAYING: INSIDE})

    def action_post(self):
        return super(AccountPayment, self._as_egg_paying()).action_post()

    def action_validate(self):
        return super(AccountPayment, self._as_egg_paying()).action_validate()

    def action_reject(self):
        return super(AccountPayment, self._as_egg_paying()).action_reject()

    def action_cancel(self):
        return super(AccountPayment, self._as_egg_paying()).action_cancel()

    def action_draft(self):
        return super(AccountPayment, self._as_egg_paying()).action_draft()

    def _generate_journal_entry(self, *args, **kwargs):
        return super(AccountPayment, self._as_egg_paying())._generate_journal_entry(*args, **kwargs)

    def _synchronize_to_moves(self, changed_fields):
        return super(AccountPayment, self._as_egg_paying())._synchronize_to_moves(changed_fields)

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
