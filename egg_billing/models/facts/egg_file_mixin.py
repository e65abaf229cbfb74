from odoo import models


class EggFileMixin(models.AbstractModel):
    """A fact that is kept as one file: `file`, called `file_name`."""

    _name = "egg.file.mixin"
    _description = "Fact Kept as a File"

    def action_download(self):
        """Take the file."""
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "target": "download",
                "url": f"/web/content/{self._name}/{self.id}/file/{self.file_name}?download=true"}
