from odoo import api, fields, models

from ..models.document.egg_document_mixin import EGG_STATES


class EggStateChange(models.TransientModel):
    """Choice of a new status for one document."""

    _name = "egg.state.change"
    _description = "Change of Status"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True, readonly=True)
    number = fields.Char("Document", compute="_compute_document")
    current_state = fields.Selection(EGG_STATES, "Current status", compute="_compute_document")
    allowed_states = fields.Char(compute="_compute_document")
    explained_states = fields.Char(compute="_compute_document")
    state = fields.Selection(EGG_STATES, "New status", required=True)
    reason_id = fields.Many2one("egg.refusal.reason", "Reason", help="Optional: feeds the refusal statistics.")
    note = fields.Char("Why", help="Stands in the history of the document.")

    @api.depends("res_model", "res_id")
    def _compute_document(self):
        for change in self:
            document = change._get_document()
            change.number = document.display_name
            change.current_state = document.egg_state
            can_write = document and document.has_access("write")
            change.allowed_states = ",".join(document._get_egg_state_actions()) if can_write else ""
            change.explained_states = ",".join(document._get_egg_explained_states()) if document else ""

    def action_apply(self):
        """Set the status and go back to the document."""
        self.ensure_one()
        action = self._get_document().egg_set_state(self.state, self.reason_id, self.note or "")
        return action or {"type": "ir.actions.act_window_close"}

    def _get_document(self):
        return self.env[self.res_model].browse(self.res_id)
