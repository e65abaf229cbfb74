"""All addons beside their neighbours: installed on a database in use, upgraded,
uninstalled; all still opens and prints.

Each addon alone: `test_living_database.py`."""

import pytest

from .support.crawler import crawl
from .support.databases import cloned, run_script, sql
from .support.leaving import SHAPE, leave

from egg_dev import odoo, paths  # isort: skip

BEFORE = """
partner = env["res.partner"].create({"name": "Client Alpha", "email": "alpha@example.com"})
product = env["product.product"].create({"name": "P1", "list_price": 100, "type": "service", "invoice_policy": "order"})
order = env["sale.order"].create({"partner_id": partner.id, "order_line": [(0, 0, {"product_id": product.id})]})
order.action_confirm()
invoice = order._create_invoices()
invoice.action_post()
env["account.payment.register"].with_context(active_model="account.move",
                                             active_ids=invoice.ids).create({}).action_create_payments()
env["calendar.event"].create({"name": "Old", "start": "2026-01-05 09:00:00", "stop": "2026-01-05 10:00:00"})
env.cr.commit()
"""
INVOICES = ("SELECT name, amount_untaxed, amount_tax, amount_total, state FROM account_move "
            "WHERE move_type = 'out_invoice' ORDER BY id")


@pytest.fixture(scope="module")
def in_use():
    """A database on which people worked before the suite came; its invoices."""
    with cloned("in_use", odoo.ensure_core_template()) as database:
        run_script(database, BEFORE)
        yield database, sql(database, INVOICES)


NEIGHBOURS = ("website_sale", "sale_loyalty", "website_sale_loyalty", "point_of_sale")
SHOP_AND_TILL = """
partner = env["res.partner"].search([("name", "=", "Client Alpha")], limit=1)
product = env["product.product"].search([("name", "=", "P1")], limit=1)
product.write({"available_in_pos": True, "sale_ok": True, "is_published": True})
website = env["website"].search([], limit=1)
cart = env["sale.order"].with_context(website_id=website.id).create({"partner_id": partner.id,
                                                                     "website_id": website.id})
cart._cart_add(product.id, quantity=2)
program = env["loyalty.program"].create({
    "name": "Ten", "program_type": "promotion", "trigger": "auto", "applies_on": "current",
    "rule_ids": [(0, 0, {})],
    "reward_ids": [(0, 0, {"reward_type": "discount", "discount": 10, "discount_mode": "percent"})]})
cart._update_programs_and_rewards()
status = cart._get_claimable_rewards()
for coupon, rewards in status.items():
    cart._apply_program_reward(rewards[:1], coupon)
cart.action_confirm()
invoice = cart._create_invoices()
invoice.action_post()
print("SHOP", cart.amount_total, invoice.amount_total)
method = env["pos.payment.method"].create({"name": "Cash till", "journal_id": env["account.journal"].create(
    {"name": "Till", "code": "TILL%s", "type": "cash"}).id})
config = env["pos.config"].create({"name": "Till", "payment_method_ids": [(6, 0, method.ids)]})
admin = env.ref("base.user_admin")
admin.group_ids |= env.ref("point_of_sale.group_pos_manager")
config = config.with_user(admin)
config.open_ui()
session = config.current_session_id
session.set_opening_control(0, None)
line = {"product_id": product.id, "qty": 1, "price_unit": 100.0, "tax_ids": [(6, 0, product.taxes_id.ids)],
        "price_subtotal": 100.0, "price_subtotal_incl": 120.0}
till = env["pos.order"].create({
    "session_id": session.id, "partner_id": partner.id, "pricelist_id": config.pricelist_id.id, "lines": [(0, 0, line)],
    "amount_tax": 20.0, "amount_total": 120.0, "amount_paid": 0.0, "amount_return": 0.0, "to_invoice": True})
till.add_payment({"pos_order_id": till.id, "amount": 120.0, "payment_method_id": method.id})
till.action_pos_order_paid()
till._generate_pos_order_invoice()
session.action_pos_session_closing_control()
print("TILL", till.account_move.state, till.account_move.amount_total, session.state)
env.cr.commit()
"""


