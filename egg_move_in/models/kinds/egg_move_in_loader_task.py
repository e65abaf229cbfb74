from odoo import api, models
from odoo.tools import plaintext2html


class EggMoveInLoaderTask(models.AbstractModel):
    """What somebody has to do by a day."""

    _name = "egg.move.in.loader.task"
    _description = "How Tasks Are Taken Over"
    _inherit = "egg.move.in.loader"

    _egg_kind = "task"
    _egg_target = "egg.task"

    @api.model
    def _judge(self, move_in, rows):
        self._find_customers(move_in, rows)
        self._find_users(move_in, rows)
        known = self._find_known("task", move_in.company_id, {row.line.key for row in rows})
        for row in rows:
            row.record_id = known.get(row.line.key, 0)
            row.is_there = bool(row.record_id)

    @api.model
    def _load(self, move_in, rows):
        tasks = self.env["egg.task"].with_context(tracking_disable=True, mail_create_nolog=True).create([{
            "name": row.text("name"), "due_date": row.values["on"], "user_id": row.values["user"].id,
            "egg_customer_id": row.values["partner"].id, "done": bool(row.values["done"]),
            "company_id": move_in.company_id.id,
            "description": plaintext2html(row.text("description")) if row.text("description") else False}
            for row in rows])
        for row, task in zip(rows, tasks, strict=True):
            row.record_id, row.is_made = task.id, True

    @api.model
    def _find_built(self, records):
        return {}
