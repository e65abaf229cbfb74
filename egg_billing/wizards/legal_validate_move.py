from itertools import chain

from odoo import api, fields, models


class ValidateAccountMove(models.TransientModel):
    _inherit = "validate.account.move"

    egg_missing = fields.Text("Missing legal mentions", compute="_compute_egg_missing")
    egg_is_blocked = fields.Boolean("Something blocks", compute="_compute_egg_missing")

    @api.depends("move_ids")
    def _compute_egg_missing(self):
        for wizard in self:
            drafts = wizard.move_ids.filtered(lambda move: move.state == "draft" and move._is_egg_guarded())
            found = [(move, move._get_egg_missing_mentions()) for move in drafts]
            wizard.egg_missing = "\n".join(
                self.env._("%(invoice)s: %(names)s", invoice=move._get_egg_legal_label(),
                           names=", ".join(map(self._get_egg_mention_text, missing)))
                for move, missing in found if missing) or False
            wizard.egg_is_blocked = any(level == "block" for _code, _name, level in chain(*dict(found).values()))

    def _get_egg_mention_text(self, mention) -> str:
        _code, name, level = mention
        return self.env._("%(name)s (blocks)", name=name) if level == "block" else name
