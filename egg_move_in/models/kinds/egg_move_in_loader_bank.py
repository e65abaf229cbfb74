from odoo import api, models

from ...core.account import find_account_fault
from ...core.words import fold


class EggMoveInLoaderBank(models.AbstractModel):
    """Bank accounts of customers. An IBAN that is another customer's already is put before a person."""

    _name = "egg.move.in.loader.bank"
    _description = "How Bank Accounts Are Taken Over"
    _inherit = "egg.move.in.loader"

    _egg_kind = "bank"
    _egg_target = "res.partner.bank"

    @api.model
    def _get_likeness(self, cells):
        return cells.get("iban", "")

    @api.model
    def _judge(self, move_in, rows):
        self._find_customers(move_in, rows)
        self._judge_accounts(rows)
        for row, number in zip(rows, self._judge_sharing(move_in, rows), strict=True):
            row.record_id, row.is_there = number, bool(number)

    @api.model
    def _judge_sharing(self, move_in, rows) -> list:
        """An IBAN of two customers is put before a person. Return the account that each row is already, or 0."""
        above = move_in._get_first_lines("likeness", {row.line.likeness for row in rows})
        owners = self._get_owners({row.line.likeness for row in rows})
        found = []
        for row in rows:
            partner = row.values["partner"].commercial_partner_id
            found.append(owners.get((row.line.likeness, partner.id), 0))
            others = {owner for number, owner in owners if number == row.line.likeness} - {partner.id}
            first = above.get(row.line.likeness)
            if not found[-1]:
                self._judge_shared(row, first, self.env["res.partner"].browse(sorted(others)[:1]))
        return found

    @api.model
    def _judge_shared(self, row, first, other):
        is_mine = first and fold((first.cells or {}).get("customer", "")) == fold(row.text("customer"))
        if first and first.number < row.line.number and not is_mine:
            row.doubts.append(self.env._("The same IBAN stands in line %(number)s for another customer: say “Another "
                                         "one” if both use it.", number=first.number))
        elif other:
            row.doubts.append(self.env._("The same IBAN is the account of “%(name)s”: say “Another one” if both use "
                                         "it.", name=other.display_name))

    @api.model
    def _judge_accounts(self, rows):
        reasons = self._get_account_reasons()
        for row in rows:
            fault = find_account_fault(row.text("iban")) if row.text("iban") else ""
            if fault:
                row.faults.append(self.env._("IBAN %(number)s: %(reason)s.", number=_mask(row.text("iban")),
                                             reason=reasons.get(fault, reasons["format"])))

    @api.model
    def _get_account_reasons(self) -> dict:
        return {"format": self.env._("this is no IBAN"), "length": self.env._("its length is wrong"),
                "country": self.env._("its country is not known"),
                "checksum": self.env._("a figure is wrong (its check digits say so)")}

    @api.model
    def _get_owners(self, numbers) -> dict:
        """{(IBAN, id of the customer): id of the account} of the accounts that are there."""
        accounts = self.env["res.partner.bank"].search([("sanitized_acc_number", "in", list(numbers))])
        return {(one.sanitized_acc_number, one.partner_id.commercial_partner_id.id): one.id for one in accounts}

    @api.model
    def _load(self, move_in, rows):
        owners = self._get_owners({row.text("iban") for row in rows})
        for row in rows:
            row.record_id = owners.get((row.text("iban"), row.values["partner"].commercial_partner_id.id), 0)
        fresh = {}
        for row in rows:
            if not row.record_id:
                fresh.setdefault((row.text("iban"), row.values["partner"].commercial_partner_id.id), row)
        made = self.env["res.partner.bank"].create([self._prepare_values(row) for row in fresh.values()])
        places = dict(zip(fresh, made.ids, strict=True))
        for row in rows:
            place = (row.text("iban"), row.values["partner"].commercial_partner_id.id)
            if not row.record_id:
                row.record_id, row.is_made = places[place], fresh[place] is row

    @api.model
    def _take_back(self, records):
        """Core archives an account whatever it was used for; one that nobody used goes, so that it can come again."""
        models.BaseModel.unlink(records)

    @api.model
    def _prepare_values(self, row) -> dict:
        values = {"acc_number": row.text("iban"), "partner_id": row.values["partner"].commercial_partner_id.id,
                  "acc_holder_name": row.values.get("holder") or False}
        if row.text("bic") and "egg_bic" in self.env["res.partner.bank"]._fields:
            values["egg_bic"] = row.text("bic").replace(" ", "").upper()
        return values


def _mask(number: str) -> str:
    return f"{number[:4]}…{number[-4:]}" if len(number) > 8 else "…"
