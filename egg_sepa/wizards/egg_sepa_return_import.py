import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.returns import ReturnFault, read_returns
from ..models.returns.return_matcher import ReturnMatcher

#: Refusals that are told one by one; of more only the number is told.
SHOWN = 500


class EggSepaReturnImport(models.TransientModel):
    """Drop the bank's answer: each refused debit is taken back once."""

    _name = "egg.sepa.return.import"
    _description = "Import Bank Returns"

    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    file = fields.Binary("Bank file", help="pain.002, camt.054, camt.053 or camt.052, as downloaded from your bank, "
                                           "also as a zip or gzip.")
    file_name = fields.Char()
    state = fields.Selection([("choose", "Choose"), ("done", "Done")], default="choose", required=True)
    item_ids = fields.Many2many("egg.sepa.collection.item", string="Returned debits", readonly=True)
    applied_count = fields.Integer("Taken back", readonly=True)
    known_count = fields.Integer("Already known", readonly=True)
    unknown = fields.Text("Not ours", readonly=True)
    doubtful = fields.Text("Not taken back: please look", readonly=True)

    def action_import(self):
        """Read the file and apply its returns.

        :raises UserError: when the file is missing or cannot be trusted; nothing is applied then
        """
        self.ensure_one()
        if not self.file:
            raise UserError(self.env._("Please drop the bank's file first."))
        returns = self._read(base64.b64decode(self.file))
        self.env["egg.sepa.collection.item"]._as_egg_actor()
        matcher = ReturnMatcher(self.company_id, returns)
        applied, known, unknown, doubtful = self.env["egg.sepa.collection.item"], 0, [], []
        for one in returns:
            items, doubts = matcher.find(one)
            if not items:
                unknown.append(one.label)
            elif doubts:
                doubtful.append(f"{one.label}: {'; '.join(items._get_return_doubt(code, one) for code in doubts)}")
                continue
            for item in items - applied:
                is_new, fault = item._as_egg_actor()._apply_return_safely(one)
                if is_new:
                    applied |= item
                elif fault:
                    doubtful.append(f"{item.end_to_end}: {fault}")
                else:
                    known += 1
                if is_new and one.moved is not None and one.moved != one.amount and not one.is_whole:
                    doubtful.append(self.env._("%(reference)s: taken back for %(amount)s, but %(moved)s left the "
                                               "account: book the bank's fees.",
                                               reference=item.end_to_end, amount=one.amount, moved=one.moved))
        self.write({"state": "done", "item_ids": [(6, 0, applied.ids)], "applied_count": len(applied),
                    "known_count": known,
                    "unknown": self._join(unknown), "doubtful": self._join(doubtful)})
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": self.id, "view_mode": "form",
                "target": "new",
                "name": self.env._("Bank returns")}

    @api.model
    def _join(self, texts: list):
        """The first of these texts, and how many more there are."""
        more = [self.env._("And %(count)s more.", count=len(texts) - SHOWN)] if len(texts) > SHOWN else []
        return "\n".join([*texts[:SHOWN], *more]) or False

    @api.model
    def _read(self, content: bytes) -> list:
        reasons = {
            "size": self.env._("The file is too large: 50 MB at most."),
            "xml": self.env._("This is not an XML file that can be read. Download it again from your bank."),
            "doctype": self.env._("The file declares a DOCTYPE, which no bank does: it is refused."),
            "kind": self.env._("This is not a pain.002, camt.052, camt.053 or camt.054 file."),
        }
        try:
            return read_returns(content)
        except ReturnFault as fault:
            raise UserError(reasons[fault.code]) from fault
