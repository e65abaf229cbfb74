from decimal import Decimal

from odoo import Command, api, models
from odoo.addons.egg_billing.core.inside import INSIDE
from odoo.addons.egg_billing.models.opening.account_move import TAKING_BACK
from odoo.fields import Domain

#: Code of the journal of opening items.
JOURNAL = "REP"


class EggMoveInLoaderOpening(models.AbstractModel):
    """What customers still owe: an opening item each, with its instalments."""

    _name = "egg.move.in.loader.opening"
    _description = "How Open Invoices Are Taken Over"
    _inherit = "egg.move.in.loader"

    _egg_kind = "opening"
    _egg_target = "account.move"

    @api.model
    def _get_amount(self, cells):
        return cells.get("rest", "")

    @api.model
    def _judge(self, move_in, rows):
        self._find_customers(move_in, rows)
        self._find_modes(rows)
        known = self._find_known("opening", move_in.company_id, {row.line.key for row in rows})
        heads = move_in._get_first_lines("key", {row.line.key for row in rows})
        for row in rows:
            row.record_id = known.get(row.line.key, 0)
            row.is_there = bool(row.record_id)
            head = heads.get(row.line.key)
            if head and head != row.line and (head.cells or {}).get("customer") != row.text("customer"):
                row.faults.append(self.env._("The same number stands in line %(number)s for another customer.",
                                             number=head.number))
            self._judge_item(move_in, row)

    @api.model
    def _judge_item(self, move_in, row):
        if row.values["rest"] == 0:
            row.faults.append(self.env._("Nothing is left to pay: leave it out."))
        invoiced, due = row.values["invoiced"], row.values["due"]
        if invoiced and invoiced > move_in.day:
            row.faults.append(self.env._("The invoice is dated after the day of the move."))
        if invoiced and due and due < invoiced:
            row.remarks.append(self.env._("Due before it was invoiced."))
        if not due:
            row.remarks.append(self.env._("Without a due date: due on the day of the invoice."))
        code = row.text("currency").upper()
        currency = self.env["res.currency"].search([("name", "=", code)]) if code else move_in.currency_id
        row.values["currency"] = currency
        if code and not currency:
            row.faults.append(self.env._("The currency %(code)s is not active here.", code=code))

    @api.model
    def _load(self, move_in, rows):
        journal = self._make_journal(move_in)
        moves = self.env["account.move"].with_context(tracking_disable=True, mail_create_nolog=True).create(
            [self._prepare_values(move_in, journal, row) for row in rows])
        moves._post(soft=False)
        for row, move in zip(rows, moves, strict=True):
            row.record_id, row.is_made = move.id, True

    @api.model
    def _make_journal(self, move_in):
        """The journal of opening items of this company, made once."""
        company = move_in.company_id
        journal = self.env["account.journal"].search([
            ("company_id", "=", company.id), ("egg_is_opening", "=", True)], limit=1)
        if not journal:
            journals = self.env["account.journal"].with_context(active_test=False)
            taken = set(journals.search([("company_id", "=", company.id)]).mapped("code"))
            code = next(code for code in (JOURNAL, *(f"{JOURNAL}{number}" for number in range(2, 99)))
                        if code not in taken)
            journal = self.env["account.journal"].create({
                "name": self.env._("Opening items"), "code": code, "type": "sale", "company_id": company.id,
                "egg_is_opening": True, "refund_sequence": False, "sequence": 90,
                "default_account_id": move_in.account_id.id, "show_on_dashboard": False})
        return journal

    @api.model
    def _prepare_values(self, move_in, journal, row) -> dict:
        lines = [row, *row.parts]
        total = sum((one.values["rest"] for one in lines), Decimal(0))
        sign, number = -1 if total < 0 else 1, row.text("number")
        dues = [[(one.values["due"] or one.values["invoiced"]).isoformat(), float(one.values["rest"] * sign)]
                for one in lines]
        return {
            "move_type": "out_refund" if total < 0 else "out_invoice", "journal_id": journal.id,
            "company_id": move_in.company_id.id, "partner_id": row.values["partner"].id,
            "currency_id": (row.values["currency"] or move_in.currency_id).id,
            "invoice_date": row.values["invoiced"], "date": move_in.day, "invoice_payment_term_id": False,
            "egg_former_number": number, "ref": number, "payment_reference": number, "egg_opening_dues": dues,
            "egg_title": row.values["title"] or False, "egg_payment_mode_id": row.values["mode"].id,
            "invoice_line_ids": [Command.create({
                "name": self.env._("Opening item %(number)s", number=number), "quantity": 1,
                "price_unit": float(total * sign), "account_id": move_in.account_id.id, "tax_ids": [Command.clear()]})],
        }

    @api.model
    def _find_built(self, records):
        found = {}
        items = records.line_ids
        for part in items.matched_debit_ids | items.matched_credit_ids:
            for move in (part.debit_move_id | part.credit_move_id).move_id & records:
                found[move.id] = self.env._("something was paid or matched")
        return found | self._find_reminded(records)

    @api.model
    def _find_reminded(self, records) -> dict:
        """Those that were reminded, debited or noted here since."""
        found = self._find_referred(records.line_ids)
        lines = {line.id: line.move_id.id for line in records.line_ids}
        found = {lines[number]: why for number, why in found.items()} | self._find_referred(records)
        if "egg.followup.entry" in self.env:
            mine = self.env["ir.model.data"].search([("module", "=", "__egg_move_in__"), (
                "model", "=", "egg.followup.entry")]).mapped("res_id")
            entries = self.env["egg.followup.entry"].search(
                Domain("move_id", "in", records.ids) & Domain("id", "not in", mine))
            found |= {entry.move_id.id: self.env._("it was followed up") for entry in entries}
        return found

    @api.model
    def _take_back(self, records):
        records = records.with_context(**{TAKING_BACK: INSIDE}, force_delete=True, tracking_disable=True)
        records.button_draft()
        records.unlink()