def _figures(output) -> list:
    return [line for line in output.splitlines() if line.startswith(("SHOP", "TILL"))]


@pytest.mark.proof
def test_neighbours(in_use):
    """QLT-04, QLT-06: with the web shop, loyalty and the till in use before and after:
    a cart with a reward, a till ticket invoiced.
    """
    template, _invoices = in_use
    with cloned("neighbours", template) as database:
        odoo.install(database, NEIGHBOURS, log="matrix")
        plain = run_script(database, SHOP_AND_TILL % 1)
        before = sql(database, INVOICES)
        odoo.install(database, paths.ADDONS, log="matrix")
        assert sql(database, INVOICES) == before
        with_suite = run_script(database, SHOP_AND_TILL % 2)
        expected = _figures(plain)
        assert len(expected) == 2 and _figures(with_suite) == expected
        used, shape = sql(database, INVOICES), sql(database, SHAPE)
        for _again in range(2):
            odoo.odoo("-d", database, "-u", ",".join(paths.ADDONS), "--stop-after-init", log="matrix")
            assert sql(database, SHAPE) == shape
        assert sql(database, INVOICES) == used
        leave(database)
        assert sql(database, INVOICES) == used


REMOVE = """
env["ir.module.module"].search([("name", "in", {addons!r}), ("state", "=", "installed")]).button_immediate_uninstall()
"""
INSTALLED = "SELECT name FROM ir_module_module WHERE state = 'installed'"
#: Odoo's apps that none of the debit addons needs; `payment_stripe` only Stripe does.
APPS = {"sale", "stock", "purchase", "crm", "calendar", "payment_stripe"}


def remove(database, *addons) -> None:
    """Uninstall these addons; their dependents go with them."""
    run_script(database, REMOVE.format(addons=list(addons)), timeout=600)
    installed = {name for [name] in sql(database, INSTALLED)}
    assert not installed & set(addons)


def left_behind(database) -> list:
    """Tables, columns and records that are the suite's."""
    return sql(database, """
        SELECT table_name, '' FROM information_schema.tables WHERE table_name LIKE 'egg\\_%'
         UNION ALL SELECT table_name, column_name FROM information_schema.columns WHERE column_name LIKE 'egg\\_%'
         UNION ALL SELECT model, name FROM ir_model_data WHERE module LIKE 'egg\\_%' AND model <> 'ir.module.module'""")


CASH = {"egg_cash.menu_egg_cash", "egg_cash.menu_egg_cash_import", "egg_cash.menu_egg_cash_line",
        "egg_cash.menu_egg_cash_line_read"}


def test_money_received_on_accounting_alone():
    """ARC-01, ARC-02, CAS-01: the addon brings no app but its own; all it shows opens, and it leaves no trace."""
    with cloned("cash", odoo.ensure_account_template()) as database:
        before = {name for [name] in sql(database, INSTALLED)}
        odoo.install(database, ("egg_cash",), log="matrix")
        found = crawl(database)
        assert found["faults"] == []
        brought = set(found["installed"]) - before
        assert not brought & APPS, brought
        assert {name for name in brought if name.startswith("egg_")} == {"egg_billing", "egg_cash"}
        assert {name for name in found["menus"] if name.startswith("egg_cash.")} == CASH
        remove(database, "egg_cash")
        assert crawl(database)["faults"] == []
        remove(database, "egg_billing")
        assert left_behind(database) == []


@pytest.mark.proof
def test_moving_in_on_accounting_alone():
    """ARC-01, ARC-02, MIG-02: the import brings no app, offers what it can take over there, and leaves no trace."""
    with cloned("movein", odoo.ensure_account_template()) as database:
        before = {name for [name] in sql(database, INSTALLED)}
        odoo.install(database, ("egg_move_in",), log="matrix")
        found = crawl(database)
        assert found["faults"] == []
        assert set(found["installed"]) - before == {"egg_billing", "egg_move_in"}
        assert {name for name in found["menus"] if name.startswith("egg_move_in.")} == {"egg_move_in.menu_egg_move_in"}
        told = run_script(database, 'print("KINDS", *sorted(dict(env["egg.move.in"]._get_kinds())))')
        assert not {"mandate", "reminder", "order"} & set(told.split("KINDS ")[1].split("\n")[0].split())
        remove(database, "egg_move_in")
        assert crawl(database)["faults"] == []
        remove(database, "egg_billing")
        assert left_behind(database) == []


