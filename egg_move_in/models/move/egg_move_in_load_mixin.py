from itertools import chain

from odoo import models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as RACES
from psycopg2 import Error as DatabaseError

from ...core.kinds import KINDS
from ..kinds.row import Row
from .egg_move_in_line import READY

#: Lines of one commit.
LOAD_CHUNK = 200


class EggMoveInLoadMixin(models.AbstractModel):
    """Lines become records, some at a time; a bad one stops none."""

    _name = "egg.move.in.load.mixin"
    _description = "How a List Is Taken Over"

    def _load_on(self):
        """Take over what is ready; yield after each batch."""
        domain = [("import_id", "=", self.id), ("state", "in", READY), ("head_id", "=", False)]
        while lines := self.env["egg.move.in.line"].search(domain, order="rank, number", limit=LOAD_CHUNK):
            same = lines.filtered(lambda line, rank=lines[0].rank: line.rank == rank)
            self._load_lines(same)
            self.work_done += len(same)
            self._forget()
            yield
        self._finish_load()

    def _finish_load(self):
        self._count()
        self._compare_total()
        self.write({"state": "done"})
        self.message_post(body=self.env._("%(count)s lines are taken over, %(left)s are not.", count=self.loaded_count,
                                          left=self.error_count + self.doubt_count))

    def _load_lines(self, lines):
        """Take these lines over together; when that fails, one by one, so that a bad one stops none."""
        lines = lines.with_env(self.env)
        self.env.flush_all()  # what fails here is no fault of these lines
        try:
            with self.env.cr.savepoint():
                self._load_together(lines)
        except RACES:
            raise  # somebody else takes over the same: begun anew, it is there already
        except (UserError, DatabaseError, ValueError) as fault:
            self.env.invalidate_all(flush=False)
            if len(lines) == 1:
                self._refuse(lines, fault)
                return
            for line in lines:
                self._load_lines(line)

    def _refuse(self, line, fault):
        text = str(fault.args[0] if fault.args else fault).strip().split("\n\n")[0]
        parts = self.env["egg.move.in.line"].search([("head_id", "=", line.id)])
        (line | parts).write({"state": "error", "words": text})

    def _load_together(self, lines):
        kind, loader = KINDS[self.kind], self._get_loader()
        parts = self.env["egg.move.in.line"].search([("head_id", "in", lines.ids)], order="number")
        rows = [Row(line) for line in lines | parts]
        for row in rows:
            row.fill(kind, self.env)
        loader._judge(self, rows)
        self._settle_twins(rows)
        heads = {row.line.id: row for row in rows if not row.line.head_id}
        for row in rows:
            if row.line.head_id:
                heads[row.line.head_id.id].parts.append(row)
        fresh = [row for row in heads.values() if not row.is_there]
        if faults := [*chain.from_iterable(row.faults for row in fresh)]:
            raise UserError("\n".join(faults))
        loader._load(self, fresh)
        self.env.flush_all()
        loader._remember(self, {row.line.key: row.record_id for row in fresh if row.line.key})
        for row in heads.values():
            for one in [row, *row.parts]:
                one.line.write({"state": "there" if row.is_there else "done", "res_id": row.record_id,
                                "is_made": row.is_made, "before": row.before or False})

    def _settle_twins(self, rows):
        """What a person said to be the same is the record of the line, or of the customer, that it is like."""
        for row in rows:
            if row.line.decision == "same" and not row.record_id:
                row.record_id = row.line.twin_id.res_id or row.twin_id
                if not row.record_id:
                    row.faults.append(self.env._("Line %(number)s, which is the same, is not taken over yet.",
                                                 number=row.line.twin_id.number))
