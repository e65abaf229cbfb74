import base64

from odoo import fields, models
from odoo.exceptions import UserError


class EggBankFileMixin(models.AbstractModel):
    """A form on which a bank's file is dropped."""

    _name = "egg.bank.file.mixin"
    _description = "Form for a Bank File"

    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    file = fields.Binary("Bank file")
    file_name = fields.Char()

    def _get_file_content(self) -> bytes:
        """What was dropped.

        :raises UserError: nothing yet
        """
        self.ensure_one()
        file = self.with_context(bin_size=False).file
        if not file:
            raise UserError(self.env._("Please drop the bank's file first."))
        return base64.b64decode(file)

    def _reopen(self, name: str, **context) -> dict:
        """The same form, as it stands now."""
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": self.id, "view_mode": "form",
                "views": [(False, "form")], "target": "new", "name": name, "context": context}