@pytest.mark.proof
def test_payment_page_on_accounting_alone():
    """ARC-01, ARC-02, AUT-04: the page under the link of a message brings no app; beside Odoo's demo provider, and with
    debits that come later, all it shows opens, and it leaves no trace.
    """
    with cloned("portal", odoo.ensure_account_template()) as database:
        before = {name for [name] in sql(database, INSTALLED)}
        odoo.install(database, ("egg_portal", "payment_demo"), log="matrix")
        found = crawl(database)
        assert found["faults"] == []
        brought = set(found["installed"]) - before
        assert brought == {"egg_billing", "egg_portal", "payment_demo"}, brought
        assert "egg_portal" in found["blocks"]
        odoo.install(database, ("egg_debit",), log="matrix")
        assert crawl(database)["faults"] == []
        remove(database, "egg_portal")
        assert crawl(database)["faults"] == []
        remove(database, "egg_billing")
        assert left_behind(database) == []


#: Ways of debiting on a database that has nothing but accounting: the menus that each adds, and the blocks of the
#: settings.
MANDATES = {"egg_debit.menu_egg_debit", "egg_debit.menu_egg_debit_mandate", "egg_debit.menu_egg_debit_retry"}
FILES = {"egg_sepa.menu_egg_sepa_collection", "egg_sepa.menu_egg_sepa_item", "egg_sepa.menu_egg_sepa_return",
         "egg_sepa.menu_egg_sepa_return_list"}
STRIPE = {"egg_stripe.menu_egg_stripe_run", "egg_stripe.menu_egg_stripe_debit", "egg_stripe.menu_egg_stripe_account"}
DEBITS = {
    ("egg_debit",): (MANDATES, {"egg_debit"}),
    ("egg_sepa",): (MANDATES | FILES, {"egg_debit"}),
    ("egg_stripe",): (MANDATES | STRIPE, {"egg_debit", "egg_stripe"}),
    ("egg_sepa", "egg_stripe"): (MANDATES | FILES | STRIPE, {"egg_debit", "egg_stripe"}),
}


#: The last brings all that the others bring.
@pytest.mark.parametrize("addons", [
    pytest.param(addons, marks=() if len(addons) > 1 else pytest.mark.proof) for addons in DEBITS], ids="-".join)
def test_debits_on_accounting_alone(addons):
    """ARC-01, ARC-02, ARC-08: each way of debiting brings no app it does not need,
    all it shows opens, and it leaves no trace.
    """
    menus, blocks = DEBITS[addons]
    with cloned("_".join(addons), odoo.ensure_account_template()) as database:
        before = {name for [name] in sql(database, INSTALLED)}
        odoo.install(database, addons, log="matrix")
        found = crawl(database)
        assert found["faults"] == []
        brought = set(found["installed"]) - before
        assert not brought & (APPS - ({"payment_stripe"} if "egg_stripe" in addons else set())), brought
        assert {name for name in brought if name.startswith("egg_")} == {"egg_billing", "egg_debit", *addons}
        assert {name for name in found["menus"]
                if name.split(".")[0] in ("egg_debit", "egg_sepa", "egg_stripe")} == menus
        assert {"egg_debit", "egg_stripe"} & set(found["blocks"]) == blocks
        if len(addons) > 1:
            remove(database, "egg_stripe")
            found = crawl(database)
            assert found["faults"] == []
            assert not STRIPE & set(found["menus"]) and "egg_stripe" not in found["blocks"]
        remove(database, "egg_billing")
        assert crawl(database)["faults"] == []
        assert left_behind(database) == []
