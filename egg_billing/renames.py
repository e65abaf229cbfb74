"""What migrations do to what is stored: fields, models, XML ids and values keep their rows and translations under
another name; glue that is new comes.
"""
from odoo.tools import SQL

#: Where a model's name stands in a text of another table.
_MODEL_TEXTS = (
    ("ir_model", "model"), ("ir_model_fields", "model"), ("ir_model_fields", "relation"),
    ("ir_attachment", "res_model"),
    ("ir_act_window", "res_model"), ("ir_ui_view", "model"), ("ir_filters", "model_id"), ("ir_exports", "resource"),
    ("mail_template", "model"), ("mail_message", "model"), ("mail_activity", "res_model"),
    ("mail_followers", "res_model"),
)
#: Where people's own texts name a field of a model, by the column that says which model they are about.
_FIELD_TEXTS = (
    ("ir_filters", "model_id", "domain"), ("ir_filters", "model_id", "context"), ("ir_filters", "model_id", "sort"),
    ("mail_template", "model", "body_html"), ("mail_template", "model", "subject"),
)


def rename_field(cr, model: str, old: str, new: str) -> None:
    """Rename a field: its column and index, what Odoo keeps about it,
    and people's filters and mail templates that name it.
    """
    table = model.replace(".", "_")
    if _has_column(cr, table, old):
        _alter(cr, "ALTER TABLE %s RENAME COLUMN %s TO %s", table, old, new)
        _alter(cr, "ALTER INDEX IF EXISTS %s RENAME TO %s", f"{table}__{old}_index", f"{table}__{new}_index")
    cr.execute("UPDATE ir_model_fields SET name = %s WHERE model = %s AND name = %s", [new, model, old])
    rename_xmlid(cr, f"field_{table}__{old}", f"field_{table}__{new}")
    for texts, key, column in _FIELD_TEXTS:
        replace_word(cr, texts, column, old, new, f"{key} = %s", [model])


def rename_model(cr, old: str, new: str) -> None:
    """Rename a model: its tables, their indexes and constraints, what Odoo keeps about it, and all that names it."""
    before, after = old.replace(".", "_"), new.replace(".", "_")
    _rename_tables(cr, before, after)
    for table, column in _MODEL_TEXTS:
        if _has_column(cr, table, column):
            cr.execute(f'UPDATE "{table}" SET "{column}" = %s WHERE "{column}" = %s', [new, old])
    for table, column in (("ir_model_constraint", "name"), ("ir_model_relation", "name"),
                          ("ir_model_fields", "relation_table"),
                          ("ir_model_fields", "column1"), ("ir_model_fields", "column2")):
        cr.execute(f'UPDATE "{table}" SET "{column}" = replace("{column}", %s, %s) WHERE strpos("{column}", %s) > 0',
                   [before, after, before])
    cr.execute(
        "UPDATE ir_model_data SET name = regexp_replace(name, %s, %s) WHERE name ~ %s",
        [f"^((model|field|selection)_+){before}(__|$)", rf"\1{after}\3", f"^((model|field|selection)_+){before}(__|$)"])


def rename_xmlid(cr, old: str, new: str) -> None:
    """Rename an XML id, in whichever of our addons it is; a template's key goes with it."""
    cr.execute(
        r"UPDATE ir_ui_view SET key = replace(key, '.' || %s, '.' || %s) WHERE key ~ ('^egg_\w+\.' || %s || '$')",
        [old, new, old])
    cr.execute(r"UPDATE ir_model_data SET name = %s WHERE name = %s AND module ~ '^egg_'", [new, old])


