from odoo import models
from odoo.tools import SQL, sql


class IrModel(models.Model):
    _inherit = "ir.model"

    def unlink(self):
        """Events and tasks that are about documents of a model that goes with its addon stay, without the document."""
        self._forget_egg_documents(self.mapped("model"))
        return super().unlink()

    def _forget_egg_documents(self, names: list):
        """Empty the linked document where it is of one of these models.

        By SQL: while addons go, columns may be gone already.
        """
        for entry in (self.env["calendar.event"], self.env["egg.task"]):
            if sql.column_exists(self.env.cr, entry._table, "egg_document"):
                entry.flush_model(["egg_document"])
                self.env.cr.execute(SQL(
                    "UPDATE %s SET egg_document = NULL WHERE split_part(egg_document, ',', 1) = ANY(%s)",
                    SQL.identifier(entry._table), names,
                ))
                entry.invalidate_model(["egg_document"])
