"""Reminders and the agenda on a firm that only invoices: what comes with them,
what they show, what joins and leaves later.
"""

import ast
import re

import pytest

from .support.crawler import crawl
from .support.databases import cloned, run_script, sql

from egg_dev import odoo  # isort: skip

INSTALLED = "SELECT name FROM ir_module_module WHERE state = 'installed'"
#: Odoo's apps that none of these addons needs; the calendar only the agenda does.
APPS = {"sale", "sale_management", "stock", "purchase", "crm", "calendar", "payment_stripe"}
FOLLOWUP = {"menu_egg_bulk", "menu_egg_bulk_invoice", "menu_egg_followup_run", "menu_egg_followup_entry",
            "menu_egg_cash_forecast",
            "menu_egg_followup_stage", "menu_egg_followup_rate", "menu_egg_late_claim",
            "menu_egg_followup_scenario", "menu_egg_followup_daily", "menu_egg_followup_approval",
            "menu_egg_followup_figure", "menu_egg_followup_claim",
            "menu_egg_recovery_file", "menu_egg_aged", "menu_egg_customer_account",
            "menu_egg_customer_dashboard"}
AGENDA = {"menu_event", "menu_task", "menu_agenda", "menu_event_statistics", "menu_event_type"}
#: What comes with reminders where Odoo's services for SMS and letters are, as they are beside accounting.
BY_ODOO = ("egg_followup_sms", "egg_followup_snailmail")
#: addons asked for: (addons of the suite that come, apps that come, menus that are shown)
APART = {
    ("egg_followup",): ({"egg_followup", *BY_ODOO}, set(), {f"egg_followup.{name}" for name in FOLLOWUP}),
    ("egg_agenda",): ({"egg_agenda"}, {"calendar"}, {f"egg_agenda.{name}" for name in AGENDA}),
    ("egg_followup", "egg_agenda"): (
        {"egg_followup", "egg_agenda", "egg_agenda_followup", *BY_ODOO}, {"calendar"},
        {f"egg_followup.{name}" for name in FOLLOWUP} | {f"egg_agenda.{name}"
                                                         for name in AGENDA} | {"egg_agenda_followup.menu_call"},
    ),
}
USE = """
from datetime import date, timedelta
partner = env["res.partner"].create({"name": "Client Alpha", "email": "alpha@client.example", "is_company": True})
product = env["product.product"].create({"name": "Work", "type": "service", "list_price": 100})
move = env["account.move"].create({
    "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": date.today() - timedelta(9),
    "invoice_payment_term_id": False,
    "invoice_date_due": date.today() - timedelta(9), "invoice_line_ids": [(0, 0, {"product_id": product.id})]})
move.action_post()
for items in [move._get_egg_due_items()] if "egg.followup.run" in env else []:
    run = env["egg.followup.run"]._plan_run(items)
    assert run.followup_message_ids.stage_id == env.ref("egg_followup.stage_reminder_1"), run.followup_message_ids
if "egg.task" in env:
    env["calendar.event"].create({"name": "Visit", "start": "2026-01-05 09:00:00", "stop": "2026-01-05 10:00:00",
                                  "egg_document": f"account.move,{move.id}"})
    env["egg.task"].create({"name": "Call back", "due_date": date.today(), "egg_document": f"account.move,{move.id}"})
env.cr.commit()
"""
USE_SALES = """
from datetime import date, timedelta
partner = env["res.partner"].search([("name", "=", "Client Alpha")])
product = env["product.product"].search([("name", "=", "Work")])
order = env["sale.order"].create({"partner_id": partner.id, "validity_date": date.today() - timedelta(2),
                                  "order_line": [(0, 0, {"product_id": product.id})]})
order.action_quotation_sent()
run = env["egg.followup.run"]._plan_run(order)
assert run.document_type == "sale" and run.followup_message_ids.template_id, run.followup_message_ids
env["egg.followup.entry"].create({"order_id": order.id, "stage_id": env.ref("egg_followup.stage_reminder_1").id})
env["egg.followup.shift"].create({"order_id": order.id, "stage_id": env.ref("egg_followup.stage_reminder_2").id,
                                  "date": date.today()})
event = env["calendar.event"].create({"name": "Visit", "start": "2026-01-05 09:00:00", "stop": "2026-01-05 10:00:00",
                                      "egg_document": f"sale.order,{order.id}", "egg_customer_id": partner.id})
env["sale.order"].with_context(**event.action_egg_quote()["context"]).create({})
env.cr.commit()
"""
OFFERED = """
action = env.ref("egg_followup.menu_egg_bulk_invoice").action
views = env[action.res_model].get_views(action.views, {"toolbar": True, "action_id": action.id})["views"]
print("OFFERED", sorted(one["name"] for one in views["list"]["toolbar"].get("action", [])))
print("STAGES", env["egg.followup.stage"].search([]).mapped("name"))
"""
REFUSED = """
move = env["account.move"].search([("move_type", "=", "out_invoice"), ("state", "=", "posted")], limit=1)
move._log_egg_event("debit_rejected", "Account closed (AC04)")
env.cr.commit()
"""
REMOVE = """
env["ir.module.module"].search([("name", "in", {addons!r}), ("state", "=", "installed")]).button_immediate_uninstall()
"""


def installed(database) -> set:
    return {name for [name] in sql(database, INSTALLED)}


def suite(modules) -> set:
    return {name for name in modules if name.startswith("egg_")} - {"egg_billing"}


