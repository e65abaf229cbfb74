from odoo import api, models

from ...core.words import plain

#: What the nature of a payment mode is called.
_KINDS = {"cheque": "cheque", "virement": "transfer", "transfer": "transfer", "prelevement": "direct_debit",
          "prelevement sepa": "direct_debit", "carte": "card", "carte bancaire": "card", "cb": "card",
          "especes": "cash", "espece": "cash", "lcr": "bill", "traite": "bill", "lettre de change": "bill",
          "effet": "bill"}


class EggMoveInLoaderMode(models.AbstractModel):
    """Payment modes; one of the same name is the one that is there."""

    _name = "egg.move.in.loader.mode"
    _description = "How Payment Modes Are Taken Over"
    _inherit = "egg.move.in.loader"

    _egg_kind = "mode"
    _egg_target = "egg.payment.mode"

    @api.model
    def _judge(self, move_in, rows):
        self._find_modes(rows, "name")
        for row in rows:
            row.remarks.clear()
            row.record_id = row.values["name"].id or 0
            row.is_there = bool(row.record_id)

    @api.model
    def _load(self, move_in, rows):
        modes = self.env["egg.payment.mode"].create([{
            "name": row.text("name"), "kind": self._get_mode_kind(row), "company_id": move_in.company_id.id}
            for row in rows])
        for row, mode in zip(rows, modes, strict=True):
            row.record_id, row.is_made = mode.id, True

    @api.model
    def _get_mode_kind(self, row) -> str:
        told = plain(row.text("kind"))
        words = [told, *plain(row.text("name")).split()]
        return next((_KINDS[word] for word in words if word in _KINDS), "other")
