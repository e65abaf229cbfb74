"""Installed on a database in use, the suite leaves the firm's habits and numbers; on a new one it proposes its own."""

import pytest

from .support.databases import cloned, run_script, sql

from egg_dev import odoo, paths  # isort: skip

BEFORE = """
partner = env["res.partner"].create({"name": "Client Alpha", "email": "alpha@example.com"})
other = env["res.partner"].create({"name": "Client Beta"})
product = env["product.product"].create({"name": "P1", "list_price": 100, "type": "service", "invoice_policy": "order"})
order = env["sale.order"].create({"partner_id": partner.id, "order_line": [(0, 0, {"product_id": product.id})]})
order.action_confirm()
order._create_invoices().action_post()
quote = env["sale.order"].create({"partner_id": partner.id, "order_line": [(0, 0, {"product_id": product.id})]})
quote.validity_date = False
# A second company that has not worked yet, and one abroad.
env["res.company"].create([{"name": "Nouvelle", "country_id": env.ref("base.fr").id},
                           {"name": "Belge", "country_id": env.ref("base.be").id}])
env.cr.commit()
"""
USE = """
from odoo.tests import new_test_user
seller = new_test_user(env, "clerk", "account.group_account_invoice,sales_team.group_sale_salesman_all_leads")
other = env["res.partner"].search([("name", "=", "Client Beta")], limit=1)
last = env["sale.order"].search([], order="id desc", limit=1)
quote = last.copy().with_user(seller)
quote.partner_id = other
number = quote.name
print("FROZEN", quote.partner_id == other)
quote.sudo().validity_date = False
quote.action_quotation_sent()
order = quote.egg_create_order()
print("NUMBERS", int(number[1:]) - int(last.name[1:]), order.name == number)
direct = last.copy()
number = direct.name
direct.action_confirm()
print("KEPT", direct.name == number, direct.egg_parent_id.name == number, direct.validity_date)
old = env["account.move"].search([("move_type", "=", "out_invoice"), ("state", "=", "posted")], order="id", limit=1)
html = env["ir.actions.report"]._render_qweb_html("account.account_invoices", old.ids)[0]
print("REPORT", b"data-report-egg" in html)
old.button_draft()
print("DRAFT", old.state)
print("STEPS", sum(not check.is_done for check in env.company._get_egg_setup_checks() if not check.action))
env.cr.rollback()
"""
LEAVE = """
env["ir.module.module"].search([("name", "=like", "egg_%"), ("state", "=", "installed")]).button_immediate_uninstall()
"""
RULES = ("egg_frozen_header", "egg_lock_issued", "egg_print_enabled", "egg_legal_guard", "egg_validity_by_date",
         "egg_own_numbers")
SWITCHES = f"SELECT {', '.join(RULES)} FROM res_company WHERE name = '%s'"
ACTIVE = "SELECT code FROM ir_sequence WHERE active AND (code LIKE 'egg.%' OR code = 'sale.order') ORDER BY code"


@pytest.fixture(scope="module")
def in_use():
    """A database on which a French firm worked before the suite came."""
    with cloned("habits", odoo.ensure_core_template()) as database:
        run_script(database, BEFORE)
        yield database


def test_habits_stay(in_use):
    """PRO-02: every rule is off and a step to decide, quotes go on with the firm's numbers,
    customers change, the report is Odoo's;
    a company without documents has the suite's rules; uninstalled, no series of the suite is active."""
    with cloned("habits_used", in_use) as database:
        odoo.install(database, paths.ADDONS, log="matrix")
        mine = sql(database, "SELECT name FROM res_company ORDER BY id LIMIT 1")[0][0]
        assert [value or "f" for value in sql(database, SWITCHES % mine)[0]] == ["f"] * 6
        assert [value or "f" for value in sql(database, SWITCHES % "Nouvelle")[0]] == ["t"] * 6
        assert [value or "f" for value in sql(database, SWITCHES % "Belge")[0]] == ["t", "f", "t", "f", "t", "t"]
        output = run_script(database, USE)
        for line in ("FROZEN True", "NUMBERS 1 True", "KEPT True True", "REPORT False", "DRAFT draft", "STEPS 5"):
            assert line in output, (line, output)
        assert ["egg.sale.quote"] in sql(database, ACTIVE)  # of the company that has not worked yet
        run_script(database, LEAVE, timeout=600)
        assert sql(database, ACTIVE) == [["sale.order"]]


def test_a_new_database_gets_the_proposals():
    """PRO-02: on a French database without documents every rule is on and numbers are the suite's own,
    with nothing to decide.
    """
    with cloned("habits_new") as database:
        assert sql(database, f"SELECT {', '.join(RULES)} FROM res_company ORDER BY id LIMIT 1")[0] == ["t"] * 6
        output = run_script(database, 'print("OPEN", env.company._get_egg_open_rules(), '
                                      'env.company._get_egg_next_numbers())')
        assert "OPEN [] ('DV00001', 'CC00001')" in output
