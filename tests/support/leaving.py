"""What an upgrade may not change, and how the suite leaves a database."""

from .databases import run_script, sql

#: Names of records, views, columns, indexes, rules, texts of fields: what an upgrade could change although nothing
#: changed.
SHAPE = """
    SELECT 'data', module || '.' || name, model || ' ' || noupdate FROM ir_model_data WHERE module LIKE 'egg\\_%'
       -- who inherits whom in Odoo's own models is not the suite's
       AND (model <> 'ir.model.inherit' OR name LIKE '%egg%')
    UNION ALL SELECT 'view', d.module || '.' || d.name, md5(v.arch_db::text || v.active || v.priority) FROM ir_ui_view v
      JOIN ir_model_data d ON d.model = 'ir.ui.view' AND d.res_id = v.id WHERE d.module LIKE 'egg\\_%'
    UNION ALL SELECT 'rule', d.name, md5(coalesce(r.domain_force, '')) FROM ir_rule r
      JOIN ir_model_data d ON d.model = 'ir.rule' AND d.res_id = r.id WHERE d.module LIKE 'egg\\_%'
    UNION ALL SELECT 'column', table_name || '.' || column_name, data_type || is_nullable
        FROM information_schema.columns
      WHERE table_schema = 'public'
    UNION ALL SELECT 'index', tablename || '.' || indexname, md5(indexdef) FROM pg_indexes WHERE schemaname = 'public'
    ORDER BY 1, 2, 3"""
LEAVE = """
from odoo import api
from odoo.modules.registry import Registry
modules = env["ir.module.module"].search([("name", "=like", "egg_%"), ("state", "=", "installed")])
modules.button_immediate_uninstall()
cr = Registry(env.cr.dbname).cursor()
env = api.Environment(cr, 2, {"lang": "en_US"})
env = env(context={"lang": "en_US", "allowed_company_ids": env["res.company"].search([]).ids})
print("LEFT", [one.name
               for one in env["ir.module.module"].search([("name", "=like", "egg_%"), ("state", "!=", "uninstalled")])])
for model in ("sale.order", "account.move", "account.payment", "res.partner", "calendar.event", "product.template"):
    for kind in ("form", "list"):
        views = env[model].get_views([(False, kind), (False, "search")])
        records = env[model].search([], order="id desc", limit=5)
        assert records.web_read({name: {} for name in views["models"][model]["fields"]
                                 if f'name="{name}"' in views["views"][kind]["arch"]})
        print("OPENED", model, kind, len(records))
invoice = env["account.move"].search([("move_type", "=", "out_invoice")], order="id desc", limit=1)
order = env["sale.order"].search([], order="id desc", limit=1)
env["ir.config_parameter"].set_param("report.print_delay", "1")
for report, record in (("account.account_invoices", invoice), ("sale.report_saleorder", order)):
    content, _kind = env["ir.actions.report"].with_context(force_report_rendering=True)._render_qweb_pdf(
        report, record.ids)
    print("PDF", content[:4], len(content) > 5000)
cr.rollback()
cr.close()
"""


def leave(database: str) -> None:
    """Uninstall; then every kind of document opens in its views and prints,
    and no table or column of the suite is left.
    """
    output = run_script(database, LEAVE, timeout=600)
    assert "LEFT []" in output
    assert output.count("OPENED ") == 12 and output.count("PDF b'%PDF' True") == 2, output
    assert sql(database, "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'egg\\_%'") == []
    assert sql(database, "SELECT table_name, column_name FROM information_schema.columns WHERE column_name LIKE "
                         "'egg\\_%'") == []
