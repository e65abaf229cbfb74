from odoo import models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as RACES
from psycopg2 import Error as DatabaseError

from .egg_move_in_load_mixin import LOAD_CHUNK
from .egg_move_in_total_mixin import MOST_NAMED


class EggMoveInUndoMixin(models.AbstractModel):
    """All that an import made goes, while nothing was built on it."""

    _name = "egg.move.in.undo.mixin"
    _description = "How a List Is Taken Back"

    def _check_not_built(self):
        """:raises UserError: something was built on what this import made"""
        loader, told, count = self._get_loader(), [], 0
        for lines in self._walk_lines([("state", "=", "done"), ("is_made", "=", True)]):
            records = self.env[loader._egg_target].browse(lines.mapped("res_id")).exists()
            for number, why in loader._find_built(records).items():
                line = lines.filtered(lambda one, wanted=number: one.res_id == wanted)[:1]
                count += 1
                if len(told) < MOST_NAMED:
                    told.append(self.env._("Line %(number)s (%(name)s): %(why)s.", number=line.number,
                                           name=line.title or "", why=why))
        if told:
            raise UserError(self.env._(
                "Nothing was taken back: something was built on %(count)s of these.", count=count)
                + "\n" + "\n".join(told))

    def _undo_on(self):
        """Take back what was taken over, the last first; yield after each batch."""
        Line = self.env["egg.move.in.line"]
        domain = [("import_id", "=", self.id), ("state", "=", "done")]
        passed = []
        while lines := Line.search([*domain, ("id", "not in", passed)], order="rank desc, number desc",
                                   limit=LOAD_CHUNK):
            passed += self._undo_lines(lines)
            self.work_done += len(lines)
            self._forget()
            yield
        self._count()
        self._compare_total()
        self.write({"state": "done" if passed else "undone"})
        self.message_post(body=self.env._("Taken back; %(count)s lines stay.", count=len(passed)))

    def _undo_lines(self, lines) -> list:
        """Take these back together, else one by one; return the lines that stay, which say why."""
        self.env.flush_all()
        try:
            with self.env.cr.savepoint():
                self._undo_together(lines)
            return []
        except RACES:
            raise
        except (UserError, DatabaseError, ValueError) as fault:
            self.env.invalidate_all(flush=False)
            if len(lines) == 1:
                lines.words = str(fault.args[0] if fault.args else fault).strip()
                return lines.ids
            stay = []
            for line in lines:
                stay += self._undo_lines(line)
            return stay

    def _undo_together(self, lines):
        loader = self._get_loader()
        target = self.env[loader._egg_target]
        for line in lines.filtered(lambda one: one.before and not one.is_made):
            if record := target.browse(line.res_id).exists():
                loader._put_back(record, line.before)
        records = target.browse(lines.filtered("is_made").mapped("res_id")).exists()
        if built := loader._find_built(records):
            raise UserError("\n".join(set(built.values())))
        if records:
            loader._take_back(records)
        self.env.flush_all()
        lines.write({"state": "undone", "res_id": False, "is_made": False, "before": False})
