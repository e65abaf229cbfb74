from dataclasses import replace

from odoo import api, fields, models
from odoo.addons.egg_billing.core.bank_file import BankFileFault
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang

from ..core.returns import read_returns
from ..models.returns.egg_sepa_return import Listed
from ..models.returns.return_matcher import ReturnMatcher


class EggSepaReturnImport(models.TransientModel):
    """Drop the bank's answer: each refused debit is taken back once."""

    _name = "egg.sepa.return.import"
    _description = "Import Bank Returns"
    _inherit = ["egg.bank.file.mixin"]

    file = fields.Binary(help="pain.002, camt.054, camt.053 or camt.052, as downloaded from your bank, also as a zip "
                              "or gzip.")
    state = fields.Selection([("choose", "Choose"), ("done", "Done")], default="choose", required=True)
    item_ids = fields.Many2many("egg.sepa.collection.item", string="Returned debits", readonly=True)
    applied_count = fields.Integer("Taken back", readonly=True)
    known_count = fields.Integer("Already known", readonly=True)
    return_ids = fields.Many2many("egg.sepa.return", string="Not taken back: please look", readonly=True)
    open_return_ids = fields.Many2many("egg.sepa.return", string="To look at", compute="_compute_open_return_ids")
    more_count = fields.Integer("Not listed yet", readonly=True,
                                help="Read the file again when the listed ones are settled.")
    unknown = fields.Text("Not ours", compute="_compute_texts")
    doubtful = fields.Text("Not taken back", compute="_compute_texts")

    @api.depends("return_ids.state")
    def _compute_open_return_ids(self):
        for one in self:
            one.open_return_ids = one.return_ids.filtered(lambda row: row.state == "open")

    @api.depends("return_ids", "more_count")
    def _compute_texts(self):
        """The list in words, and how many more there are."""
        for one in self:
            doubtful = one.return_ids.filtered("doubt")
            more = [self.env._("And %(count)s more.", count=one.more_count)] if one.more_count else []
            one.doubtful = "\n".join(f"{row.name}: {row.doubt}" for row in doubtful) or False
            one.unknown = "\n".join([*(one.return_ids - doubtful).mapped("name"), *more]) or False

    def action_import(self):
        """Read the file and apply its returns.

        :raises UserError: when the file is missing or cannot be trusted; nothing is applied then
        """
        returns = self._read(self._get_file_content())
        self.env["egg.sepa.collection.item"]._as_egg_actor()
        matcher = ReturnMatcher(self.company_id, returns)
        applied, known, listed = self.env["egg.sepa.collection.item"], 0, []
        for one in returns:
            items, doubts = matcher.find(one)
            if not items or doubts:
                listed.append(Listed(one, items, "; ".join(items._get_return_doubt(code, one) for code in doubts)))
                continue
            for item in items - applied:
                is_new, fault = item._as_egg_actor()._apply_return_safely(one)
                if is_new:
                    applied |= item
                elif fault:
                    # Of a whole file each debit has a row of its own.
                    told = one
                    if one.is_whole:
                        told = replace(one, reference=item.end_to_end, is_whole=False, amount=None, count=None)
                    listed.append(Listed(told, item, fault))
                else:
                    known += 1
                if is_new and one.moved is not None and one.moved != one.amount and not one.is_whole:
                    listed.append(Listed(one, item, self.env._(
                        "taken back for %(amount)s, but %(moved)s left the account: book the bank's fees.",
                        amount=formatLang(self.env, float(one.amount or 0)),
                        moved=formatLang(self.env, float(one.moved)))))
        rows, more = self.env["egg.sepa.return"]._list(self.company_id, listed, self.file_name or "")
        waiting = rows.filtered(lambda row: row.state == "open")
        self.write({"state": "done", "item_ids": [(6, 0, applied.ids)], "applied_count": len(applied),
                    "more_count": more,
                    "known_count": known + len(rows - waiting), "return_ids": [(6, 0, waiting.ids)]})
        return self._show_result()

    def _show_result(self) -> dict:
        """The window with what the file did, and what is left to look at."""
        return self._reopen(self.env._("Bank returns"), dialog_size="extra-large")

    @api.model
    def _read(self, content: bytes) -> list:
        damaged = self.env._("This is not an XML file that can be read. Download it again from your bank.")
        reasons = {
            "size": self.env._("The file is too large: 50 MB at most."), "xml": damaged, "packed": damaged,
            "doctype": self.env._("The file declares a DOCTYPE, which no bank does: it is refused."),
            "kind": self.env._("This is not a pain.002, camt.052, camt.053 or camt.054 file."),
        }
        try:
            return read_returns(content)
        except BankFileFault as fault:
            raise UserError(reasons[fault.code]) from fault
