import re

from odoo import api, fields, models

from ...core.words import plain


class EggMoveInLoaderReminder(models.AbstractModel):
    """What was done for open invoices before the move: the next reminder goes on from there."""

    _name = "egg.move.in.loader.reminder"
    _description = "How Reminders Are Taken Over"
    _inherit = "egg.move.in.loader"

    _egg_kind = "reminder"
    _egg_target = "egg.followup.entry"

    @api.model
    def _judge(self, move_in, rows):
        self._find_openings(move_in, rows)
        stages = self._get_stages(move_in.company_id)
        known = self._find_known("reminder", move_in.company_id, {row.line.key for row in rows})
        for row in rows:
            row.record_id = known.get(row.line.key, 0)
            row.is_there = bool(row.record_id)
            row.values["stage"] = self._find_stage(row.text("stage"), stages)
            if row.text("stage") and not row.values["stage"]:
                row.faults.append(self.env._(
                    "The stage “%(name)s” is not known. Known: %(stages)s.", name=row.text("stage"),
                    stages=", ".join(stages.mapped("name"))))
            if row.values["on"] and row.values["on"] > fields.Date.context_today(self):
                row.faults.append(self.env._("A day is to come."))

    @api.model
    def _get_stages(self, company):
        return self.env["egg.followup.stage"].search([("company_id", "in", (False, company.id))])

    @api.model
    def _find_stage(self, text: str, stages):
        """The stage of this name in any language; "2", "R2" or "Relance 2" is the second reminder."""
        for code, _label in self.env["res.lang"].get_installed():
            for stage in stages.with_context(lang=code):
                if plain(stage.name) == plain(text):
                    return stage
        reminders = stages.filtered(lambda one: one.kind == "reminder")
        rank = re.fullmatch(r"(?:r|relance|niveau|rappel|reminder|level)?\s*(?:n\s*)?([1-9])(?:\s*(?:re|e|eme|ere))?"
                            r"(?:\s*(?:relance|rappel))?", plain(text))
        return reminders[int(rank.group(1)) - 1:int(rank.group(1))] if rank else stages.browse()

    @api.model
    def _load(self, move_in, rows):
        entries = self.env["egg.followup.entry"].with_context(tracking_disable=True).create([{
            "move_id": row.values["move"].id, "stage_id": row.values["stage"].id, "date": row.values["on"],
            "comment": row.values["comment"] or self.env._("Taken over from the tool used before"),
            "user_id": move_in.user_id.id} for row in rows])
        for row, entry in zip(rows, entries, strict=True):
            row.record_id, row.is_made = entry.id, True

    @api.model
    def _find_built(self, records):
        """What was sent since counts on them: a reminder after one of these."""
        later = self.env["egg.followup.entry"].search([
            ("move_id", "in", records.move_id.ids), ("id", "not in", records.ids), ("origin", "!=", "manual")])
        moves = later.move_id
        return {one.id: self.env._("the invoice was reminded since") for one in records if one.move_id in moves}
