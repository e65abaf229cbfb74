from odoo import api, fields, models
from odoo.exceptions import UserError


class EggMoveInColumn(models.Model):
    """A column of a file, and what it is. The next file with this heading is read the same way."""

    _name = "egg.move.in.column"
    _description = "Column of an Import"
    _order = "import_id desc, place"

    import_id = fields.Many2one("egg.move.in", required=True, ondelete="cascade", index=True)
    kind = fields.Selection(related="import_id.kind")
    place = fields.Integer(required=True, readonly=True)
    heading = fields.Char(readonly=True)
    heading_key = fields.Char(readonly=True, index=True)
    sample = fields.Char("First values", readonly=True)
    field_id = fields.Many2one("egg.move.in.field", "Is", domain="[('kind', '=', kind)]",
                               help="Empty: the column is left out.")
    is_chosen = fields.Boolean(readonly=True, help="A person said so.")

    @api.model_create_multi
    def create(self, vals_list):
        columns = super().create(vals_list)
        if not self.env.su:
            raise UserError(self.env._("The columns are those of the file."))
        return columns

    def write(self, vals):
        """A person says what a column is, until the lines are taken over; nothing else of it changes."""
        if self.env.su:
            return super().write(vals)
        if set(vals) - {"field_id"}:
            raise UserError(self.env._("The columns are those of the file."))
        self.import_id._check_open()
        if vals.get("field_id") and any(one.kind != one.env["egg.move.in.field"].browse(vals["field_id"]).kind
                                        for one in self):
            raise UserError(self.env._("This is a column of another kind."))
        result = super().write(vals)
        self.sudo().is_chosen = True  # sudo: what follows from the choice that was allowed just now
        return result
