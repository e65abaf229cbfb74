"""Each addon alone: installed on a database in use, upgraded, uninstalled, and what was there before still opens."""

import pytest

from .support.databases import cloned, run_script, sql

from egg_dev import odoo, paths  # isort: skip

BEFORE = """
partner = env["res.partner"].create({"name": "Client Alpha", "email": "alpha@example.com"})
product = env["product.product"].create({"name": "P1", "list_price": 100, "type": "service", "invoice_policy": "order"})
order = env["sale.order"].create({"partner_id": partner.id, "order_line": [(0, 0, {"product_id": product.id})]})
order.action_confirm()
invoice = order._create_invoices()
invoice.action_post()
env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create({}).action_create_payments()
env["calendar.event"].create({"name": "Old", "start": "2026-01-05 09:00:00", "stop": "2026-01-05 10:00:00"})
env.cr.commit()
"""
USE = """
order = env["sale.order"].search([], order="id", limit=1).copy()
order.action_confirm()
invoice = order._create_invoices()
invoice.action_post()
env["calendar.event"].create({"name": "New", "start": "2026-02-05 09:00:00", "stop": "2026-02-05 10:00:00"})
env.cr.commit()
"""
UNINSTALL = """
modules = env["ir.module.module"].search([("name", "=like", "egg_%"), ("state", "=", "installed")])
modules.button_immediate_uninstall()
"""
OPEN = """
for model in ("sale.order", "account.move", "res.partner", "calendar.event", "product.template"):
    for kind in ("form", "list"):
        view = env[model].get_view(view_type=kind)
    record = env[model].search([], order="id desc", limit=1)
    assert record.read([name for name in view["models"][model] if name in record._fields])
print([(one.name, one.amount_total, one.payment_state) for one in env["account.move"].search([("move_type", "=", "out_invoice")])])
"""
INVOICES = "SELECT name, amount_untaxed, amount_tax, amount_total, state FROM account_move WHERE move_type = 'out_invoice' ORDER BY id"


@pytest.mark.parametrize("addon", paths.ADDONS)
def test_addon_alone(addon):
    """QLT-04, QLT-06: an addon installs alone on a database in use, upgrades, is used, and uninstalls without a trace in documents."""
    with cloned(f"alone_{addon}", odoo.CORE_TEMPLATE) as database:
        run_script(database, BEFORE)
        before = sql(database, INVOICES)
        odoo.install(database, [addon], log="matrix")
        odoo.odoo("-d", database, "-u", addon, "--stop-after-init", log="matrix")
        assert sql(database, INVOICES) == before
        run_script(database, USE)
        used = sql(database, INVOICES)
        assert len(used) == 2 and used[1][1:] == used[0][1:]
        run_script(database, UNINSTALL, timeout=600)
        assert sql(database, "SELECT name FROM ir_module_module WHERE name LIKE 'egg\\_%' AND state <> 'uninstalled'") == []
        assert "Traceback" not in run_script(database, OPEN)
        assert sql(database, INVOICES) == used
