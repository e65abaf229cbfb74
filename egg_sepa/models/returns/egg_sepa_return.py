import hashlib
from collections import Counter
from dataclasses import astuple
from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core.returns import Return

#: Returns listed from one file; the rest is listed when these are settled and the file is read again.
MOST = 500


class Listed(NamedTuple):
    """A refusal that is left to a person."""

    told: Return
    items: models.Model  # the debits that it may be about
    doubt: str  # why it was not taken back, in words; empty: nobody knows it


class EggSepaReturn(models.Model):
    """A refusal in a bank's file that was not taken back by itself: a person looks, applies it to a debit or dismisses
    it.
    """

    _name = "egg.sepa.return"
    _description = "Bank Return to Look At"
    _inherit = ["egg.facts.mixin", "mail.thread"]
    _order = "state desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char("In the bank's file", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    state = fields.Selection(
        [("open", "To look at"), ("applied", "Applied"), ("dismissed", "Dismissed")],
        required=True, default="open", readonly=True, index=True, tracking=True)
    doubt = fields.Text("Why it was not taken back", readonly=True)
    item_ids = fields.Many2many(
        "egg.sepa.collection.item", string="Debits meant", check_company=True,
        domain="[('company_id', '=', company_id), ('state', 'in', ('pending', 'booked')), "
               "('collection_id.state', 'in', ('sent', 'booked'))]",
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
            one.can_apply = one.state == "open" and bool(one.item_ids) and all(item._can_be_taken_back()
                                                                               for item in one.item_ids)

    def _get_egg_free_fields(self) -> set:
        """What a person says while a return waits; everything else is what the bank told, or follows from the buttons.
        """
        return super()._get_egg_free_fields() | ({"item_ids", "note"} if self.state == "open" else set())

    def copy(self, default=None):  # pylint: disable=method-required-super
        raise UserError(self.env._("A return is listed by reading the bank's file."))

    # Listing

    @api.model
    def _list(self, company, found: list, file_name: str = "") -> tuple:
        """Return the rows of these `Listed` refusals of one file, and how many more there are than are listed.

        A file that is read twice has its rows once; two refusals that say the same are two.
        """
        # sudo: nobody makes these rows by hand; whoever may read a bank's file has its refusals listed
        rows_sudo = self.sudo()
        marks, times = [], Counter()
        for one in found:
            told = repr(astuple(one.told))
            times[told] += 1
            marks.append(hashlib.sha256(f"{times[told]} {told}".encode()).hexdigest())
        known = {row.fingerprint: row
                 for row in rows_sudo.search([("company_id", "=", company.id), ("fingerprint", "in", marks)])}
        fresh = [(mark, one) for mark, one in zip(marks, found, strict=True) if mark not in known]
        for mark, one in zip(marks, found, strict=True):
            if mark in known:
                known[mark]._look_again(one)
        made = rows_sudo.create([self._prepare_values(company, one, mark, file_name) for mark, one in fresh[:MOST]])
        rows = rows_sudo.browse([row.id for row in known.values()]) | made
        return rows.with_env(self.env), max(len(fresh) - MOST, 0)

    def _look_again(self, one: Listed):
        """The file was read again: what speaks against it may have changed, what a person said stays."""
        if self.state == "open":
            self.write({"doubt": _to_sentence(one.doubt)} | ({} if self.item_ids or self.note
                                                             else {"item_ids": [(6, 0, one.items.ids)]}))

    @api.model
    def _prepare_values(self, company, one: Listed, fingerprint: str, file_name: str) -> dict:
        told = one.told
        reason = one.items._get_return_reason(told.code) if told.code else ""
        return {
            "name": told.label, "company_id": company.id, "fingerprint": fingerprint, "file_name": file_name,
            "code": told.code,
            "reason": ", ".join(filter(None, (reason, told.text[:140]))), "date": told.on,
            "amount": float(told.amount or 0),
            "moved": float(told.moved or 0), "currency": told.currency, "mandate": told.mandate,
            "is_whole": told.is_whole,
            "doubt": _to_sentence(one.doubt), "item_ids": [(6, 0, one.items.ids)]}

    # Settling

    def action_apply(self):
        """Take back the debits that a person chose, in full and once.

        :raises UserError: nothing is chosen, or a debit cannot be taken back; nothing is applied then
        """
        self = self._as_egg_actor()  # noqa: PLW0642
        for one in self:
            one._check_open()
            if not one.item_ids:
                raise UserError(self.env._("%(name)s: choose the debit that the bank means first.", name=one.name))
            for item in one.item_ids:
                one._apply_to(item)
        self._settle("applied")
        return self._go_on()

    def _apply_to(self, item):
        is_new, fault = item._apply_return_safely(self._to_return()) if item._can_be_taken_back() else (False, "")
        if not is_new:
            raise UserError(self.env._("%(reference)s: %(reason)s", reference=item.end_to_end,
                                       reason=fault or item._get_refusal_to_take_back()))

    def action_dismiss(self):
        """Nothing is to be taken back, or it was done by hand."""
        self = self._as_egg_actor()  # noqa: PLW0642
        for one in self:
            one._check_open()
        self._settle("dismissed")
        return self._go_on()

    def _go_on(self):
        """The window of the bank's file stays until all of its rows are settled; elsewhere nothing follows."""
        number = self.env.context.get("egg_import_id")
        window = self.env["egg.sepa.return.import"].browse(number if isinstance(number, int) else []).exists()
        window.check_access("read")
        return window._show_result() if window.open_return_ids else True

    def action_open(self):
        """Open this return, to choose the debit that is meant."""
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": self.id, "view_mode": "form",
                "views": [(False, "form")], "name": self.name}

    def _check_open(self):
        """:raises UserError: somebody has settled it, or is doing so."""
        if not self.try_lock_for_update() or self.state != "open":
            raise UserError(self.env._("%(name)s was settled already.", name=self.name))

    def _settle(self, state: str):
        self.write({"state": state, "settled_by_id": self.env.uid, "settled_at": fields.Datetime.now()})

    def _to_return(self) -> Return:
        """What the bank said of each of the chosen debits."""
        amount = Decimal(str(self.amount)) if self.amount and not self.is_whole else None
        return Return("", self.code or "", on=self.date or None, amount=amount, currency=self.currency or "")


def _to_sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
