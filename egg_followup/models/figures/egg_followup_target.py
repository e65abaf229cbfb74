from odoo import fields, models


class EggFollowupTarget(models.AbstractModel):
    _inherit = "egg.followup.target"

    def write(self, vals):
        fresh = self.filtered(lambda one: not one.egg_dispute) if vals.get("egg_dispute") else self.browse()
        result = super().write(vals)
        fresh._note_egg_dispute()
        return result

    def _note_egg_dispute(self):
        """Note with the last reminder of each of these that it was answered by a dispute."""
        if not self:
            return
        # sudo: who notes a dispute may not be one who writes the history
        entries_sudo = self.env["egg.followup.entry"].sudo()
        entries_sudo = entries_sudo.search([(self._egg_followup_link, "in", self.ids), ("origin", "=", "bulk")],
                                           order="date, id")
        last = {entry[self._egg_followup_link].id: entry.id for entry in entries_sudo}
        entries_sudo.browse(last.values()).write({"disputed_on": fields.Date.context_today(self)})
