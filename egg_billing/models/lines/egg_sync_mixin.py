from odoo import models
from odoo.exceptions import UserError


class EggSyncMixin(models.AbstractModel):
    """A document whose lines can be set back to the catalogue, after a look at what would change."""

    _name = "egg.sync.mixin"
    _description = "Document Synchronised with the Catalogue"

    def _get_egg_sync_refusal(self):
        """Why this document cannot be synchronised, in words; False when it can."""
        return False

    def _check_egg_sync(self):
        for document in self:
            if reason := document._get_egg_sync_refusal():
                raise UserError(reason)

    def action_egg_synchronise(self):
        """Open the differences between the lines and the catalogue."""
        self.ensure_one()
        self._check_egg_sync()
        wizard = self.env["egg.line.sync"].create({"document_model": self._name, "document_id": self.id})
        return {
            "type": "ir.actions.act_window", "name": self.env._("Synchronise with the catalogue"),
            "res_model": wizard._name,
            "res_id": wizard.id, "view_mode": "form", "target": "new",
        }
