"""`egg_sales` on a database that has nothing but accounting, then beside Inventory,
Purchase and CRM, one at a time: each shows itself when
it is there, and only then."""

import ast
import re

import pytest

from .support.crawler import crawl
from .support.databases import cloned, run_script, sql

from egg_dev import odoo, paths  # isort: skip

INSTALLED = "SELECT name FROM ir_module_module WHERE state = 'installed'"
APPS = {"stock", "purchase", "crm", "calendar"}
#: A quote of goods that becomes an order and is invoiced; what the map and the form show then.
ORDER = """
def kinds(document):
    waiting, found = list(env["egg.document.map"].get_map(document._name, document.id)["roots"]), []
    while waiting:
        node = waiting.pop(0)
        found.append(node["kind"])
        waiting += node["children"]
    return sorted(found)

customer = env["res.partner"].create({"name": "Client Alpha"})
goods = env["product.product"].create({"name": "Tile", "type": "consu", "list_price": 50, "invoice_policy": "order"})
quote = env["sale.order"].create({"partner_id": customer.id,
                                  "order_line": [(0, 0, {"product_id": goods.id, "product_uom_qty": 4})]})
quote.action_quotation_sent()
order = quote.egg_create_order()
order.action_confirm()
order._create_invoices()
print("STATE", order.egg_state)
print("MAP", *kinds(order))
print("FORM", "action_egg_supplier_order" in order.get_view(view_type="form")["arch"])
"""
DELIVER = ORDER + """
order.picking_ids.move_ids.write({"quantity": 4, "picked": True})
order.picking_ids.button_validate()
print("DELIVERED", order.egg_state, *kinds(order.picking_ids))
env.cr.commit()
"""
BUY = ORDER + """
supplier = env["res.partner"].create({"name": "Supplier", "supplier_rank": 1})
action = order.action_egg_supplier_order()
purchase = env["purchase.order"].with_context(**action["context"]).create({"partner_id": supplier.id})
print("BOUGHT", purchase.order_line.product_qty, *kinds(purchase))
env.cr.commit()
"""
DEAL = ORDER + """
deal = env["crm.lead"].create({"name": "Roof", "type": "opportunity", "partner_id": customer.id,
                               "egg_line_ids": [(0, 0, {"product_id": goods.id, "quantity": 4})]})
print("DEAL", deal.egg_create_document().amount_untaxed, *kinds(deal))
env.cr.commit()
"""
REMOVE = """
env["ir.module.module"].search([("name", "=", "{addon}")]).button_immediate_uninstall()
"""
#: Texts that people read on screens of the suite.
TEXTS = """
    SELECT d.module || '.' || d.name, regexp_replace(v.arch_db->>'en_US', '[|\\n]', ' ', 'g') FROM ir_ui_view v
      JOIN ir_model_data d ON d.model = 'ir.ui.view' AND d.res_id = v.id WHERE d.module LIKE 'egg\\_%'
    UNION ALL SELECT d.module || '.' || d.name, regexp_replace(coalesce(a.help->>'en_US', ''), '[|\\n]', ' ', 'g')
        FROM ir_act_window a
      JOIN ir_model_data d ON d.model = 'ir.actions.act_window' AND d.res_id = a.id WHERE d.module LIKE 'egg\\_%'
    UNION ALL SELECT d.module || '.' || d.name, f.field_description->>'en_US' FROM ir_model_fields f
      JOIN ir_model_data d ON d.model = 'ir.model.fields' AND d.res_id = f.id WHERE d.module LIKE 'egg\\_%'
    UNION ALL SELECT d.module || '.' || d.name, s.name->>'en_US' FROM ir_model_fields_selection s
      JOIN ir_model_data d ON d.model = 'ir.model.fields.selection' AND d.res_id = s.id WHERE d.module LIKE 'egg\\_%'"""
#: {app: glue, what is done with it, what that prints}
GLUE = {
    "sale_stock": ("egg_sales_stock", DELIVER, ["STATE progress", "MAP delivery invoice order quote", "FORM False",
                                                "DELIVERED done delivery invoice order quote"]),
    "sale_purchase": ("egg_sales_purchase", BUY, ["STATE done", "MAP invoice order quote", "FORM True",
                                                  "BOUGHT 4.0 invoice order quote supplier_order"]),
    "sale_crm": ("egg_sales_crm", DEAL,
                 ["STATE done", "MAP invoice order quote", "FORM False", "DEAL 200.0 deal quote"]),
}
ALONE = ["STATE done", "MAP invoice order quote", "FORM False"]


def installed(database) -> set:
    return {name for [name] in sql(database, INSTALLED)}


def told(output: str) -> list:
    return [line for line in output.splitlines() if re.match("(STATE|MAP|FORM|DELIVERED|BOUGHT|DEAL) ", line)]


@pytest.fixture(scope="module")
def alone():
    """A firm that makes quotes, orders and invoices, and has no other app."""
    with cloned("sales_alone", odoo.ensure_account_template()) as database:
        odoo.install(database, ["egg_sales"], log="matrix")
        yield database


