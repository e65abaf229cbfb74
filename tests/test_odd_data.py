"""Data that years of use leave behind: the suite installs on it without a complaint,
changes none of it, and works on all of it (PRO-02).
"""

import pytest

from .support.databases import cloned, run_script, sql

from egg_dev import odoo, paths  # isort: skip

YEARS = """
from datetime import date, timedelta
from odoo import Command
today, company = date.today(), env.company
env["res.partner"].create([{
    "name": f"Partner {number}", "is_company": not number % 3,
    "email": f"p{number}@example.com" if number % 5 else False,
    "city": "Lyon" if number % 2 else False} for number in range(2000)])
customer = env["res.partner"].create({"name": "Client Odd", "is_company": True, "email": "odd@example.com"})
dollars = env.ref("base.CAD")
dollars.active = True
env["res.currency.rate"].create({"name": "2025-01-01", "currency_id": dollars.id, "rate": 1.1,
                                 "company_id": company.id})
pallet = env["uom.uom"].create({"name": "Pallet", "relative_factor": 48,
                                "relative_uom_id": env.ref("uom.product_uom_unit").id})
alone = env["uom.uom"].create({"name": "Lump", "relative_factor": 1})
gone, bricks, shared = env["product.product"].create([
    {"name": "Gone", "list_price": 80, "type": "service", "invoice_policy": "order"},
    {"name": "Bricks", "list_price": 3, "type": "consu", "invoice_policy": "order"},
    {"name": "Shared", "list_price": 11, "type": "consu", "company_id": False, "uom_id": alone.id}])

def bill(lines, kind="out_invoice", **values):
    move = env["account.move"].create({"move_type": kind, "partner_id": customer.id,
                                       "invoice_date": today - timedelta(50),
                                       "invoice_line_ids": [Command.create(line) for line in lines], **values})
    move.action_post()
    return move

bill([{"product_id": gone.id, "price_unit": 300}], currency_id=dollars.id)
bill([{"product_id": bricks.id, "product_uom_id": pallet.id, "quantity": 2, "price_unit": 120},
      {"display_type": "line_section", "name": "Section"}, {"display_type": "line_note", "name": "Note"}])
bill([{"product_id": shared.id, "quantity": 2, "price_unit": 9.99, "discount": 10}])
for kind in ("out_refund", "out_receipt", "in_invoice"):
    bill([{"name": "Other", "price_unit": 5}], kind)
order = env["sale.order"].create({"partner_id": customer.id, "order_line": [
    Command.create({"product_id": gone.id, "product_uom_qty": 2, "price_unit": 500}),
    Command.create({"product_id": bricks.id, "product_uom_id": pallet.id})]})
order.action_confirm()
payment = env["sale.advance.payment.inv"].with_context(active_model="sale.order", active_ids=order.ids)
payment.create({"advance_payment_method": "percentage", "amount": 30})._create_invoices(order).action_post()
terms = env["account.payment.term"].create({"name": "Thirds", "line_ids": [
    Command.create({"value": "percent", "value_amount": 30, "nb_days": 0}),
    Command.create({"value": "percent", "value_amount": 70, "nb_days": 60})]})
half = bill([{"product_id": gone.id, "price_unit": 1000}], invoice_payment_term_id=terms.id)
register = env["account.payment.register"].with_context(active_model="account.move", active_ids=half.ids)
register.create({"amount": half.amount_total / 2}).action_create_payments()
hashed = env["account.journal"].create({"name": "Hashed", "code": "HSH", "type": "sale"})
hashed.restrict_mode_hash_table = True
bill([{"product_id": gone.id, "price_unit": 20}], journal_id=hashed.id)
env["res.company"].create({"name": "Without a chart"})
branch = env["res.company"].create({"name": "Branch", "parent_id": company.id})
env["stock.warehouse"].search([("company_id", "=", branch.id)]) or env["stock.warehouse"].create(
    {"name": "Branch", "code": "BR", "company_id": branch.id})
env.user.company_ids |= branch
env["sale.order"].with_company(branch).create({
    "partner_id": customer.id, "company_id": branch.id,
    "order_line": [Command.create({"product_id": shared.id, "price_unit": 7})]}).action_confirm()
env["account.move"].create({"move_type": "out_invoice"})
env["sale.order"].create({"partner_id": customer.id})
env.flush_all()
for record in (gone, bricks, customer, dollars, alone, terms):
    record.active = False
company.fiscalyear_lock_date = today - timedelta(20)
env.flush_all()
env.cr.execute(
    "UPDATE account_move_line SET product_uom_id = NULL WHERE id IN (SELECT min(id) FROM account_move_line WHERE "
    "display_type = 'product')")
env.cr.execute("UPDATE uom_uom SET parent_path = NULL WHERE id = %s", [alone.id])
env.cr.execute("UPDATE res_partner SET lang = 'de_DE' WHERE name = 'Partner 7'")
env.cr.commit()
"""
USED = """
env["ir.config_parameter"].set_param("report.print_delay", "1")
companies = env["res.company"].search([])
for company in companies:
    for check in company.with_company(company)._get_egg_setup_checks():
        print("SETUP", company.name, check.name, check.missing)
env = env(context=dict(env.context, allowed_company_ids=companies.ids))
for model in ("account.move", "account.move.line", "sale.order", "sale.order.line", "res.partner", "product.template",
              "res.company"):
    records = env[model].with_context(active_test=False).search([])
    for name in [name for name in env[model]._fields if name.startswith("egg_")]:
        records.mapped(name)
    print("READ", model, len(records))
for move in env["account.move"].search([("move_type", "=", "out_invoice"), ("state", "=", "posted")]):
    credit = move._reverse_moves([{"invoice_date": move.invoice_date}])
    print("SAME", credit.amount_total == move.amount_total == move.copy().amount_total)
    reports = env["ir.actions.report"].with_context(force_report_rendering=True)
    print("PDF", reports._render_qweb_pdf("account.account_invoices", move.ids)[0][:4])
env["egg.history.mixin"]._cron_complete_egg_history()
items = env["account.move.line"].search(env["account.move.line"]._get_egg_due_item_domain())
run = env["egg.followup.run"]._plan_run(items.filtered(lambda item: item.company_id == items[0].company_id))
print("LETTERS", [bool(letter._prepare_content()["body_html"]) for letter in run.followup_message_ids])
"""
AMOUNTS = """
    SELECT move.id, move.name, move.state, amount_total, move.amount_residual, invoice_date_due, line.id, price_unit,
        quantity, balance,
           line.amount_residual
      FROM account_move move JOIN account_move_line line ON line.move_id = move.id ORDER BY line.id"""
