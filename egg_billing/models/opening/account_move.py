from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import frozendict

from ...core.inside import INSIDE

#: Context key by which the import takes its own opening items back.
TAKING_BACK = "egg_taking_back"


class AccountMove(models.Model):
    """An opening item: what a customer owes from the time before this database.

    It is an invoice, so that it is reminded, debited, paid and printed as one; it is no sale of this database: no
    number of its series, no e-invoice, no revenue.
    """

    _inherit = "account.move"

    egg_former_number = fields.Char(
        "Former number", copy=False, index="trigram", readonly=True,
        help="The number that the document had in the tool used before: customers know it by that one.")
    egg_is_opening = fields.Boolean("Opening item", related="journal_id.egg_is_opening")
    #: [[day, amount in the document's currency]]: what is still due of each instalment
    egg_opening_dues = fields.Json("Opening instalments", copy=False, readonly=True)

    def _get_egg_customer_number(self) -> str:
        return self.egg_former_number or super()._get_egg_customer_number()

    @api.depends("egg_opening_dues")
    def _compute_needed_terms(self):
        super()._compute_needed_terms()
        for move in self.filtered(lambda one: one.egg_opening_dues and one.needed_terms):
            move.needed_terms = move._get_egg_opening_terms()

    def _get_egg_opening_terms(self) -> dict:
        """One term for each day on which something is due, as it was in the tool used before."""
        sums = {}
        for day, amount in self.egg_opening_dues:
            sums[day] = sums.get(day, 0.0) + amount * (1 if self.move_type == "out_invoice" else -1)
        rate = self.invoice_currency_rate or 1.0
        return {
            frozendict({"move_id": self.id, "date_maturity": date.fromisoformat(day), "discount_date": False}): {
                "balance": self.company_currency_id.round(amount / rate), "amount_currency": amount}
            for day, amount in sorted(sums.items())}

    def _compute_date(self):
        """An opening item is booked on the day of the move, whenever it was invoiced."""
        return super(AccountMove, self.filtered(lambda one: not one.egg_is_opening or not one.date))._compute_date()

    @api.model
    def _get_suitable_journal_ids(self, move_type, company=False):
        return super()._get_suitable_journal_ids(move_type, company).filtered(lambda one: not one.egg_is_opening)

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves._check_egg_opening_program()
        return moves

    def write(self, vals):
        result = super().write(vals)
        if "journal_id" in vals:
            self._check_egg_opening_program()
        return result

    def _check_egg_opening_program(self):
        """:raises UserError: a user makes an opening item by hand: it would be a sale without a number"""
        if self.env.su or not self.filtered("egg_is_opening"):
            return
        raise UserError(self.env._("Opening items are made by the import only: choose another journal."))

    # Where the numbers go on

    def _get_last_sequence(self, relaxed=False, with_prefix=None):
        """Before the first document of a journal comes the last one of the tool used before, when it was told."""
        found = super()._get_last_sequence(relaxed=relaxed, with_prefix=with_prefix)
        if found or with_prefix is not None or self.journal_id.type != "sale" or not self.is_sale_document(True):
            return found
        last = self._get_egg_former_last()
        return last if last and (relaxed or self._is_egg_same_period(last)) else found

    def _get_egg_former_last(self) -> str:
        """The last number of the tool used before in this series; empty where none was told."""
        code = self.journal_id._get_egg_former_code(
            self.journal_id.refund_sequence and self.move_type == "out_refund")
        # sudo: series of numbers are technical records, whoever issues
        series_sudo = self.env["ir.sequence"].sudo().search([
            ("code", "=", code), ("company_id", "=", self.journal_id.company_id.id)], limit=1)
        return f"{series_sudo.prefix or ''}{series_sudo.number_next - 1:0{series_sudo.padding}d}" if series_sudo else ""

    def _is_egg_same_period(self, number: str) -> bool:
        """Whether a number is of the year, or the month, of this document; else its series begins anew."""
        reset = self._deduce_sequence_number_reset(number)
        told = self._get_sequence_format_param(number)[1]
        day = self.date or self.invoice_date or fields.Date.context_today(self)
        years = {told.get(name, 0) % 100 for name in ("year", "year_end") if told.get(name)}
        is_year = "year" not in reset and "month" not in reset or day.year % 100 in years
        return is_year and ("month" not in reset or told["month"] == day.month)

    # What an opening item is not

    def _is_egg_numbered(self) -> bool:
        return not self.journal_id.egg_is_opening and super()._is_egg_numbered()

    def _is_egg_guarded(self) -> bool:
        return not self.egg_is_opening and super()._is_egg_guarded()

    def _is_egg_locked(self) -> bool:
        if self.env.context.get(TAKING_BACK) is INSIDE and self.egg_is_opening:
            return False
        return super()._is_egg_locked()

    def _is_egg_foreign_item(self, item) -> bool:
        """What stands on the opening account is settled by the opening balance, which is no customer's."""
        is_owed = item.account_id.account_type == "asset_receivable"
        return (is_owed or not self.egg_is_opening) and super()._is_egg_foreign_item(item)

    def _need_ubl_cii_xml(self, ubl_cii_format):
        return not self.egg_is_opening and super()._need_ubl_cii_xml(ubl_cii_format)

    def _get_egg_locked_fields(self) -> set:
        return super()._get_egg_locked_fields() | {"egg_former_number", "egg_opening_dues"}
