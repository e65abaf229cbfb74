import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.returns import ReturnFault, read_returns


class EggSepaReturnImport(models.TransientModel):
    """Drop the bank's answer: each refused debit is taken back once."""

    _name = "egg.sepa.return.import"
    _description = "Import Bank Returns"

    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    file = fields.Binary("Bank file", help="pain.002, camt.054 or camt.053, as downloaded from your bank.")
    file_name = fields.Char()
    state = fields.Selection([("choose", "Choose"), ("done", "Done")], default="choose", required=True)
    item_ids = fields.Many2many("egg.sepa.collection.item", string="Returned debits", readonly=True)
    applied_count = fields.Integer("Taken back", readonly=True)
    known_count = fields.Integer("Already known", readonly=True)
    unknown = fields.Text("Not ours", readonly=True)

    def action_import(self):
        """Read the file and apply its returns.

        :raises UserError: when the file is missing or cannot be trusted; nothing is applied then
        """
        self.ensure_one()
        if not self.file:
            raise UserError(self.env._("Please drop the bank's file first."))
        returns = self._read(base64.b64decode(self.file))
        applied, known, unknown = self.env["egg.sepa.collection.item"], 0, []
        by_reference = self._find_by_reference(returns)
        for one in returns:
            items = by_reference.get(one.reference, applied.browse()) if one.reference else self._find_batch(one)
            if not items:
                unknown.append(one.reference or one.message)
            for item in items:
                if item._apply_return(one):
                    applied |= item
                else:
                    known += 1
        self.write({"state": "done", "item_ids": [(6, 0, applied.ids)], "applied_count": len(applied), "known_count": known,
                    "unknown": "\n".join(unknown) or False})
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": self.id, "view_mode": "form", "target": "new",
                "name": self.env._("Bank returns")}

    @api.model
    def _read(self, content: bytes) -> list:
        reasons = {
            "size": self.env._("The file is too large: 50 MB at most."),
            "xml": self.env._("This is not an XML file that can be read. Download it again from your bank."),
            "doctype": self.env._("The file declares a DOCTYPE, which no bank does: it is refused."),
            "kind": self.env._("This is not a pain.002, camt.053 or camt.054 file."),
        }
        try:
            return read_returns(content)
        except ReturnFault as fault:
            raise UserError(reasons[fault.code]) from fault

    def _find_by_reference(self, returns) -> dict:
        """Return {reference: debit} for the debits of this company that are named one by one."""
        items = self.env["egg.sepa.collection.item"].search([
            ("company_id", "=", self.company_id.id), ("end_to_end", "in", [one.reference for one in returns if one.reference])])
        return {item.end_to_end: item for item in items}

    def _find_batch(self, one):
        """Return all debits of a refused file or batch, those that were taken back already too."""
        items = self.env["egg.sepa.collection.item"]
        if not one.message:
            return items
        domain = [("company_id", "=", self.company_id.id), ("message_ref", "=", one.message)]
        return items.search([*domain, ("batch_ref", "=", one.batch)] if one.batch else domain)