ORDERS = (
    "SELECT doc.id, doc.name, doc.state, amount_total, price_unit, product_uom_qty, price_subtotal FROM sale_order doc"
    " LEFT JOIN sale_order_line line ON line.order_id = doc.id ORDER BY doc.id, line.id"
)


@pytest.fixture(scope="module")
def installed():
    """Such a database with the suite: its name, what it held before, and the log of the installation."""
    with cloned("odd", odoo.ensure_core_template()) as database:
        run_script(database, YEARS)
        before = sql(database, AMOUNTS), sql(database, ORDERS)
        log = paths.LOGS / "odd_data.log"
        log.unlink(missing_ok=True)
        odoo.install(database, paths.ADDONS, log="odd_data")
        yield database, before, log.read_text()


def test_installs_without_complaint(installed):
    """PRO-02: archived products, currencies switched off, units alone, locked and hashed books...:
    no ERROR, and no amount moves.
    """
    database, (moves, orders), log = installed
    assert not [line for line in log.splitlines() if " ERROR " in line or " CRITICAL " in line or "Traceback" in line]
    assert sql(database, AMOUNTS) == moves
    assert sql(database, ORDERS) == orders


def test_works_on_all_of_it(installed):
    """PRO-02: every document is read, credited, copied, printed and reminded;
    what cannot work is said in the set-up list.
    """
    output = run_script(installed[0], USED, timeout=600)
    assert output.count("READ ") == 7
    assert "SAME False" not in output and output.count("SAME True") == output.count("PDF b'%PDF'") >= 6, output
    assert "LETTERS [True" in output and "False" not in output.partition("LETTERS")[2].splitlines()[0]
    without = next(line for line in output.splitlines() if line.startswith("SETUP Without a chart Bank account"))
    assert "no chart of accounts" in without
