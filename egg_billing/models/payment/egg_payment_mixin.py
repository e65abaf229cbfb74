from datetime import date as Day
from decimal import Decimal
from math import isfinite
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date, formatLang

from ...core.rights import BILLING
from ..facts.changes import check_transactions
from ..facts.turns import take_turn


class PaymentFacts(NamedTuple):
    """A payment as it is noted: what a caller gave, read."""

    amount: float
    date: Day
    mode: models.BaseModel


class EggPaymentMixin(models.AbstractModel):
    """A document on which payments that were really received are noted: quote, order, invoice.

    Payments are ordinary `account.payment` records. The adopter declares `egg_payment_ids` and gives the hooks below.
    """

    _name = "egg.payment.mixin"
    _inherit = ["egg.document.mixin"]
    _description = "Document with Payments"

    currency_id = fields.Many2one("res.currency")  # says nothing that the adopter's own does not
    egg_amount_paid = fields.Monetary("Paid", compute="_compute_egg_net_to_pay", help="Payments received for this "
                                                                                      "document.")
    egg_net_to_pay = fields.Monetary(
        "Net to pay", compute="_compute_egg_net_to_pay", help="Total including tax, less the payments received."
    )
    egg_overpaid_amount = fields.Monetary("Overpayment", compute="_compute_egg_net_to_pay")

    @api.model_create_multi
    def create(self, vals_list):
        check_transactions(self.new(), vals_list)
        return super().create(vals_list)

    def write(self, vals):
        check_transactions(self, [vals])
        return super().write(vals)

    def _take_egg_turn_to_pay(self):
        """Let payments of these documents begin one after the other."""
        take_turn(self)

    def _compute_egg_net_to_pay(self):
        for document in self:
            paid, left = document._get_egg_paid_and_left()
            document.egg_amount_paid = paid
            document.egg_net_to_pay = left
            is_over = document.currency_id and document.currency_id.compare_amounts(left, 0.0) < 0
            document.egg_overpaid_amount = -left if is_over else 0.0

    def _get_egg_paid_and_left(self) -> tuple:
        """Return (amount paid, amount left to pay) in the document's currency;
        what is left is negative when overpaid.
        """
        self.ensure_one()
        paid = sum(payment._get_egg_amount_in(self.currency_id)
                   for payment in self.egg_payment_ids._filter_egg_received())
        return paid, self.amount_total - paid

    def _prepare_egg_payment_links(self) -> dict:
        """Values of a payment that tie it to this document."""
        raise NotImplementedError

    def _check_egg_payable(self) -> None:
        """Refuse payments on a document that cannot take any (cancelled, a supplier's...)."""

    def egg_register_payment(self, amount, date=None, payment_mode=None, kind="payment", reference=""):
        """Note a payment received for this document and post it.

        Whoever may change the document and works in billing, or in sales where the document is theirs, may note a
        payment on it.

        :param amount: positive, in the document's currency; at most what is open and the total once more (somebody paid
            twice).
        :param date: day on which the money was received, a date or its text "YYYY-MM-DD", by default today: not to
            come, in an open period, and at most a year before the document.
        :param payment_mode: `egg.payment.mode` record or its id, may be empty.
        :param kind: "payment" or "deposit"; a deposit on an order can yield a deposit invoice.
        :param reference: number of the cheque, of the transfer...
        :returns: the `account.payment`.
        :raises AccessError: the user neither works in billing nor sells this document.
        :raises UserError: one of these is not what it should be or out of bounds, or the document takes no payment.
        """
        if len(self) != 1:
            raise UserError(self.env._("A payment is noted on one document at a time."))
        self._check_egg_payment_rights()
        amount, date, payment_mode = self._read_egg_payment(amount, date, payment_mode, kind, reference)
        self._check_egg_payable()
        self.company_id._check_egg_payee([reference])  # it is printed with the payment
        payment_mode.check_access("read")
        date = fields.Date.to_date(date) or fields.Date.context_today(self)
        self._check_egg_payment_amount(amount)
        self._check_egg_payment_date(date, payment_mode)
        # sudo: salespeople note payments on their own documents; they have no rights on accounting entries.
        payment_sudo = self.env["account.payment"].sudo().with_company(self.company_id).create(
            self._prepare_egg_payment_values(amount, date, payment_mode, kind, reference)
        )
        payment_sudo.action_post()
        self._after_egg_payment(payment_sudo)
        self._log_egg_event(
            "paid",
            self.env._(
                "Payment received: %(amount)s on %(date)s.",
                amount=formatLang(self.env, amount, currency_obj=self.currency_id),
                date=format_date(self.env, date or fields.Date.context_today(self)),
            ),
        )
        return payment_sudo.sudo(self.env.su)

    def _read_egg_payment(self, amount, date, payment_mode, kind, reference) -> PaymentFacts:
        """Return amount, date and payment mode of a payment as the program holds them, from what a caller may send.

        :raises UserError: says which of them cannot be read.
        """
        if isinstance(amount, bool) or not isinstance(amount, (int, float, Decimal)) or not isfinite(amount):
            raise UserError(self.env._("The amount of a payment is a number, not “%(value)s”.", value=amount))
        try:
            date = fields.Date.to_date(date or None)
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("“%(value)s” is not a date: write YYYY-MM-DD.", value=date)) from error
        if kind not in ("payment", "deposit"):
            raise UserError(self.env._("The kind of a payment is “payment” or “deposit”, not “%(value)s”.", value=kind))
        if reference and (not isinstance(reference, str) or "\0" in reference):
            raise UserError(self.env._("The reference of a payment is a text."))
        found = self._read_egg_record("egg.payment.mode", payment_mode)
        if payment_mode and not found:
            raise UserError(self.env._("There is no payment mode “%(value)s”: give the number of one.",
                                       value=payment_mode))
        return PaymentFacts(amount, date, found)

    def _check_egg_payment_rights(self) -> None:
        """:raises AccessError: for whoever may not change this document,
        or belongs to none of the groups that take payments.
        """
        self.check_access("write")
        if not self.env.su and not self.env.user.has_groups(self._get_egg_payment_groups()):
            raise AccessError(self.env._("Payments are noted, and deposit documents made, by the people of sales or "
                                         "billing."))

    def _get_egg_payment_groups(self) -> str:
        """Hook: groups of which one is needed to note payments on such documents;
        a right to write may come from stock or purchase.
        """
        return BILLING

    def _check_egg_payment_amount(self, amount) -> None:
        if not amount or self.currency_id.compare_amounts(amount, 0.0) <= 0:
            raise UserError(self.env._("The amount of a payment must be above zero."))
        # What was paid too much already counts: the total is granted once more, not each time.
        limit = max(self.egg_net_to_pay + max(self.amount_total, 0.0), 0.0)
        if self.currency_id.compare_amounts(amount, limit) > 0:
            raise UserError(self.env._(
                "A payment of %(name)s can be %(limit)s at most: what is open, and the total of the document once "
                "more for somebody who pays twice.", name=self.display_name, limit=self.currency_id.format(limit)))

    def _check_egg_payment_date(self, date, payment_mode) -> None:
        day = format_date(self.env, date)
        if date > fields.Date.context_today(self):
            raise UserError(self.env._("%(day)s is to come: a payment is noted once it was received.", day=day))
        own_date = fields.Date.to_date(self._get_egg_payment_base_date() or fields.Date.context_today(self))
        if date < own_date - relativedelta(years=1):
            raise UserError(
                self.env._("%(day)s is more than a year before the document. Check the date of the payment.", day=day))
        # sudo: salespeople do not know which periods are closed.
        company_sudo = self.company_id.sudo()
        if company_sudo._get_violated_lock_dates(date, False, payment_mode.sudo()._get_journal(self.company_id)):
            raise UserError(self.env._("The period of %(day)s is closed in the accounts. Note the payment at a later "
                                       "date.", day=day))

    def _get_egg_payment_base_date(self):
        """Hook: the date of the document."""
        return self.create_date

    def _prepare_egg_payment_values(self, amount, date, payment_mode, kind, reference) -> dict:
        mode = payment_mode or self.env["egg.payment.mode"]
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": self._get_egg_payer().id,
            "amount": self.currency_id.round(amount),
            "currency_id": self.currency_id.id,
            "date": date or fields.Date.context_today(self),
            "journal_id": mode._get_journal(self.company_id).id,
            "company_id": self.company_id.id,  # a branch may use the journal of its parent
            "memo": reference or self.name or "",
            "payment_reference": reference or False,
            "egg_kind": kind,
            "egg_payment_mode_id": mode.id,
            **self._prepare_egg_payment_links(),
        }

    def _get_egg_payer(self):
        return self.partner_id.commercial_partner_id

    def _after_egg_payment(self, payment_sudo) -> None:
        """Hook: what follows a payment noted on this document (an invoice is reconciled with it)."""

    def action_egg_add_payment(self):
        """Open the window that notes a payment on this document."""
        self.ensure_one()
        self._check_egg_payable()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add a payment"),
            "res_model": "egg.payment.wizard",
            "view_mode": "form",
            "target": "new",
            "context": self._prepare_egg_payment_wizard_context(),
        }

    def _prepare_egg_payment_wizard_context(self) -> dict:
        return {"default_res_model": self._name, "default_res_id": self.id}
