"""Documents made with the suite, then without it: they print, are credited,
copied and invoiced with the same amounts (PRO-02).
"""

import pytest

from .support.databases import cloned, run_script, sql

from egg_dev import odoo  # isort: skip

MADE = """
from datetime import date, timedelta
from odoo import Command
today, company = date.today(), env.company
company.write({"email": "contact@egg.example", "vat": "FR83404833048", "egg_debit_creditor_identifier": "FR72ZZZ123456",
               "egg_debit_issuer": "Test",
               "egg_sepa_iban": "FR1420041010050500013M02606", "egg_sepa_bic": "PSSTFRPPPAR"})
vat_20, vat_10, vat_5 = env["account.tax"].create([
    {"name": f"VAT {rate}", "amount": rate, "type_tax_use": "sale", "price_include_override": "tax_excluded"}
    for rate in (20.0, 10.0, 5.5)])
customer = env["res.partner"].create({"name": "Client Alpha", "is_company": True, "email": "alpha@example.com"})

def product(name, price, tax, **values):
    return env["product.product"].create({"name": name, "list_price": price, "type": "service",
                                          "invoice_policy": "order",
                                          "taxes_id": [Command.set(tax.ids)], **values})

eco = [Command.create({"name": "Eco", "amount": 0.37, "tax_ids": [Command.set(vat_5.ids)]})]
LINES = [(product("P1", 333.33, vat_20), 3), (product("P2", 77.77, vat_10), 7),
         (product("P3", 19.99, vat_20, egg_third_party_tax_ids=eco), 11),
         (product("P4", 30.0, vat_20, uom_id=env.ref("egg_billing.uom_month").id), 12)]
MODES = [("untaxed_percent", 7.5), ("untaxed_amount", 33.33), ("taxed_percent", 3.3), ("taxed_amount", 41.41)]
THIRDS = [Command.create({"percent": 30, "kind": "deposit"}),
          Command.create({"percent": 30, "rule": "days", "days": 30}),
          Command.create({"percent": 40, "rule": "months", "months": 2})]

def head(mode, value):
    return {"partner_id": customer.id, "egg_discount_mode": mode, "egg_discount_value": value,
            "egg_shipping_amount": 12.34,
            "egg_shipping_tax_ids": [Command.set(vat_20.ids)], "egg_schedule_line_ids": THIRDS}

debit = env.ref("egg_billing.payment_mode_direct_debit")
invoices = env["account.move"].create([{
    "move_type": "out_invoice", "invoice_date": today - timedelta(40), **head(*mode), "egg_payment_mode_id": debit.id,
    "invoice_line_ids": [Command.create({"product_id": one.id, "quantity": number}) for one, number in LINES]}
                                       for mode in MODES])
invoices.action_post()
orders = env["sale.order"].create([{
    **head(*mode),
    "order_line": [Command.create({"product_id": one.id, "product_uom_qty": number}) for one, number in LINES]}
    for mode in [*MODES, MODES[0]]])
whole, deposit, half, waiting, quote = orders
for order, name in zip(orders, ("whole", "deposit", "half", "waiting", "quote")):
    order.client_order_ref = name
(orders - quote).action_confirm()
whole._create_invoices().action_post()
payment = deposit.egg_register_payment(100.0, today, env.ref("egg_billing.payment_mode_transfer"), "deposit", "")
payment.egg_create_deposit_document()
deposit._create_invoices(final=True).action_post()
part = half._create_invoices()
for line in part.invoice_line_ids.filtered(lambda one: not one.egg_role and one.display_type == "product"):
    line.quantity = line.quantity // 2
part.action_post()
env["egg.followup.run"]._plan_run(invoices[1]._get_egg_due_items(), attach_pdf=False).action_start()
bank = env["res.partner.bank"].create({"partner_id": customer.id, "acc_number": "FR7630006000011234567890189"})
mandate = env["egg.debit.mandate"].create({"bank_account_id": bank.id, "signature_date": today,
                                           "signature_town": "Lyon",
                                          "scan": "JVBERi0xLjQK", "scan_name": "signed.pdf"})
mandate.action_insert()
form = env["egg.sepa.collect"].with_context(active_model="account.move", active_ids=invoices[2].ids).create({})
collection = env["egg.sepa.collection"].browse(form.action_validate()["res_id"])
collection.action_sent()
collection.activity_schedule("mail.mail_activity_data_todo", summary="See the bank")
env["egg.task"].create({"name": "Call", "due_date": today, "egg_document": f"sale.order,{quote.id}",
                        "egg_customer_id": customer.id})
env["ir.filters"].create({"name": "Mine", "model_id": "egg.task", "domain": "[]", "user_ids": []})
env["ir.config_parameter"].set_param("egg_stripe.test_address", "http://127.0.0.1:1")
env.cr.commit()
"""
LEFT = """
from odoo import api
from odoo.modules.registry import Registry
env["ir.module.module"].search([("name", "=like", "egg_%"), ("state", "=", "installed")]).button_immediate_uninstall()
cr = Registry(env.cr.dbname).cursor()
env = api.Environment(cr, 2, {"lang": "en_US"})
env["ir.config_parameter"].set_param("report.print_delay", "1")

def amounts(document):
    return document.amount_untaxed, document.amount_tax, document.amount_total

def invoiced(order):
    moves = order.invoice_ids.filtered(lambda move: move.state != "cancel")
    return round(sum(-move.direction_sign * move.amount_total for move in moves), 2)

invoices = env["account.move"].search([("move_type", "=", "out_invoice"), ("state", "=", "posted")], order="id")
# The quote that an order was agreed from has its reference too.
found = env["sale.order"].search([]).sorted(lambda order: order.state == "sale")
orders = {order.client_order_ref: order for order in found}
for invoice in invoices:
    credit = invoice._reverse_moves([{"invoice_date": invoice.invoice_date}])
    credit.action_post()
    print("CREDIT", amounts(credit) == amounts(invoice), "COPY", amounts(invoice.copy()) == amounts(invoice))
cr.rollback()
for invoice in invoices:
    before = amounts(invoice)
    invoice.button_draft()
    invoice.action_post()
    print("AGAIN", amounts(invoice) == before)
cr.rollback()
for name in ("quote", "waiting"):
    order = orders[name]
    print("ORDER COPY", amounts(order.copy()) == amounts(order))
    if order.state == "draft":
        order.action_confirm()
    order._create_invoices(final=True).action_post()
    print("INVOICED", order.invoice_status == "invoiced" and invoiced(order) == order.amount_total)
for name in ("whole", "deposit"):
    orders[name].order_line.filtered(lambda line: not line.is_downpayment)._compute_qty_invoiced()
    orders[name].order_line._compute_qty_to_invoice()
    print("OVER", not any(orders[name].order_line.mapped("qty_to_invoice"))
          and invoiced(orders[name]) == orders[name].amount_total)
half = orders["half"]
half._create_invoices(final=True)
print("HALF", invoiced(half), half.amount_total,
      half.message_ids.filtered(lambda message: "EGG Sales" in message.body).body)
cr.rollback()
for report, record in (("account.account_invoices", invoices[0]), ("sale.report_saleorder", half)):
    content, _kind = env["ir.actions.report"].with_context(force_report_rendering=True)._render_qweb_pdf(
        report, record.ids)
    print("PDF", content[:4], len(content) > 5000)
cr.rollback()
cr.close()
"""
MOVES = """
    SELECT move.name, move.state, amount_untaxed, amount_tax, amount_total, move.amount_residual, payment_state,
        invoice_date_due, line.id,
           line.name, price_unit, quantity, line.price_subtotal, line.price_total, balance, date_maturity, account_id
      FROM account_move move JOIN account_move_line line ON line.move_id = move.id ORDER BY line.id"""
