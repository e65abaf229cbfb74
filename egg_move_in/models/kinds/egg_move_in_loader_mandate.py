from dateutil.relativedelta import relativedelta
from odoo import api, fields, models

from ...core.words import fold, plain
from .egg_move_in_loader import MODULE

#: A mandate that is not used for so long lapses (EPC016-06, section 4.1).
LAPSE_MONTHS = 36
ONE_OFF = ("ponctuel", "one off", "oneoff", "ooff", "unique")


class EggMoveInLoaderMandate(models.AbstractModel):
    """Mandates that were signed, and debited, with the tool used before: ready to be debited the same day."""

    _name = "egg.move.in.loader.mandate"
    _description = "How Mandates Are Taken Over"
    _inherit = "egg.move.in.loader.bank"

    _egg_kind = "mandate"
    _egg_target = "egg.debit.mandate"

    @api.model
    def _judge(self, move_in, rows):
        self._find_customers(move_in, rows)
        self._judge_accounts(rows)
        known = self._find_mandates(move_in, rows)
        for row in rows:
            row.record_id = known.get(fold(row.text("reference")), 0)
            row.is_there = bool(row.record_id)
            self._judge_mandate(row)
        self._judge_sharing(move_in, [row for row in rows if not row.is_there])

    @api.model
    def _find_mandates(self, move_in, rows) -> dict:
        """{folded reference: id} of those that are there, whoever entered them."""
        names = {row.text("reference") for row in rows}
        names |= {name.upper() for name in names} | {name.lower() for name in names}
        mandates = self.env["egg.debit.mandate"].search([
            ("name", "in", list(names)), ("company_id", "=", move_in.company_id.id)])
        return {fold(one.name): one.id for one in mandates}

    @api.model
    def _judge_mandate(self, row):
        today = fields.Date.context_today(self)
        signed, debited = row.values["signed"], row.values["debited"]
        if signed and signed > today or debited and debited > today:
            row.faults.append(self.env._("A day is to come."))
        elif signed and debited and debited < signed:
            row.faults.append(self.env._("The last debit is before the signature."))
        elif signed and max(signed, debited or signed) + relativedelta(months=LAPSE_MONTHS) <= today:
            row.faults.append(self.env._(
                "Lapsed: no debit for 36 months. Enter the day of the last debit, or have a new mandate signed."))
        if plain(row.text("scheme")) not in ("", "core", "b2b"):
            row.faults.append(self.env._("The scheme is CORE or B2B."))
        if plain(row.text("scheme")) == "b2b" and row.values["partner"] and not (
                row.values["partner"].commercial_partner_id.is_company):
            row.faults.append(self.env._("A B2B mandate is for firms only."))
        if not row.text("town"):
            row.remarks.append(self.env._("The town of the signature is missing: the customer's is taken."))
        if not debited:
            row.remarks.append(self.env._("Never debited so far: its next debit is its first."))

    @api.model
    def _load(self, move_in, rows):
        accounts = [row for row in rows if not row.record_id]
        made_now = {row.line.id: row for row in accounts}
        super()._load(move_in, accounts)
        self._remember_accounts(move_in, [row for row in accounts if row.is_made])
        banks = {number: row.record_id for number, row in made_now.items()}
        mandates = self.env["egg.debit.mandate"].with_context(tracking_disable=True).create(
            [self._prepare_mandate_values(move_in, row, banks[row.line.id]) for row in accounts])
        for row, mandate in zip(accounts, mandates, strict=True):
            row.record_id, row.is_made = mandate.id, True
            if row.values["debited"]:
                mandate._note_last_debit(row.values["debited"])
        mandates.action_insert()

    @api.model
    def _prepare_mandate_values(self, move_in, row, bank_id: int) -> dict:
        partner = row.values["partner"].commercial_partner_id
        creditor = row.text("creditor").replace(" ", "").upper()
        values = {
            "name": row.text("reference"), "company_id": move_in.company_id.id, "bank_account_id": bank_id,
            "scheme": "B2B" if plain(row.text("scheme")) == "b2b" else "CORE",
            "kind": "one_off" if plain(row.text("type")) in ONE_OFF else "recurrent",
            "signature_date": row.values["signed"],
            "signature_town": row.values["town"] or partner.city or move_in.company_id.city or "-"}
        return values | ({"creditor_identifier": creditor} if creditor else {})

    @api.model
    def _find_built(self, records):
        found = self._find_referred(records)
        for mandate in records.filtered(lambda one: one.last_debit_date and not one.last_debit_is_told):
            found.setdefault(mandate.id, self.env._("it was debited"))
        return found

    @api.model
    def _remember_accounts(self, move_in, rows):
        """Accounts that are made for mandates go with them when they are taken back."""
        accounts = self.env["res.partner.bank"]
        self.env["ir.model.data"]._update_xmlids([
            {"xml_id": f"{MODULE}.{self._get_xmlid('account', move_in.company_id, f'{row.record_id}')}",
             "record": accounts.browse(row.record_id), "noupdate": True} for row in rows])

    @api.model
    def _take_back(self, records):
        accounts = records.bank_account_id
        records.write({"state": "draft"})
        records.unlink()
        mine = self.env["ir.model.data"].search([
            ("module", "=", MODULE), ("model", "=", "res.partner.bank"), ("name", "=like", r"account\_%"),
            ("res_id", "in", accounts.ids)])
        accounts = accounts.browse(mine.mapped("res_id"))
        super()._take_back(accounts - accounts.browse(self._find_referred(accounts)))
