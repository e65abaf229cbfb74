from zlib import crc32

from odoo import fields, models
from odoo.tools import SQL

from ...core.kinds import KINDS


class EggMoveInField(models.Model):
    """What a column of a file can be: the columns of each kind (`core.kinds`), to choose from."""

    _name = "egg.move.in.field"
    _description = "What a Column of an Import Can Be"
    _auto = False
    _order = "sequence"
    _rec_name = "label"

    kind = fields.Char(readonly=True)
    name = fields.Char(readonly=True)
    label = fields.Char(readonly=True)
    sequence = fields.Integer(readonly=True)
    is_needed = fields.Boolean(readonly=True)

    @property
    def _table_query(self) -> SQL:
        rows = []
        for kind in KINDS.values():
            rows += [
                SQL("(%s::int, %s, %s, %s, %s::int, %s)", _get_id(kind.code, column.name), kind.code, column.name,
                    f"{column.label} *" if column.needed else column.label, place, column.needed)
                for place, column in enumerate(kind.columns)]
        return SQL("SELECT * FROM (VALUES %s) AS known(id, kind, name, label, sequence, is_needed)",
                   SQL(", ").join(rows))

    def _get_field(self, kind: str, name: str):
        """The row of a column."""
        return self.browse(_get_id(kind, name))


def _get_id(kind: str, name: str) -> int:
    """The number of a column, the same on each database and after each update."""
    return crc32(f"{kind}.{name}".encode()) & 0x7fffffff