ORDERS = """
    SELECT doc.name, doc.state, amount_untaxed, amount_tax, amount_total, line.id, line.name, price_unit,
        product_uom_qty,
           price_subtotal, price_total, discount FROM sale_order doc JOIN sale_order_line line
               ON line.order_id = doc.id ORDER BY line.id"""
#: What would act, or point at what is gone.
REST = """
    SELECT 'cron', cron_name FROM ir_cron WHERE cron_name ILIKE '%follow-up%' OR cron_name ILIKE '%direct debit%'
        OR cron_name ILIKE 'stripe:%'
    UNION ALL SELECT 'series', name FROM ir_sequence WHERE active AND code LIKE 'egg.%'
    UNION ALL SELECT 'parameter', key FROM ir_config_parameter WHERE key LIKE 'egg\\_%'
    UNION ALL SELECT 'filter', name FROM ir_filters WHERE model_id LIKE 'egg.%'
    UNION ALL SELECT 'template', model FROM mail_template WHERE model LIKE 'egg.%'
    UNION ALL SELECT 'message', model FROM mail_message WHERE model LIKE 'egg.%'
    UNION ALL SELECT 'activity', res_model FROM mail_activity WHERE res_model LIKE 'egg.%'
    UNION ALL SELECT 'file', res_model FROM ir_attachment WHERE res_model LIKE 'egg.%'
    UNION ALL SELECT 'data', module || '.' || name FROM ir_model_data WHERE module LIKE 'egg\\_%'
    UNION ALL SELECT 'table', table_name FROM information_schema.tables WHERE table_name LIKE 'egg\\_%'
    UNION ALL SELECT 'column', table_name || '.' || column_name FROM information_schema.columns
        WHERE column_name LIKE 'egg\\_%'"""
KEPT = "SELECT res_model, name FROM ir_attachment WHERE name = 'signed.pdf' OR name LIKE 'PRLV%.zip' ORDER BY 1"


@pytest.fixture(scope="module")
def left():
    """A database on which the suite was used and uninstalled: its name,
    its documents before, and what was tried after.
    """
    with cloned("leaving", odoo.ensure_suite_template()) as database:
        run_script(database, MADE)
        before = sql(database, MOVES), sql(database, ORDERS)
        yield database, before, run_script(database, LEFT, timeout=900)


def test_documents_keep_their_amounts(left):
    """PRO-02: uninstalling changes no amount, line, date or account; credit notes, copies,
    prints and later invoices have the same amounts.
    """
    database, (moves, orders), output = left
    assert sql(database, MOVES) == moves
    assert sql(database, ORDERS) == orders
    said = output.splitlines()
    for wanted, number in (("CREDIT True COPY True", 8), ("AGAIN True", 8), ("ORDER COPY True", 2),
                           ("INVOICED True", 2), ("OVER True", 2),
                           ("PDF b'%PDF' True", 2)):
        assert said.count(wanted) == number, (wanted, output)


def test_an_order_invoiced_in_part_says_what_is_left(left):
    """PRO-02: nothing is discounted twice on an order invoiced in part;
    its history says what the last invoice is to have.
    """
    told = next(line for line in left[2].splitlines() if line.startswith("HALF"))
    assert "General discount" in told and "uninstalled while this order was invoiced in part" in told, told


def test_nothing_stays_active(left):
    """PRO-02: no job, series, parameter, filter, table or column stays;
    signed mandates and bank files do, where they are found.
    """
    assert sql(left[0], REST) == []
    assert [kind for kind, _name in sql(left[0], KEPT)] == ["account.journal", "res.partner"]
