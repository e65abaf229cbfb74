"""One after the other."""

from odoo.tools import SQL


def take_turn(records) -> None:
    """Let what changes these records begin one after the other: who comes at the same moment waits, is then tried again
    from its beginning by Odoo, and sees what the first has done. To be called before anything else that counts or
    leaves the database.
    """
    if records:
        records.env.cr.execute(SQL("UPDATE %s SET id = id WHERE id IN %s", SQL.identifier(records._table),
                                   tuple(sorted(records.ids))))
