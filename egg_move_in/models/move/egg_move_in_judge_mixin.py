from odoo import models
from odoo.tools import SQL

from ...core.cells import to_canonical
from ...core.kinds import KINDS
from ..kinds.row import Row
from .egg_move_in_file_mixin import READ_CHUNK


class EggMoveInJudgeMixin(models.AbstractModel):
    """What is the matter with each line, and what will become of it."""

    _name = "egg.move.in.judge.mixin"
    _description = "How the Lines of a List Are Checked"

    def _fill_line(self, line, cells: dict):
        """Put corrected cells into a line."""
        values = self._prepare_line(line.number, {
            column.name: to_canonical(column.type, (cells.get(column.name) or "").strip(), "dmy", ",")
            for column in KINDS[self.kind].columns})
        line.write(values | {"decision": False})

    def _judge_lines(self, lines):
        """Look at these lines: what is the matter with each, and what will become of it."""
        kind, loader = KINDS[self.kind], self._get_loader()
        lines = lines.with_env(self.env).filtered(lambda line: line.state != "left").sorted("number")
        rows = [Row(line) for line in lines]
        for row in rows:
            row.fill(kind, self.env)
        loader._judge(self, rows)
        firsts = self._get_first_lines("key", {line.key for line in lines})
        for row in rows:
            first = firsts.get(row.line.key)
            if first and first.number < row.line.number:
                if kind.is_grouped:
                    row.head_line = first
                else:
                    row.faults.append(self.env._("The same as line %(number)s: it stands twice.", number=first.number))
            self._note(row, loader)
        lines.flush_recordset()

    def _note(self, row, loader):
        """Write what was found on the line."""
        line, state = row.line, "update" if row.record_id else "create"
        if row.is_there:
            state = "there"
        told = [*row.faults, *row.remarks]
        if row.doubts and not line.decision:
            state, told = "doubt", [*row.doubts, *told]
        if line.decision == "same":
            row.record_id = row.record_id or row.twin_id
            state = "update"
        if row.faults:
            state = "error"
        line.write({
            "state": state, "words": "\n".join(told) or False, "res_id": row.record_id or False,
            "twin_id": row.twin_line.id if row.twin_line else False,
            "head_id": row.head_line.id if row.head_line else False,
            "rank": 2 if line.decision == "same" else loader._get_rank(row)})

    def _finish_check(self):
        """A document is taken over whole: its lines wait for those in error. Count, and compare the totals."""
        if KINDS[self.kind].is_grouped:
            self._hold_documents()
        self._count()
        self._compare_total()

    def _hold_documents(self):
        self.env.flush_all()
        self.env.cr.execute(SQL("""
            UPDATE egg_move_in_line AS line SET state = 'error', words = CONCAT_WS(E'\n', line.words, %(words)s)
             WHERE line.import_id = %(id)s AND line.state IN ('create', 'update') AND EXISTS (
                   SELECT FROM egg_move_in_line AS other WHERE other.import_id = line.import_id
                      AND other.key = line.key AND other.state IN ('error', 'doubt', 'left') AND other.id != line.id)
            """, id=self.id, words=self.env._("Another line of the same document waits.")))
        self.env["egg.move.in.line"].invalidate_model(["state", "words"])

    def _get_lines(self, domain):
        return self.env["egg.move.in.line"].search([("import_id", "=", self.id), *domain])

    def _walk_lines(self, domain):
        """Yield the lines some at a time, in their order."""
        last = 0
        while lines := self.env["egg.move.in.line"].search(
                [("import_id", "=", self.id), ("number", ">", last), *domain], order="number", limit=READ_CHUNK):
            yield lines
            last = lines[-1].number
            self._forget()

    def _get_first_lines(self, field: str, values) -> dict:
        """{value: the first line of this file with it}, those that are left out aside."""
        values = [value for value in values if value]
        found = {}
        for line in self.env["egg.move.in.line"].search(
                [("import_id", "=", self.id), (field, "in", values), ("state", "!=", "left")], order="number"):
            found.setdefault(line[field], line)
        return found

    def _get_lines_of(self, *keys):
        """The lines of these keys that are not taken over."""
        keys = list(filter(None, keys))
        return self._get_lines([("key", "in", keys), ("state", "not in", ("done", "undone", "left"))])

    def _forget(self):
        """A file of any length takes no more memory than a batch of it."""
        self.env.flush_all()
        self.env.invalidate_all()
