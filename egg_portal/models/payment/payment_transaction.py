from datetime import timedelta

from markupsafe import escape
from odoo import Command, api, fields, models
from odoo.addons.egg_billing.core import begun
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from psycopg2.errors import UniqueViolation


class PaymentTransaction(models.Model):
    """A payment from a message names its due items: it holds them while it is under way, and settles exactly them."""

    _inherit = "payment.transaction"

    egg_due_item_ids = fields.Many2many(
        "account.move.line", "egg_payment_item_rel", "transaction_id", "move_line_id", "Amounts paid", readonly=True,
        copy=False, groups="base.group_user")
    # {credit's journal item: how much of it was taken off}
    egg_credits = fields.Json(readonly=True, copy=False, groups="base.group_user")

    @api.model_create_multi
    def create(self, vals_list):
        transactions = super().create(vals_list)
        for one in transactions:
            if one.egg_due_item_ids:
                one._hold_egg_items()
            elif one.operation and one.operation.startswith("online_"):
                one._check_egg_not_held()
        return transactions

    def write(self, vals):
        result = super().write(vals)
        if {"state", "is_post_processed"} & set(vals):
            own = self.filtered("egg_due_item_ids")
            own._renew_egg_holds()
            if own and "state" in vals:
                # sudo: a payer is nobody of the firm; what was paid is booked at once instead of within ten minutes
                self.env.ref("payment.cron_post_process_payment_tx").sudo()._trigger()
        return result

    def unlink(self):
        self._free_egg_holds()
        return super().unlink()

    # What is under way

    def _is_egg_holding(self) -> bool:
        """Whether nobody else may pay or collect the items of this transaction: it has not failed, and what was paid is
        not booked yet. A form that was opened and left counts for a while only, a transfer that somebody means to make
        not at all.
        """
        self.ensure_one()
        if self.state in ("pending", "authorized"):
            return self.provider_code not in ("none", "custom")
        if self.state == "draft":
            return self.create_date > fields.Datetime.now() - timedelta(minutes=begun.MINUTES)
        return self.state == "done" and not self.is_post_processed

    def _hold_egg_items(self):
        """Take the items of this new transaction.

        :raises ValidationError: somebody else is paying or collecting one of them
        """
        # sudo: nobody has rights on the table
        holds_sudo, items = self.env["egg.payment.hold"].sudo(), self.egg_due_item_ids
        items._free_egg_left_payments()
        try:
            with self.env.cr.savepoint():
                holds_sudo.create(self._prepare_egg_holds())
                items._hold_egg_items()
        except UniqueViolation as taken:
            raise ValidationError(self.env._("Somebody is paying these amounts at this moment, or they are being "
                                             "debited. Please open the link again in a few minutes.")) from taken
        # sudo: the payer is nobody of the firm
        self.env.ref("egg_portal.egg_payment_release_cron").sudo()._trigger(
            fields.Datetime.now() + timedelta(minutes=begun.MINUTES, seconds=30))

    def _prepare_egg_holds(self) -> list:
        items = [{"transaction_id": self.id, "move_line_id": item.id} for item in self.egg_due_item_ids]
        return items + [{"transaction_id": self.id, "move_line_id": int(line), "credit": amount}
                        for line, amount in (self.egg_credits or {}).items()]

    def _renew_egg_holds(self):
        """Keep the items of those that are under way, give back the others'. What was given back meanwhile is taken
        again where it is free.
        """
        for one in self:
            if not one._is_egg_holding():
                one._free_egg_holds()
            elif one.state != "draft" and not one._get_egg_holds():
                one._take_egg_free_items()

    def _take_egg_free_items(self):
        try:
            with self.env.cr.savepoint():
                self._get_egg_holds().create(self._prepare_egg_holds())
                self.egg_due_item_ids._hold_egg_items()
        except UniqueViolation:
            self.env.invalidate_all()  # somebody else pays them too: what comes twice is told when it is booked

    def _free_egg_holds(self):
        holds_sudo = self._get_egg_holds()
        if holds_sudo:
            holds_sudo.filtered(lambda one: not one.credit).move_line_id._free_egg_items()
            holds_sudo.unlink()

    def _get_egg_holds(self):
        # sudo: nobody has rights on the table
        return self.env["egg.payment.hold"].sudo().search([("transaction_id", "in", self.ids)])

    def _check_egg_not_held(self):
        """:raises ValidationError: an invoice is paid on its page while an item of it is being paid from a message"""
        if not self.invoice_ids:
            return
        # sudo: nobody has rights on the table
        holds_sudo = self.env["egg.payment.hold"].sudo().search([("move_line_id.move_id", "in", self.invoice_ids.ids)])
        if any(one._is_egg_holding() for one in holds_sudo.transaction_id):
            raise ValidationError(self.env._("Somebody is paying a part of this invoice at this moment. Please try "
                                             "again in a few minutes."))

    def _set_done(self, *, state_message=None, extra_allowed_states=()):
        """Money that came is booked, also when the payer had begun anew meanwhile."""
        own = self.filtered("egg_due_item_ids")
        done = super(PaymentTransaction, self - own)._set_done(
            state_message=state_message, extra_allowed_states=extra_allowed_states)
        return done | super(PaymentTransaction, own)._set_done(
            state_message=state_message, extra_allowed_states=(*extra_allowed_states, "cancel")) if own else done

    # What was paid

    def _get_egg_paid_items(self):
        """Return the due items that the payment of this transaction settles; a capture settles those of its source."""
        source = self.source_transaction_id
        return source.egg_due_item_ids if source and source.operation == self.operation else self.egg_due_item_ids

    def _create_payment(self, **extra_create_values):
        """The core settles all that is open of an invoice: here no invoice is named until the items are settled."""
        items = self._get_egg_paid_items()
        if not items or self.operation == "refund":
            payment = super()._create_payment(**extra_create_values)
            if invoices := self._get_egg_page_invoices():
                self._tell_egg_surplus(payment, invoices, payment.destination_account_id)
            return payment
        payment = super()._create_payment(**{
            "partner_id": items.move_id.commercial_partner_id.id, "destination_account_id": items.account_id.id,
            "invoice_ids": [Command.set(items.move_id.ids)], **extra_create_values})
        self._settle_egg_items(payment, items)
        self.invoice_ids = items.move_id
        return payment

    def _settle_egg_items(self, payment, items):
        """Settle these items with the payment, the oldest first, and what is left with the credits that were taken
        off. What was not owed any more stays a credit of the customer.
        """
        paid = payment.move_id.line_ids.filtered(lambda line: line.account_id == items.account_id)
        still_open = items.filtered(lambda line: not line.reconciled)
        if paid and still_open:
            (paid | still_open).reconcile()
        source = self if self.egg_due_item_ids else self.source_transaction_id
        credits = items.browse(map(int, source.egg_credits or {})).exists()
        credits = credits.filtered(lambda line: not line.reconciled and line.account_id == items.account_id)
        still_open = items.filtered(lambda line: not line.reconciled)
        if credits and still_open:
            (credits | still_open).reconcile()
        self._tell_egg_surplus(payment, items.move_id, items.account_id)

    def _get_egg_page_invoices(self):
        """Return the invoices that were paid whole on their page with this transaction."""
        found = self.invoice_ids or self.source_transaction_id.invoice_ids
        if not self._is_egg_of_invoices():
            return found.browse()
        return found.filtered(lambda move: move.state == "posted" and move.move_type == "out_invoice")

    def _is_egg_of_invoices(self) -> bool:
        """Hook: whether the customer pays the invoices that this names; a refund pays him."""
        return self.operation != "refund" and not self.filtered_domain(self._get_egg_drawn_domain())

    @api.model
    def _get_egg_drawn_domain(self) -> Domain:
        """Hook: domain of what the firm draws itself, which is no payment of the customer's own."""
        return Domain.FALSE

    def _tell_egg_surplus(self, payment, invoices, account):
        """Note on the invoice what of its payment was not owed any more, and put it before a person."""
        paid = payment.move_id.line_ids.filtered(lambda line: line.account_id == account)
        surplus = -sum(paid.mapped("amount_residual_currency"))
        if payment.currency_id.compare_amounts(surplus, 0) <= 0:
            return
        invoice = invoices[0]
        invoice._log_egg_event("overpaid", self._get_egg_surplus_text(payment, surplus))
        user = invoice._get_egg_keeper()
        # sudo: a payer is nobody of the firm
        task_sudo = self.sudo().with_context(lang=user.lang or self.env.lang)
        invoice.sudo().with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo", user_id=user.id,
            summary=task_sudo.env._("Online payment that was not owed any more"),
            note=escape(task_sudo._get_egg_surplus_text(payment, surplus)))

    def _get_egg_surplus_text(self, payment, surplus: float) -> str:
        money = payment.currency_id.with_env(self.env).format
        return self.env._(
            "%(surplus)s of the online payment of %(amount)s were not owed any more when it was booked: they are a "
            "credit of %(customer)s. Give them back, or set them off against another invoice.",
            surplus=money(surplus), amount=money(payment.amount), customer=payment.partner_id.display_name)

    def _get_invoices_to_notify(self):
        return super()._get_invoices_to_notify() | self.egg_due_item_ids.move_id