def rename_value(cr, model: str, field: str, old: str, new: str) -> None:
    """Rename a value of a selection: on the rows, as people's default, and its label's translations."""
    table = model.replace(".", "_")
    if _has_column(cr, table, field):
        cr.execute(f'UPDATE "{table}" SET "{field}" = %s WHERE "{field}" = %s', [new, old])
    owner = "SELECT id FROM ir_model_fields WHERE model = %s AND name = %s"
    cr.execute(f"UPDATE ir_model_fields_selection SET value = %s WHERE value = %s AND field_id IN ({owner})",
               [new, old, model, field])
    cr.execute(f"UPDATE ir_default SET json_value = %s WHERE json_value = %s AND field_id IN ({owner})",
               [f'"{new}"', f'"{old}"', model, field])
    rename_xmlid(cr, f"selection__{table}__{field}__{old}", f"selection__{table}__{field}__{new}")
    for column in ("domain", "context"):
        replace_word(cr, "ir_filters", column, old, new, "model_id = %s", [model])


def replace_word(cr, table: str, column: str, old: str, new: str, where: str, values: list) -> None:
    """Replace a whole word in a column of text or of translated texts."""
    cr.execute("SELECT data_type FROM information_schema.columns WHERE table_name = %s AND column_name = %s",
               [table, column])
    if kind := cr.fetchone():
        cr.execute(
            f'UPDATE "{table}" SET "{column}" = regexp_replace("{column}"::text, %s, %s, \'g\')::{kind[0]}'
            f' WHERE {where} AND "{column}"::text ~ %s', [rf"\m{old}\M", new, *values, rf"\m{old}\M"])


def _rename_tables(cr, before: str, after: str) -> None:
    """Rename a model's table and those of its relations, with the names that PostgreSQL made of theirs."""
    pattern = f"^{before}(_|$)"
    cr.execute("SELECT relname, relkind FROM pg_class WHERE relname ~ %s AND relkind IN ('r', 'S') ORDER BY relname",
               [pattern])
    for name, letter in cr.fetchall():
        kind = "TABLE" if letter == "r" else "SEQUENCE"
        _alter(cr, f"ALTER {kind} %s RENAME TO %s", name, name.replace(before, after, 1))
    cr.execute("SELECT table_name, column_name FROM information_schema.columns WHERE column_name = %s",
               [f"{before}_id"])
    for table, column in cr.fetchall():
        _alter(cr, "ALTER TABLE %s RENAME COLUMN %s TO %s", table, column, f"{after}_id")
    cr.execute("""
        SELECT relname, conname FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid WHERE conname ~ %s
    """, [pattern])
    for table, name in cr.fetchall():
        _alter(cr, "ALTER TABLE %s RENAME CONSTRAINT %s TO %s", table, name, name.replace(before, after)[:63])
    cr.execute("SELECT relname FROM pg_class WHERE relname ~ %s AND relkind = 'i'", [pattern])
    for (name,) in cr.fetchall():
        _alter(cr, "ALTER INDEX %s RENAME TO %s", name, name.replace(before, after)[:63])


def _alter(cr, statement: str, *names: str) -> None:
    """Run a statement whose placeholders are all names of tables, columns, indexes."""
    cr.execute(SQL(statement, *map(SQL.identifier, names)))


def _has_column(cr, table: str, column: str) -> bool:
    cr.execute("SELECT 1 FROM information_schema.columns WHERE table_name = %s AND column_name = %s", [table, column])
    return bool(cr.fetchone())


def bring_glue(cr, *names: str) -> None:
    """Let addons come that join two sides which are there both: Odoo brings such glue beside a new side only, and not
    when the glue itself is new.
    """
    cr.execute("""
        UPDATE ir_module_module glue SET state = 'to install' WHERE glue.name = ANY(%s) AND glue.state = 'uninstalled'
           AND NOT EXISTS (
               SELECT FROM ir_module_module_dependency side
                 LEFT JOIN ir_module_module ON ir_module_module.name = side.name
                  AND ir_module_module.state IN ('installed', 'to upgrade', 'to install')
                WHERE side.module_id = glue.id AND ir_module_module.id IS NULL)""", [list(names)])