def test_sales_bring_no_app(alone):
    """ARC-01, ARC-08: quotes and orders need neither Inventory nor Purchase nor CRM, and all they show opens."""
    names = installed(alone)
    assert not names & APPS
    assert {name for name in names if name.startswith("egg_")} == {"egg_billing", "egg_sales"}
    found = crawl(alone)
    assert found["faults"] == []
    assert {"egg_sales.menu_egg_quotes", "egg_sales.menu_egg_orders"} <= set(found["menus"])


def test_no_screen_names_what_is_not_there(alone):
    """ARC-02: without their apps no screen names delivery notes, supplier orders or deals,
    and orders do not wait for them.
    """
    named = [name for name, text in sql(alone, TEXTS)
             if re.search(r"\b(delivery notes?|supplier orders?|deals?)\b", text, re.IGNORECASE)]
    assert named == []
    with cloned("sales_used", alone) as database:
        assert told(run_script(database, ORDER)) == ALONE


@pytest.mark.proof
@pytest.mark.parametrize("app", GLUE)
def test_glue_comes_and_goes(alone, app):
    """ARC-01, ARC-02, ARC-08: an app that comes later brings its glue and nothing more,
    all opens; without the glue all is as before.
    """
    addon, script, expected = GLUE[app]
    with cloned(f"sales_{app}", alone) as database:
        run_script(database, ORDER + "env.cr.commit()")
        odoo.install(database, [app], log="matrix")
        assert {name for name in installed(database) if name.startswith("egg_")} == {"egg_billing", "egg_sales", addon}
        assert sql(database,
                   "SELECT DISTINCT egg_state FROM sale_order") == [["done"]], "orders of before are as they were"
        assert told(run_script(database, script)) == expected
        assert crawl(database)["faults"] == []
        run_script(database, REMOVE.format(addon=addon), timeout=600)
        assert addon not in installed(database)
        assert told(run_script(database, ORDER)) == ALONE
        assert crawl(database)["faults"] == []
        left = sql(database, f"SELECT model, name FROM ir_model_data WHERE module = '{addon}' AND model <> "
                             f"'ir.module.module'")
        assert left == []


@pytest.mark.proof
def test_orders_of_before_wait_for_their_delivery():
    """DOC-30, PRO-02: on a database with deliveries an order of before, invoiced and not delivered,
    is in progress; without the glue done.
    """
    plain = ORDER[ORDER.index("customer ="):ORDER.index("print")].replace(
        "quote.egg_create_order()", "quote").replace("order._create_invoices()", "order._create_invoices(final=True)")
    status = "SELECT egg_state FROM sale_order"
    with cloned("sales_waiting", odoo.ensure_account_template()) as database:
        odoo.install(database, ["sale_management", "sale_stock"], log="matrix")
        run_script(database, plain + "env.cr.commit()")
        odoo.install(database, ["egg_sales"], log="matrix")
        assert "egg_sales_stock" in installed(database)
        assert sql(database, status) == [["progress"]]
        run_script(database, REMOVE.format(addon="egg_sales_stock"), timeout=600)
        assert sql(database, status) == [["done"]]


@pytest.mark.parametrize("addon", [name for name in paths.ADDONS if name.startswith("egg_sales_")])
def test_glue_is_for_two(addon):
    """ARC-02: a glue addon stands on `egg_sales` and one bridge of Odoo, and installs itself."""
    manifest = ast.literal_eval((paths.ROOT / addon / "__manifest__.py").read_text())
    assert manifest["auto_install"] is True
    assert manifest["depends"] == ["egg_sales", addon.replace("egg_sales_", "sale_")]


#: {addon: what its code may not name}: the apps that it does not need.
UNKNOWN = {
    "egg_billing": (r"\b(sale\.order|sale_order|sale_line|sales_team|stock\.\w|picking|purchase\.\w|crm\.\w|opportunity"
                    r"|delivery_status)"),
    "egg_sales": r"\b(stock\.\w|picking|purchase\.\w|crm\.\w|opportunity|delivery_status)",
    "egg_sales_stock": r"\b(purchase\.\w|crm\.\w|opportunity)",
    "egg_sales_purchase": r"\b(stock\.\w|picking|crm\.\w|opportunity|delivery_status)",
    "egg_sales_crm": r"\b(stock\.\w|picking|purchase\.\w|delivery_status)",
}


#: Where a table is asked for by name, with the reason.
ASKED = {"egg_billing/models/rules/res_company.py": "whether a company has orders from before the suite decides "
                                                    "which rules are on at once"}


@pytest.mark.parametrize("addon", UNKNOWN)
def test_an_addon_names_no_app_that_it_does_not_need(addon):
    """ARC-01: dependencies point one way; what is not needed is not looked for at run time either."""
    named = [
        f"{path.relative_to(paths.ROOT)}: {found[0]}" for path in sorted((paths.ROOT / addon).rglob("*"))
        if path.suffix in (".py", ".xml", ".csv", ".js") and "tests" not in path.parts
        and str(path.relative_to(paths.ROOT)) not in ASKED
        and (found := re.search(UNKNOWN[addon], path.read_text(encoding="utf-8")))
    ]
    assert named == []
