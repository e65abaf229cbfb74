from odoo import models


class IrModel(models.Model):
    _inherit = "ir.model"

    def unlink(self):
        """Events and tasks that are about documents of a model that goes with its addon stay, without the document."""
        for name in self.mapped("model"):
            for entry in ("calendar.event", "egg.task"):
                about = self.env[entry].sudo().with_context(active_test=False)  # sudo: those of all people and companies
                about.search([("egg_document", "=like", f"{name},%")]).egg_document = False
        return super().unlink()
