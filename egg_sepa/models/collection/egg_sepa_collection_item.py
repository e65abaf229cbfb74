from odoo import fields, models
from odoo.addons.egg_debit.models.booking.booking import QUIET, book_safely, make_payments, settle_due_items
from odoo.exceptions import UserError

#: What an item of each state may become; a debit that is over stays as it is.
_NEXT_STATES = {"pending": {"booked", "returned", "cancelled"}, "booked": {"returned"}, "returned": set(),
                "cancelled": set()}
#: What the bank was told.
_FIXED_FIELDS = frozenset({"collection_id", "company_id", "currency_id", "due_item_id", "partner_id", "mandate_id",
                           "amount",
                           "bank_account_id", "end_to_end", "mandate_reference", "iban", "scheme", "sequence_type",
                           "amended_reference", "amended_account", "amended_creditor_identifier", "amended_creditor",
                           "deducted"})


class EggSepaCollectionItem(models.Model):
    """One debit: one due item under one mandate."""

    _name = "egg.sepa.collection.item"
    _description = "Direct Debit"
    _inherit = ["egg.facts.mixin", "egg.debit.mixin", "egg.debit.total.mixin"]
    _order = "collection_id desc, id"
    _rec_name = "end_to_end"
    _egg_debit_state = "state"
    _egg_live_states = frozenset({"pending"})
    _egg_debit_item = "due_item_id"

    collection_id = fields.Many2one(
        "egg.sepa.collection", "Collection", required=True, index=True, ondelete="restrict", readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    due_item_id = fields.Many2one("account.move.line", "Due item", required=True, readonly=True, ondelete="restrict")
    move_id = fields.Many2one(related="due_item_id.move_id", string="Invoice")
    partner_id = fields.Many2one("res.partner", "Customer", required=True, readonly=True, index=True,
                                 ondelete="restrict")
    mandate_id = fields.Many2one("egg.debit.mandate", "Mandate", required=True, readonly=True, index=True,
                                 ondelete="restrict")
    bank_account_id = fields.Many2one("res.partner.bank", "Account", required=True, readonly=True, ondelete="restrict")
    amount = fields.Monetary(required=True, readonly=True)
    egg_asked = fields.Monetary("Asked", compute="_compute_egg_asked",
                                help="The amount; nothing once the debit is cancelled.")
    deducted = fields.Char("Less open credits", readonly=True,
                           help="What the customer had with us, taken off this debit.")
    due_date = fields.Date(readonly=True)
    end_to_end = fields.Char("Debit reference", required=True, readonly=True)
    message_ref = fields.Char("File", readonly=True, index=True)
    batch_ref = fields.Char("Batch", readonly=True)
    mandate_reference = fields.Char("RUM", required=True, readonly=True)
    iban = fields.Char("IBAN", readonly=True, help="As it stands in the file.")
    amended_reference = fields.Char("Former number told to the bank", readonly=True)
    amended_account = fields.Boolean("New account told to the bank", readonly=True)
    amended_creditor_identifier = fields.Char("Former creditor identifier told to the bank", readonly=True)
    amended_creditor = fields.Char("Former creditor told to the bank", readonly=True)
    scheme = fields.Char(required=True, readonly=True)
    sequence_type = fields.Char("Sequence", required=True, readonly=True)
    state = fields.Selection(
        [("pending", "In the file"), ("booked", "Payment booked"), ("returned", "Returned"),
         ("cancelled", "Cancelled")],
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
        "(due_item_id) WHERE state = 'pending'", "One of these due items is already in another collection.")
    _unique_end_to_end = models.UniqueIndex("(company_id, end_to_end)", "The reference of a debit must be unique.")

    def write(self, vals):
        """What went to the bank stays as it is, and a debit never goes back to an earlier state, whoever asks.

        :raises UserError:
        """
        if _FIXED_FIELDS & set(vals):
            raise UserError(
                self.env._("A debit cannot be changed once its file is made: cancel the collection instead."))
        if "state" in vals and any(vals["state"] != item.state and vals["state"] not in _NEXT_STATES[item.state]
                                   for item in self):
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
        credits = quiet.env["egg.debit.claim"]._get_credits(quiet.due_item_id)
        quiet.write({"state": "booked", "error": False})
        quiet._reconcile_payments(credits)

    def _reconcile_payments(self, credits: dict):
        """Settle each due item with its payment, and with the credits that lowered its debit.

        What was paid otherwise meanwhile stays as a credit of the customer.
        """
        settle_due_items([(item.due_item_id, item.payment_id) for item in self], credits)

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
            "memo": f"{self.due_item_id.move_id.name} - {self.end_to_end}",
            "destination_account_id": self.due_item_id.account_id.id,
            "invoice_ids": [(6, 0, self.due_item_id.move_id.ids)],
        }
