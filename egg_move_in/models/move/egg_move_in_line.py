from odoo import api, fields, models
from odoo.exceptions import UserError

#: States in which a line waits to be taken over.
READY = ("create", "update")
#: States in which a line is not taken over.
OUT = ("error", "doubt", "left")


class EggMoveInLine(models.Model):
    """A line of a file: what it says, what is to be said of it, and what became of it."""

    _name = "egg.move.in.line"
    _description = "Line of an Import"
    _order = "import_id, number"
    _rec_name = "title"

    import_id = fields.Many2one("egg.move.in", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="import_id.company_id", store=True)
    number = fields.Integer("Line", required=True, readonly=True)
    title = fields.Char("What", readonly=True)
    cells = fields.Json(readonly=True)
    key = fields.Char(readonly=True, index=True)
    likeness = fields.Char(readonly=True, index="btree_not_null")
    rank = fields.Integer(readonly=True)
    amount = fields.Float(digits=(16, 2), readonly=True)
    head_id = fields.Many2one("egg.move.in.line", "Part of", readonly=True, ondelete="cascade", index="btree_not_null")
    state = fields.Selection(
        [("create", "Will be created"), ("update", "Will be updated"), ("doubt", "To be decided"), ("error", "Error"),
         ("there", "Already there"), ("done", "Taken over"), ("left", "Left out"), ("undone", "Taken back")],
        required=True, readonly=True, default="create", index=True)
    words = fields.Text("Explanation", readonly=True)
    twin_id = fields.Many2one("egg.move.in.line", "Perhaps the same line", readonly=True, ondelete="set null",
                              index="btree_not_null")
    decision = fields.Selection([("same", "The same"), ("apart", "Another one")], readonly=True)
    res_model = fields.Char(compute="_compute_res_model")
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True, index="btree_not_null")
    merges = fields.Boolean(compute="_compute_merges")
    is_made = fields.Boolean("Made by this import", readonly=True)
    before = fields.Json(readonly=True)

    @api.depends("import_id.kind")
    def _compute_res_model(self):
        for line in self:
            line.res_model = line.import_id._get_loader()._egg_target

    @api.depends("import_id.kind")
    def _compute_merges(self):
        for line in self:
            line.merges = line.import_id._get_loader()._egg_merges

    # Buttons

    def action_same(self):
        """These are the customers that they are like: one record for both.

        :raises UserError: they are nothing that can be the same
        """
        if any(not line.merges for line in self._as_actor()):
            raise UserError(self.env._("Each line of this list stays its own: say “Another one”, or leave it out."))
        return self._decide("same")

    def action_apart(self):
        """These are others than those they are like."""
        return self._decide("apart")

    def action_leave(self):
        """These are not taken over."""
        lines = self._as_actor()
        if any(line.state in ("done", "undone", "there") for line in lines):
            raise UserError(self.env._("What was taken over is taken back by its import."))
        lines.write({"state": "left", "words": False})
        lines.import_id._finish_check()
        return True

    def _decide(self, decision: str):
        lines = self._as_actor()
        if any(line.state != "doubt" for line in lines):
            raise UserError(self.env._("Only what is doubtful is to be decided."))
        lines.write({"decision": decision})
        for move_in in lines.import_id:
            own = lines.filtered(lambda line, one=move_in: line.import_id == one)
            move_in._prepare_work()._judge_lines(own)
            move_in._finish_check()
        return True

    def action_mend(self):
        """Open the window in which the cells of this line are corrected."""
        self.ensure_one()
        self._as_actor()
        return {"type": "ir.actions.act_window", "name": self.env._("Correct line %(number)s", number=self.number),
                "res_model": "egg.move.in.mend", "view_mode": "form", "target": "new",
                "context": {"default_line_id": self.id}}

    def action_load(self):
        """Take this line over alone."""
        lines = self._as_actor()
        if any(line.state not in READY for line in lines):
            raise UserError(self.env._("This line is not ready: correct it, or decide what it is, first."))
        for move_in in lines.import_id:
            own = lines.filtered(lambda line, one=move_in: line.import_id == one)
            move_in._lock()
            move_in._prepare_work()._load_lines(own.head_id | own.filtered(lambda line: not line.head_id))
            move_in._finish_load()
        return True

    def action_open_record(self):
        """Show what became of this line."""
        self.ensure_one()
        if not self.res_id:
            raise UserError(self.env._("Nothing became of this line yet."))
        return {"type": "ir.actions.act_window", "res_model": self.res_model, "res_id": self.res_id,
                "view_mode": "form", "views": [(False, "form")]}

    def _as_actor(self):
        """These lines as superuser, for an action of somebody who may import."""
        self.check_access("read")
        self.import_id._as_egg_actor()._check_not_working()
        return self.sudo()  # sudo: lines are written by the actions only; the right was tested just now

    def _mend(self, cells: dict):
        """A person corrected the cells: look at the line anew, and at those of the same document."""
        self.ensure_one()
        if self.state in ("done", "undone"):
            raise UserError(self.env._("This line was taken over already."))
        move_in = self.import_id._prepare_work()
        former = self.key
        move_in._fill_line(self, cells)
        lines = move_in._get_lines_of(former, self.key) | self
        move_in._judge_lines(lines)
        move_in._finish_check()
