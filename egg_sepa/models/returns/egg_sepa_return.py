import hashlib
from dataclasses import astuple
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core.returns import Return

#: What a person says while a return waits; everything else is what the bank told, or follows from the buttons.
_OPEN_FIELDS = frozenset({"item_ids", "note"})


class EggSepaReturn(models.Model):
    """A refusal in a bank's file that was not taken back by itself: a person looks, applies it to a debit or dismisses it."""

    _name = "egg.sepa.return"
    _description = "Bank Return to Look At"
    _inherit = ["mail.thread"]
    _order = "state desc, id desc"
    _check_company_auto = True

    name = fields.Char("In the bank's file", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    state = fields.Selection(
        [("open", "To look at"), ("applied", "Applied"), ("dismissed", "Dismissed")],
        required=True, default="open", readonly=True, index=True, tracking=True)
    doubt = fields.Text("Why it was not taken back", readonly=True)
    item_ids = fields.Many2many(
        "egg.sepa.collection.item", string="Debits meant", check_company=True,
        domain="[('company_id', '=', company_id), ('state', 'in', ('pending', 'booked')), ('collection_id.state', 'in', ('sent', 'booked'))]",
        help="The debits that the bank refused or gave back. Look, then choose.")
    partner_id = fields.Many2one("res.partner", "Customer", compute="_compute_partner_id")
    can_apply = fields.Boolean(compute="_compute_can_apply")
    note = fields.Char("What was found")
    file_name = fields.Char("File", readonly=True)
    code = fields.Char("Return code", readonly=True)
    reason = fields.Char("Bank's reason", readonly=True)
    date = fields.Date("Bank's date", readonly=True)
    amount = fields.Float("Bank's amount", digits=(16, 2), readonly=True)
    moved = fields.Float("Left the account", digits=(16, 2), readonly=True)
    currency = fields.Char("Bank's currency", readonly=True)
    mandate = fields.Char("Bank's mandate", readonly=True)
    is_whole = fields.Boolean("Whole file or batch", readonly=True)
    settled_by_id = fields.Many2one("res.users", "Settled by", readonly=True)
    settled_at = fields.Datetime("Settled on", readonly=True)
    fingerprint = fields.Char(required=True, readonly=True, copy=False)

    _unique_return = models.UniqueIndex("(company_id, fingerprint)", "This return is listed already.")

    @api.depends("item_ids.partner_id")
    def _compute_partner_id(self):
        for one in self:
            customers = one.item_ids.partner_id
            one.partner_id = customers if len(customers) == 1 else False

    @api.depends("state", "item_ids.state", "item_ids.collection_id.state")
    def _compute_can_apply(self):
        """There is something that can be taken back."""
        for one in self:
            one.can_apply = one.state == "open" and bool(one.item_ids) and all(item._can_be_taken_back() for item in one.item_ids)

    @api.model
    def _list(self, company, one: Return, items, doubt: str, file_name: str = ""):
        """Return the row of a refusal that is left to a person; a file that is read twice has one row.

        :param items: the debits that it may be about
        :param doubt: why it was not taken back, in words
        """
        # Nobody makes these rows by hand: whoever may read a bank's file has its refusals listed.
        rows_sudo = self.sudo()
        fingerprint = hashlib.sha256(repr(astuple(one)).encode()).hexdigest()
        row_sudo = rows_sudo.search([("company_id", "=", company.id), ("fingerprint", "=", fingerprint)])
        doubt = doubt[:1].upper() + doubt[1:]
        values = {"doubt": doubt, "item_ids": [(6, 0, items.ids)]}
        if not row_sudo:
            row_sudo = rows_sudo.create(values | {
                "name": one.label, "company_id": company.id, "fingerprint": fingerprint, "file_name": file_name, "code": one.code,
                "reason": ", ".join(filter(None, (items._get_return_reason(one.code) if one.code else "", one.text[:140]))),
                "date": one.on, "amount": float(one.amount or 0), "moved": float(one.moved or 0), "currency": one.currency,
                "mandate": one.mandate, "is_whole": one.is_whole})
        elif row_sudo.state == "open" and not row_sudo.note:
            row_sudo.write(values if not row_sudo.item_ids else {"doubt": doubt})
        return row_sudo.with_env(self.env)

    def write(self, vals):
        """What the bank said stays; what is settled is settled.

        :raises UserError:
        """
        if not self.env.su and (set(vals) - _OPEN_FIELDS or any(one.state != "open" for one in self)):
            raise UserError(self.env._("A listed return changes by its buttons only; one that is settled does not change any more."))
        return super().write(vals)

    def action_apply(self):
        """Take back the debits that a person chose, in full and once.

        :raises UserError: nothing is chosen, or a debit cannot be taken back; nothing is applied then
        """
        self.check_access("write")
        for one in self:
            one._check_open()
            if not one.item_ids:
                raise UserError(self.env._("%(name)s: choose the debit that the bank means first.", name=one.name))
            for item in one.item_ids:
                one._apply_to(item)
        self._settle("applied")
        return True

    def _apply_to(self, item):
        if not item._can_be_taken_back():
            raise UserError(self.env._("%(reference)s: %(reason)s", reference=item.end_to_end, reason=item._get_refusal_to_take_back()))
        is_new, fault = item._apply_return_safely(self._to_return())
        if not is_new:
            raise UserError(self.env._("%(reference)s: %(reason)s", reference=item.end_to_end,
                                       reason=fault or item._get_refusal_to_take_back()))

    def action_dismiss(self):
        """Nothing is to be taken back, or it was done by hand."""
        self.check_access("write")
        for one in self:
            one._check_open()
        self._settle("dismissed")
        return True

    def action_open(self):
        """Open this return, to choose the debit that is meant."""
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": self.id, "view_mode": "form", "name": self.name}

    def _check_open(self):
        """:raises UserError: somebody has settled it, or is doing so."""
        if not self.try_lock_for_update() or self.state != "open":
            raise UserError(self.env._("%(name)s was settled already.", name=self.name))

    def _settle(self, state: str):
        # The right to write these rows was checked by the button.
        self.sudo().write({"state": state, "settled_by_id": self.env.uid, "settled_at": fields.Datetime.now()})

    def _to_return(self) -> Return:
        """What the bank said of each of the chosen debits."""
        amount = Decimal(str(self.amount)) if self.amount and not self.is_whole else None
        return Return("", self.code or "", on=self.date or None, amount=amount, currency=self.currency or "")

    def copy(self, default=None):  # pylint: disable=method-required-super
        raise UserError(self.env._("A return is listed by reading the bank's file."))