@pytest.mark.parametrize("addons", [
    pytest.param(addons, marks=() if addons == ("egg_followup",) else pytest.mark.proof) for addons in APART
], ids="-".join)
def test_on_accounting_alone(addons):
    """ARC-01, ARC-08: reminders and agenda bring no app they do not need;
    all that they show opens, before and after it is used.
    """
    own, apps, menus = APART[addons]
    with cloned("_".join(addons), odoo.ensure_account_template()) as database:
        before = installed(database)
        odoo.install(database, addons, log="apart")
        brought = installed(database) - before
        assert suite(brought) == own
        assert brought & APPS == apps
        for script in (USE, ""):
            found = crawl(database)
            assert found["faults"] == []
            assert {name for name in found["menus"] if name.split(".")[0] in own} == menus
            assert ("egg_followup" in found["blocks"]) == ("egg_followup" in own)
            run_script(database, script)
        run_script(database, REMOVE.format(addons=["egg_billing"]), timeout=600)
        assert crawl(database)["faults"] == []
        assert sql(database, "SELECT table_name, column_name FROM information_schema.columns WHERE column_name LIKE "
                             "'egg\\_%'") == []


@pytest.mark.proof
def test_sales_come_later_and_leave():
    """ARC-02, ARC-08, PRO-03: when sales come, quotes and orders join by themselves;
    when they leave, what is about invoices stays.
    """
    with cloned("sales_later", odoo.ensure_account_template()) as database:
        odoo.install(database, ["egg_followup", "egg_agenda"], log="apart")
        run_script(database, USE)
        odoo.install(database, ["egg_sales"], log="apart")
        assert {"egg_followup_sales", "egg_agenda_sales", "egg_agenda_followup_sales"} <= installed(database)
        run_script(database, USE_SALES)
        found = crawl(database)
        assert found["faults"] == []
        assert {"egg_followup_sales.menu_egg_bulk_quote",
                "egg_followup_sales.menu_egg_bulk_order"} <= set(found["menus"])
        odoo.odoo("-d", database, "-u", "egg_followup,egg_agenda", "--stop-after-init", log="apart")
        checks = "SELECT conname FROM pg_constraint WHERE conrelid = 'egg_followup_shift'::regclass AND contype = 'c'"
        assert sql(database, checks) == [["egg_followup_shift_one_target"]]
        run_script(database, REMOVE.format(addons=["sale"]), timeout=600)
        assert suite(installed(database)) == {"egg_followup", "egg_agenda", "egg_agenda_followup", *BY_ODOO}
        assert crawl(database)["faults"] == []
        assert sql(database, "SELECT count(*) FROM egg_followup_shift") == [["0"]]
        assert sql(database, "SELECT count(*) FROM egg_followup_entry WHERE move_id IS NULL") == [["0"]]
        assert sql(database, "SELECT DISTINCT document_type FROM egg_followup_run") == [["invoice"]]
        assert sql(database, "SELECT DISTINCT split_part(egg_document, ',', 1) FROM calendar_event WHERE "
                             "egg_document IS NOT NULL") == [
            ["account.move"]]
        assert sql(database,
                   "SELECT count(*) FROM egg_followup_stage_template "
                   "WHERE document_type NOT IN ('invoice', 'statement')") == [["0"]]
        run_script(database, USE)


def bulk_screen(database) -> tuple:
    """What the bulk screen offers to do with ticked rows, and the stages that the firm sees."""
    said = run_script(database, OFFERED)
    return tuple(ast.literal_eval(re.search(rf"^{word} (.*)$", said, re.MULTILINE)[1])
                 for word in ("OFFERED", "STAGES"))


@pytest.mark.proof
def test_debits_come_later_and_leave():
    """ARC-01, ARC-02, ARC-08: a firm that sends reminders sees nothing of debits until it has them;
    what was noted of them stays afterwards.
    """
    with cloned("debits_later", odoo.ensure_account_template()) as database:
        odoo.install(database, ["egg_followup"], log="apart")
        run_script(database, USE)
        offered, stages = bulk_screen(database)
        assert "Direct debit rejected" not in stages
        odoo.install(database, ["egg_sepa"], log="apart")
        assert suite(installed(database)) == {"egg_followup", "egg_debit", "egg_sepa", "egg_followup_debit", *BY_ODOO}
        assert not installed(database) & APPS
        with_debits, with_stage = bulk_screen(database)
        assert set(with_debits) - set(offered) == {"Collect by direct debit"}
        assert set(with_stage) - set(stages) == {"Direct debit rejected"}
        run_script(database, REFUSED)
        noted = ("SELECT origin, comment FROM egg_followup_entry JOIN egg_followup_stage stage ON stage.id = stage_id "
                 "WHERE stage.kind = 'note'")
        assert sql(database, noted) == [["event", "Account closed (AC04)"]]
        assert crawl(database)["faults"] == []
        run_script(database, REMOVE.format(addons=["egg_debit"]), timeout=600)
        assert suite(installed(database)) == {"egg_followup", *BY_ODOO}
        assert bulk_screen(database) == (offered, with_stage), "its stage stays where an entry has it"
        assert sql(database, noted) == [["event", "Account closed (AC04)"]]
        assert crawl(database)["faults"] == []
        left = sql(database, "SELECT module, name FROM ir_model_data WHERE module IN ('egg_followup_debit', "
                             "'egg_debit', 'egg_sepa') AND model <> 'ir.module.module'")
        assert left == []
