import logging

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..core.returns import Return
from .debit_booking import QUIET, book_safely, make_payments, settle_due_items

_logger = logging.getLogger(__name__)
#: Reasons that blame the account or the mandate: collecting again would fail again (EPC173-14).
MANDATE_CODES = frozenset({"AC01", "AC04", "AC06", "AC13", "AG01", "BE05", "MD01", "MD02", "MD07", "SL01", "SL11", "SL12"})
#: The debtor himself does not want the debit: a one-off mandate is not used again.
REFUSAL_CODES = frozenset({"MD06", "MS02"})
#: A refund comes after the settlement only: the debtor's bank has taken what the debit told of the mandate (EPC173-14).
REFUND_CODES = frozenset({"MD06"})
#: What an item of each state may become; a debit that is over stays as it is.
_NEXT_STATES = {"pending": {"booked", "returned", "cancelled"}, "booked": {"returned"}, "returned": set(), "cancelled": set()}
#: What the bank was told.
_FIXED_FIELDS = frozenset({"collection_id", "company_id", "currency_id", "move_line_id", "partner_id", "mandate_id", "amount",
                           "bank_account_id", "end_to_end", "rum", "iban", "scheme", "sequence_type", "told_rum", "told_account",
                           "told_ics", "told_creditor"})


class EggSepaCollectionItem(models.Model):
    """One debit: one due item under one mandate."""

    _name = "egg.sepa.collection.item"
    _description = "Direct Debit"
    _order = "collection_id desc, id"
    _rec_name = "end_to_end"

    collection_id = fields.Many2one(
        "egg.sepa.collection", "Collection", required=True, index=True, ondelete="restrict", readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    move_line_id = fields.Many2one("account.move.line", "Due item", required=True, readonly=True, ondelete="restrict")
    move_id = fields.Many2one(related="move_line_id.move_id", string="Invoice")
    partner_id = fields.Many2one("res.partner", "Customer", required=True, readonly=True, index=True, ondelete="restrict")
    mandate_id = fields.Many2one("egg.sepa.mandate", "Mandate", required=True, readonly=True, index=True, ondelete="restrict")
    bank_account_id = fields.Many2one("res.partner.bank", "Account", required=True, readonly=True, ondelete="restrict")
    amount = fields.Monetary(required=True, readonly=True)
    due_date = fields.Date(readonly=True)
    end_to_end = fields.Char("Debit reference", required=True, readonly=True)
    message_ref = fields.Char("File", readonly=True, index=True)
    batch_ref = fields.Char("Batch", readonly=True)
    rum = fields.Char("RUM", required=True, readonly=True)
    iban = fields.Char("IBAN", readonly=True, help="As it stands in the file.")
    told_rum = fields.Char("Former number told to the bank", readonly=True)
    told_account = fields.Boolean("New account told to the bank", readonly=True)
    told_ics = fields.Char("Former creditor identifier told to the bank", readonly=True)
    told_creditor = fields.Char("Former creditor told to the bank", readonly=True)
    scheme = fields.Char(required=True, readonly=True)
    sequence_type = fields.Char("Sequence", required=True, readonly=True)
    state = fields.Selection(
        [("pending", "In the file"), ("booked", "Payment booked"), ("returned", "Returned"), ("cancelled", "Cancelled")],
        required=True, default="pending", readonly=True, index=True,
    )
    payment_id = fields.Many2one("account.payment", "Payment", readonly=True, index="btree_not_null")
    reversal_move_id = fields.Many2one("account.move", "Reversal entry", readonly=True)
    return_code = fields.Char("Return code", readonly=True)
    return_reason = fields.Char("Return reason", readonly=True)
    return_date = fields.Date("Returned on", readonly=True)
    error = fields.Char("Why it was not booked", readonly=True)
    prenotified_at = fields.Datetime("Announced on", readonly=True)

    _unique_live = models.UniqueIndex(
        "(move_line_id) WHERE state = 'pending'", "One of these due items is already in another collection.")
    _unique_end_to_end = models.UniqueIndex("(company_id, end_to_end)", "The reference of a debit must be unique.")

    def write(self, vals):
        """What went to the bank stays as it is, and a debit never goes back to an earlier state, whoever asks.

        :raises UserError:
        """
        if _FIXED_FIELDS & set(vals):
            raise UserError(self.env._("A debit cannot be changed once its file is made: cancel the collection instead."))
        if "state" in vals and any(vals["state"] != item.state and vals["state"] not in _NEXT_STATES[item.state] for item in self):
            raise UserError(self.env._("This debit is over: its state cannot change any more."))
        return super().write(vals)

    def _drop_waiting_mails(self):
        """Announcements that have not left yet are not to leave."""
        # The outgoing queue belongs to administrators; these mails are those of the debits that the user cancels.
        mails_sudo = self.env["mail.mail"].sudo().search(
            [("model", "=", self._name), ("res_id", "in", self.ids), ("state", "=", "outgoing")])
        mails_sudo.cancel()

    # Booking

    def _book_safely(self):
        """Book these payments (one company), see `book_safely`."""
        book_safely(self, lambda items: items._book(), "error")

    def _book(self):
        """Book and reconcile the payments of these items (one company)."""
        items = self.with_company(self.company_id).try_lock_for_update().filtered(lambda item: item.state == "pending")
        if not items:
            return
        quiet = items.with_context(**QUIET)
        payments = make_payments(quiet.env, [item._prepare_payment_values() for item in quiet])
        for item, payment in zip(quiet, payments, strict=True):
            item.payment_id = payment
        quiet.write({"state": "booked", "error": False})
        quiet._reconcile_payments()

    def _reconcile_payments(self):
        """Settle each due item with its payment; what was paid otherwise meanwhile stays as a credit of the customer."""
        settle_due_items([(item.move_line_id, item.payment_id) for item in self])

    def _prepare_payment_values(self) -> dict:
        """Values of the payment of one item."""
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": self.partner_id.id,
            "amount": self.amount,
            "currency_id": self.currency_id.id,
            "date": self.collection_id.collect_on,
            "journal_id": self.collection_id.journal_id.id,
            "company_id": self.company_id.id,
            "memo": f"{self.move_line_id.move_id.name} - {self.end_to_end}",
            "destination_account_id": self.move_line_id.account_id.id,
            "invoice_ids": [(6, 0, self.move_line_id.move_id.ids)],
        }

    # Returns

    def _get_return_reason(self, code: str) -> str:
        """Return an ISO 20022 reason code in words."""
        reasons = {
            "AC01": self.env._("the account number is wrong"),
            "AC04": self.env._("the account is closed"),
            "AC06": self.env._("the account is blocked"),
            "AC13": self.env._("the account belongs to a consumer"),
            "AG01": self.env._("direct debits are forbidden on this account"),
            "AG02": self.env._("the sequence type or the operation code is wrong"),
            "AM04": self.env._("insufficient funds"),
            "AM05": self.env._("the debit was presented twice"),
            "BE05": self.env._("the creditor identifier is unknown or wrong"),
            "CNOR": self.env._("the creditor's bank is not registered"),
            "DNOR": self.env._("the debtor's bank is not registered"),
            "FF01": self.env._("the format of the file is wrong"),
            "FF05": self.env._("the scheme (CORE, B2B) is wrong"),
            "MD01": self.env._("no mandate, or the debtor disputes it"),
            "MD02": self.env._("data of the mandate are missing or wrong"),
            "MD06": self.env._("the debtor asked for a refund (within 8 weeks)"),
            "MD07": self.env._("the debtor is deceased"),
            "MS02": self.env._("the debtor refused the debit"),
            "MS03": self.env._("the bank gives no reason"),
            "RC01": self.env._("the BIC is wrong"),
            "RR01": self.env._("the debtor's account or identification is missing"),
            "RR02": self.env._("the debtor's name or address is missing"),
            "RR03": self.env._("the creditor's name or address is missing"),
            "RR04": self.env._("regulatory reason"),
            "SL01": self.env._("the debtor's bank refuses it on the debtor's order"),
            "SL11": self.env._("the creditor is not on the debtor's list of allowed creditors"),
            "SL12": self.env._("the creditor is on the debtor's list of refused creditors"),
        }
        return reasons.get(code) or self.env._("reason %(code)s", code=code or "?")

    def _apply_return(self, one: Return) -> bool:
        """Take back one debit that the bank refused or gave back: once only.

        The payment is reversed by an entry of its own, the due item opens again, the document's history gets a line, and
        the mandate is suspended as the company's setting says.

        :return: False when it had been applied already
        """
        self.ensure_one()
        if not self.try_lock_for_update():
            raise UserError(self.env._("The debit %(reference)s is being worked on by somebody else. Please try again in a minute.",
                                       reference=self.end_to_end))
        if self.state not in ("pending", "booked"):
            return False
        item = self.with_company(self.company_id)
        day = one.on or fields.Date.context_today(self)
        reason = item._get_return_reason(one.code)
        if one.text:
            reason = f"{reason} ({one.text[:140]})"
        reversal = item._reverse_payment(day) if item.state == "booked" and item.payment_id else self.env["account.move"]
        item.write({"state": "returned", "return_code": one.code, "return_reason": reason, "return_date": day,
                    "reversal_move_id": reversal.id})
        item.move_line_id.move_id._log_egg_event("debit_rejected", self.env._(
            "Direct debit %(reference)s of %(date)s returned: %(reason)s.", reference=item.end_to_end,
            date=format_date(self.env, day), reason=reason))
        if one.code not in REFUND_CODES:
            item._tell_again()
        if one.code not in MANDATE_CODES | REFUSAL_CODES:
            item.mandate_id._reopen_used()
        item.env["egg.sepa.collection"]._close_booked(item.collection_id)
        rule = item.company_id.egg_sepa_suspend
        if rule == "always" or (rule == "mandate" and one.code in MANDATE_CODES):
            item.mandate_id.action_suspend()
        return True

    def _tell_again(self):
        """This debit was refused, and with it what it told of its mandate: the next debit tells it again."""
        self.mandate_id._tell_again(self.told_rum, self.told_account, self.told_ics, self.told_creditor)

    def _reverse_payment(self, day):
        """Reverse the payment's entry on a day, and open the due item again."""
        return self.payment_id._take_back_egg_debit(day, self.env._("Return of %(reference)s", reference=self.end_to_end))
