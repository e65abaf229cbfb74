from odoo import api, fields, models


class ValidateAccountMove(models.TransientModel):
    _inherit = "validate.account.move"

    egg_missing = fields.Text("Missing legal mentions", compute="_compute_egg_missing")

    @api.depends("move_ids")
    def _compute_egg_missing(self):
        for wizard in self:
            asked = wizard.move_ids.filtered(lambda move: move.state == "draft" and move._is_egg_guarded())
            rows = [
                (move._get_egg_legal_label(), [name for _code, name, _level in move._get_egg_missing_mentions()])
                for move in asked]
            wizard.egg_missing = "\n".join(
                self.env._("%(invoice)s: %(names)s", invoice=label, names=", ".join(names))
                for label, names in rows if names) or False
