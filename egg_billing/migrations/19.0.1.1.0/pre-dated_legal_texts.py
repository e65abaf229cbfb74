"""The sentences of the mentions get rows with dates: what a firm made of them is put aside until the rows are there."""

from odoo.tools.sql import column_exists


def migrate(cr, version):
    if version and column_exists(cr, "egg_legal_mention", "text"):
        cr.execute("CREATE TABLE egg_legal_text_before AS SELECT id, code, text, source FROM egg_legal_mention")
        cr.execute("ALTER TABLE egg_legal_mention DROP COLUMN text")
