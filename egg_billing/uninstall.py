"""What the addons of the suite put in order when they are uninstalled;
their tables and columns are removed by Odoo itself.
"""

from odoo.tools import SQL

#: Models that no module which stays knows, of those that a module defines.
_MODELS = """
    SELECT model.model FROM ir_model model
      JOIN ir_model_data data ON data.model = 'ir.model' AND data.res_id = model.id AND data.module = %(module)s
     WHERE model.model LIKE 'egg.%%' AND NOT EXISTS (
           SELECT FROM ir_model_data other JOIN ir_module_module ON ir_module_module.name = other.module
            WHERE other.model = 'ir.model' AND other.res_id = model.id
               AND ir_module_module.state IN ('installed', 'to upgrade'))"""


def uninstall_hook(env):
    leave(env, "egg_billing")
    env.cr.execute("DELETE FROM ir_config_parameter WHERE key LIKE 'egg.history.%'")  # the job's marks


def leave(env, module: str, series=(), kept=()) -> None:
    """Let Odoo remove an addon without a complaint, and leave nothing of it that acts or points into the void.

    Records that documents refer to (payment modes, stages, types of events) go with their tables: the references are
    let go first.

    :param module: name of the addon, whose `uninstall_hook` calls this
    :param series: codes of its number series: they are switched off, and go on when the addon is installed again
    :param kept: further models whose records, brought by the addon, stay where something refers to them
    """
    env["ir.sequence"].search([("code", "in", list(series))]).active = False
    env.flush_all()
    env.cr.execute(_MODELS, {"module": module})
    names = tuple(name for (name,) in env.cr.fetchall())
    if names:
        _drop_references(env.cr, [name.replace(".", "_") for name in names])
        env.cr.execute("DELETE FROM ir_filters WHERE model_id IN %s", [names])
        env.cr.execute("DELETE FROM ir_exports WHERE resource IN %s", [names])
    for model in ("product.product", "uom.uom", *kept):
        _give_away_what_is_used(env, module, model)
    env.cr.execute("DELETE FROM ir_config_parameter WHERE key LIKE %s", [f"{module}.%"])
    env.invalidate_all()


def keep_scans(env, model: str, word: str, number: str) -> None:
    """Leave the scans of these records with their customers: the signed papers are the firm's.

    :param model: has `scan`, `scan_name` and `partner_id`
    :param word: a scan without a name is called by this word and the number
    :param number: field of the number
    """
    env.flush_all()
    env.cr.execute(SQL(
        """UPDATE ir_attachment SET res_model = 'res.partner', res_field = NULL, res_id = signed.partner_id,
                  name = coalesce(signed.scan_name, %s || ' ' || %s)
             FROM %s signed
            WHERE ir_attachment.res_model = %s AND ir_attachment.res_field = 'scan'
              AND ir_attachment.res_id = signed.id""",
        word, SQL.identifier("signed", number), SQL.identifier(env[model]._table), model))


def _give_away_what_is_used(env, module: str, model: str) -> None:
    """Products, units and the like that documents use stay, as the firm's own;
    when one is used all are kept, since units build on each other.
    """
    mine = [("module", "=", module), ("model", "=", model)]
    ids = env["ir.model.data"].search(mine).mapped("res_id")
    if not ids or not _is_used(env.cr, env[model]._table, ids):
        return
    if model == "product.product":
        mine = [("module", "=", module), ("model", "in", (model, "product.template"))]
    env["ir.model.data"].search(mine).unlink()


def _is_used(cr, table: str, ids: list) -> bool:
    """Whether a row that would not go along refers to one of these."""
    cr.execute("""
        SELECT conrelid::regclass::text, quote_ident(attname) FROM pg_constraint
          JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
         WHERE contype = 'f' AND confrelid = %s::regclass AND confdeltype IN ('r', 'a')""", [table])
    for user, column in cr.fetchall():
        cr.execute(f"SELECT 1 FROM {user} WHERE {column} = ANY(%s) LIMIT 1", [ids])  # pylint: disable=sql-injection
        if cr.fetchone():
            return True
    return False


def _drop_references(cr, tables: list) -> None:
    cr.execute("""
        SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_constraint
         WHERE contype = 'f'
           AND confrelid IN (SELECT oid FROM pg_class WHERE relname = ANY(%s) AND relkind = 'r')""", [tables])
    for table, name in cr.fetchall():
        cr.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")  # pylint: disable=sql-injection
