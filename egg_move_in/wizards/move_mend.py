from odoo import api, fields, models

from ..core.kinds import KINDS


class EggMoveInMend(models.TransientModel):
    """A line of an import whose cells a person corrects."""

    _name = "egg.move.in.mend"
    _description = "Correct a Line of an Import"

    line_id = fields.Many2one("egg.move.in.line", required=True, readonly=True, ondelete="cascade")
    words = fields.Text(related="line_id.words")
    cell_ids = fields.One2many("egg.move.in.mend.cell", "mend_id", "Cells", compute="_compute_cell_ids", store=True,
                               readonly=False)

    @api.model_create_multi
    def create(self, vals_list):
        """The cells are read as superuser: whoever opens the window may see the line."""
        default = self.env.context.get("default_line_id")
        numbers = [vals.get("line_id", default) for vals in vals_list]
        self.env["egg.move.in.line"].browse(filter(None, numbers))._as_actor()
        return super().create(vals_list)

    def write(self, vals):
        if "line_id" in vals:
            self.env["egg.move.in.line"].browse(vals["line_id"] or [])._as_actor()
        return super().write(vals)

    @api.depends("line_id")
    def _compute_cell_ids(self):
        for one in self:
            cells = one.line_id.cells or {}
            kind = KINDS.get(one.line_id.import_id.kind)
            one.cell_ids = [(5, 0, 0), *((0, 0, {
                "name": column.name, "label": f"{column.label} *" if column.needed else column.label,
                "value": cells.get(column.name) or False}) for column in (kind.columns if kind else ()))]

    def action_check(self):
        """Look at the corrected line."""
        self.ensure_one()
        line = self.line_id._as_actor()
        line._mend({cell.name: cell.value or "" for cell in self.cell_ids})
        return {"type": "ir.actions.act_window_close"}

    def action_load(self):
        """Look at the corrected line, and take it over alone when nothing is the matter with it."""
        self.action_check()
        line = self.line_id
        if line.state in ("create", "update"):
            line.action_load()
            return {"type": "ir.actions.act_window_close"}
        return line.action_mend()


class EggMoveInMendCell(models.TransientModel):
    _name = "egg.move.in.mend.cell"
    _description = "Cell of a Line of an Import"

    mend_id = fields.Many2one("egg.move.in.mend", required=True, ondelete="cascade", index=True)
    name = fields.Char()
    label = fields.Char("Column")
    value = fields.Char()
