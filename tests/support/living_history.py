"""Fed to `odoo shell` on stock Odoo: what people have done in it before the suite comes (see `living.py`).

Every price is typed by hand and differs from the catalogue's: whoever computes a line again is seen. Dates are fixed.
"""

from datetime import date

from odoo import Command

env = globals()["env"]
admin = env.ref("base.user_admin")
env = env(user=admin.id, context={"lang": "en_US", "tz": "Europe/Paris", "tracking_disable": False})
env.user.group_ids |= env.ref("uom.group_uom") | env.ref("product.group_product_pricelist") | env.ref(
    "account.group_account_manager")
french, belgian = (env["res.company"].search([("chart_template", "=", chart)], limit=1) for chart in ("fr", "be_comp"))
env.user.company_ids |= french | belgian
env = env(context=dict(env.context, allowed_company_ids=[french.id, belgian.id]))
french, belgian = french.with_env(env), belgian.with_env(env)
french.write({"name": "Atelier Durand", "vat": "FR23334175221", "street": "1 rue Haute", "zip": "69001", "city": "Lyon",
              "country_id": env.ref("base.fr").id})
belgian.write({"name": "Atelier Durand Belgique", "vat": "BE0477472701", "street": "Rue Neuve 1", "zip": "1000",
               "city": "Bruxelles",
               "country_id": env.ref("base.be").id})
for company in (french, belgian):
    if not env["stock.warehouse"].search([("company_id", "=", company.id)]):
        env["stock.warehouse"].create({"name": company.city, "code": company.city[:3], "company_id": company.id,
                                       "partner_id": company.partner_id.id})
dollar = env.ref("base.USD")
dollar.active = True
pound = env.ref("base.GBP")
pound.active = True
env["res.currency.rate"].create([
    {"currency_id": currency.id, "name": "2025-01-01", "rate": rate, "company_id": company.id}
    for currency, rate in ((dollar, 1.25), (pound, 0.8)) for company in (french, belgian)
])


def tax(company, amount, use="sale"):
    found = env["account.tax"].with_context(active_test=False).search([
        ("company_id", "=", company.id), ("amount", "=", amount), ("type_tax_use", "=", use),
        ("amount_type", "=", "percent"),
        ("price_include_override", "!=", "tax_included")], order="active desc, sequence, id", limit=1)
    found.active = True
    assert found
    return found


# The firm's own numbers
env["ir.sequence"].search([("code", "=", "sale.order"), ("company_id", "in", (False, french.id))]).write({
    "prefix": "Q2026/", "padding": 4, "number_next": 41})
env["ir.sequence"].create({"name": "Commandes (BE)", "code": "sale.order", "company_id": belgian.id, "prefix": "BE-",
                           "padding": 5})

# What is sold and bought: the catalogue says 80, 12, 1500; nobody pays that
unit, dozen, hours = env.ref("uom.product_uom_unit"), env.ref("uom.product_uom_dozen"), env.ref("uom.product_uom_hour")
goods, service, old, shared, bought, box = env["product.product"].create([
    {"name": "Chair", "type": "consu", "is_storable": True, "list_price": 80, "standard_price": 45,
     "invoice_policy": "delivery",
     "taxes_id": [Command.set(tax(french, 20).ids)],
     "supplier_taxes_id": [Command.set(tax(french, 20, "purchase").ids)],
     "company_id": french.id},
    {"name": "Laying", "type": "service", "list_price": 50, "invoice_policy": "order", "uom_id": hours.id,
     "company_id": french.id,
     "taxes_id": [Command.set(tax(french, 10).ids)]},
    {"name": "Lamp of the year before", "type": "consu", "list_price": 30, "invoice_policy": "order",
     "taxes_id": [Command.set(tax(french, 20).ids)], "company_id": french.id},
    {"name": "Shared by both firms", "type": "consu", "list_price": 12, "invoice_policy": "order",
     "taxes_id": [Command.set((tax(french, 20) | tax(belgian, 21)).ids)]},
    {"name": "Bought on demand", "type": "service", "list_price": 1500, "standard_price": 900,
     "invoice_policy": "order",
     "taxes_id": [Command.set(tax(french, 20).ids)], "company_id": french.id},
    {"name": "Screws", "type": "consu", "list_price": 2, "standard_price": 1, "invoice_policy": "order",
     "uom_id": unit.id,
     "taxes_id": [Command.set(tax(french, 20).ids)], "company_id": french.id},
])
alpha, beta, gamma, supplier = env["res.partner"].create([
    {"name": "Client Alpha", "is_company": True, "email": "alpha@example.com", "street": "2 rue Basse", "zip": "69002",
     "city": "Lyon",
     "country_id": env.ref("base.fr").id, "vat": "FR91746948785", "invoice_edi_format": "ubl_bis3"},
    {"name": "Client Beta", "is_company": True, "email": "beta@example.com", "street": "Rue Longue 3", "zip": "4000",
     "city": "Liège",
     "country_id": env.ref("base.be").id, "vat": "BE0246697724", "invoice_edi_format": "ubl_bis3"},
    {"name": "Zoé Particulier", "email": "zoe@example.com", "street": "4 rue Courte", "zip": "75001", "city": "Paris",
     "country_id": env.ref("base.fr").id},
    {"name": "Fournisseur Sigma", "is_company": True, "email": "sigma@example.com", "city": "Lille",
     "country_id": env.ref("base.fr").id},
])
contact = env["res.partner"].create({"name": "Anne, in charge of bills", "parent_id": alpha.id, "type": "invoice",
                                     "email": "anne@example.com"})
env["product.supplierinfo"].create({"partner_id": supplier.id, "product_tmpl_id": bought.product_tmpl_id.id,
                                    "price": 900,
                                    "company_id": french.id})
bought.service_to_purchase = True
half = env["account.payment.term"].create({
    "name": "Half now, half in 60 days", "company_id": french.id,
    "line_ids": [Command.create({"value": "percent", "value_amount": 50, "nb_days": 0}),
                 Command.create({"value": "percent", "value_amount": 50, "nb_days": 60})]})
discount_term = env["account.payment.term"].create({
    "name": "30 days, 2 % within 10", "company_id": french.id, "early_discount": True, "discount_percentage": 2,
    "discount_days": 10,
    "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})]})


def order_line(product, price, quantity=2, **values):
    return Command.create({"product_id": product.id, "product_uom_qty": quantity, "price_unit": price, **values})


def order(reference, partner=alpha, lines=None, company=french, **values):
    """An order whose customer reference says what it is."""
    return env["sale.order"].with_company(company).create({
        "partner_id": partner.id, "company_id": company.id, "client_order_ref": reference,
        "date_order": "2026-02-02 09:00:00",
        "validity_date": "2026-12-31",
        "order_line": lines or [order_line(goods, 71.5), order_line(service, 44.44, 3, discount=7.5)], **values})


mixed = [
    Command.create({"display_type": "line_section", "name": "Ground floor"}),
    order_line(goods, 66.6, 10, discount=12.5), order_line(box, 30, 2, product_uom_id=dozen.id),
    Command.create({"display_type": "line_note", "name": "Colour to be chosen"}),
    Command.create({"display_type": "line_section", "name": "First floor"}), order_line(service, 39.99, 7),
    order_line(old, 18, 4),
]
order("quote draft")
order("quote mixed", lines=mixed)
order("quote sent", gamma).action_quotation_sent()
order("quote for a term", payment_term_id=half.id).action_quotation_sent()
order("quote sent then cancelled")._action_cancel()
order("quote in dollars", lines=[order_line(goods, 99.99)], pricelist_id=env["product.pricelist"].create(
    {"name": "Dollars", "currency_id": dollar.id, "company_id": french.id}).id).action_quotation_sent()
order("quote to convert", lines=mixed).action_quotation_sent()

confirmed = order("order confirmed")
locked = order("order locked", gamma)
cancelled = order("order cancelled after confirmation")
partly_delivered = order("order partly delivered", lines=[order_line(goods, 60, 10), order_line(service, 40, 2)])
partly_invoiced = order("order partly invoiced", lines=[order_line(service, 33.33, 3), order_line(old, 17, 3)])
invoiced = order("order invoiced",
                 lines=[order_line(service, 41.41, 3), order_line(box, 29.5, 5, product_uom_id=dozen.id)])
deposit_paid = order("order with a down payment", lines=[order_line(service, 47, 20), order_line(old, 21, 10)])
deposit_done = order("order with a down payment deducted", lines=[order_line(service, 46, 20)])
supplied = order("order bought", lines=[order_line(bought, 1234.5, 1)])
foreign = order("order of the Belgian firm", beta, [Command.create(
    {"product_id": shared.id, "product_uom_qty": 6, "price_unit": 9.5, "discount": 3})], belgian)
invoice_address = order("order to another address", partner_invoice_id=contact.id)
twins = order("twin one") | order("twin two")
every = (confirmed | locked | cancelled | partly_delivered | partly_invoiced | invoiced | deposit_paid | deposit_done
         | supplied | foreign
         | invoice_address | twins[0])
for one in every:
    one.with_company(one.company_id).action_confirm()
every.write({"date_order": "2026-02-03 10:00:00"})
locked.action_lock()
cancelled._action_cancel()
picking = partly_delivered.picking_ids
for move in picking.move_ids:
    move.quantity = 4
    move.picked = True
picking.with_context(skip_backorder=True, cancel_backorder=False).button_validate()
if picking.state != "done":
    env["stock.backorder.confirmation"].with_context(button_validate_picking_ids=picking.ids).create(
        {"pick_ids": [Command.set(picking.ids)]}).process()
assert picking.state == "done" and partly_delivered.order_line[0].qty_delivered == 4
(bill_of_order := partly_delivered._create_invoices()).invoice_date = "2026-02-10"
bill_of_order.action_post()


def invoice_order(sale, day, method="delivered", **values):
    wizard = env["sale.advance.payment.inv"].with_company(sale.company_id).with_context(
        active_model="sale.order", active_ids=sale.ids).create({"advance_payment_method": method, **values})
    move = wizard._create_invoices(sale)
    move.invoice_date = day
    return move


part = invoice_order(partly_invoiced, "2026-02-11")
part.invoice_line_ids.filtered(lambda line: line.product_id == old).unlink()
part.invoice_line_ids.filtered(lambda line: line.product_id == service).quantity = 2
part.action_post()
invoice_order(invoiced, "2026-02-12").action_post()
invoice_order(deposit_paid, "2026-02-13", "percentage", amount=30).action_post()
invoice_order(deposit_done, "2026-02-14", "fixed", fixed_amount=250).action_post()
invoice_order(deposit_done, "2026-03-14").action_post()
invoice_order(foreign, "2026-02-15").action_post()


def move_line(product, price, quantity=1, **values):
    return Command.create({"product_id": product.id, "quantity": quantity, "price_unit": price, **values})


def invoice(reference, partner=alpha, lines=None, company=french, kind="out_invoice", day="2026-03-02", **values):
    """An invoice whose reference says what it is."""
    return env["account.move"].with_company(company).create({
        "move_type": kind, "partner_id": partner.id, "invoice_date": day, "date": day, "ref": reference,
        "company_id": company.id,
        "invoice_line_ids": lines or [move_line(goods, 300), move_line(service, 41.25, 3, discount=5)], **values})


def pay(move, amount=None, day="2026-03-20"):
    wizard = env["account.payment.register"].with_company(move.company_id).with_context(
        active_model="account.move",
        active_ids=move.ids).create({"payment_date": day, **({"amount": amount} if amount else {})})
    return wizard._create_payments()


sections = [
    Command.create({"display_type": "line_section", "name": "Ground floor"}), move_line(goods, 71.71, 3, discount=12.5),
    Command.create({"display_type": "line_note", "name": "As agreed"}), move_line(box, 31, 2, product_uom_id=dozen.id),
    Command.create({"name": "A line without product", "quantity": 1.5, "price_unit": 99.9,
                    "tax_ids": [Command.set(tax(french, 20).ids)]}),
    move_line(old, 19, 2),
]
exempt = [move_line(shared, 11, 5, tax_ids=[Command.clear()])]
draft = invoice("invoice draft")
posted = invoice("invoice posted", lines=sections)
half_paid = invoice("invoice half paid")
paid = invoice("invoice paid")
refunded = invoice("invoice refunded")
partly_refunded = invoice("invoice partly refunded", lines=[move_line(goods, 123.45, 4)])
in_terms = invoice("invoice in two instalments, one paid", invoice_payment_term_id=half.id)
early = invoice("invoice with an early payment discount", invoice_payment_term_id=discount_term.id)
dollars = invoice("invoice in dollars", currency_id=dollar.id)
pounds = invoice("invoice in a currency out of use", currency_id=pound.id)
private = invoice("invoice of a private person", gamma)
free = invoice("invoice without tax", lines=exempt)
belgian_one = invoice("invoice of the Belgian firm", beta, [move_line(shared, 9.25, 7)], belgian)
belgian_two = invoice("invoice of the Belgian firm to France", alpha, [move_line(shared, 8.75, 7, discount=1)], belgian)
dead = invoice("invoice cancelled")
receipt = invoice("receipt", gamma, [move_line(shared, 6.66, 3)], kind="out_receipt")
refund = invoice("credit note by hand", lines=[move_line(goods, 250)], kind="out_refund")
bill = invoice("bill", supplier, [move_line(bought, 777, tax_ids=[Command.set(tax(french, 20, "purchase").ids)])],
               kind="in_invoice")
bill_paid = invoice("bill paid", supplier, [move_line(goods, 48, 10, discount=2)], kind="in_invoice")
bill_refund = invoice("bill refund", supplier, [move_line(goods, 33, 2)], kind="in_refund")
bill_receipt = invoice("purchase receipt", supplier, [move_line(goods, 12, 2)], kind="in_receipt")
hashed_journal = env["account.journal"].create({"name": "Sealed sales", "code": "SEAL", "type": "sale",
                                                "company_id": french.id,
                                                "restrict_mode_hash_table": True})
sealed = invoice("invoice of a sealed journal", journal_id=hashed_journal.id)
last_year = invoice("invoice of a closed year", day="2025-06-30", lines=[move_line(goods, 210), move_line(old, 14, 3)])
posted_ones = (posted | half_paid | paid | refunded | partly_refunded | in_terms | early | dollars | pounds | private
               | free | belgian_one
               | belgian_two | receipt | refund | bill | bill_paid | bill_refund | bill_receipt | sealed | last_year)
for one in posted_ones:
    one.with_company(one.company_id).action_post()
if not sealed.inalterable_hash:
    sealed.button_hash()
assert sealed.inalterable_hash
dead.button_cancel()
pay(half_paid, 111.11)
pay(paid)
pay(bill_paid)
pay(in_terms, in_terms.line_ids.filtered("date_maturity").sorted("date_maturity")[0].amount_residual)
pay(belgian_one)


def credit(move, **values):
    wizard = env["account.move.reversal"].with_context(active_model="account.move", active_ids=move.ids).create(
        {"journal_id": move.journal_id.id, "date": "2026-04-01", "reason": "agreed"})
    reverse = env["account.move"].browse(wizard.refund_moves()["res_id"])
    return reverse


full = credit(refunded)
full.action_post()
assert refunded.payment_state in ("reversed", "paid"), refunded.payment_state
some = credit(partly_refunded)
some.invoice_line_ids.write({"quantity": 1})
some.action_post()
entry = env["account.move"].create({
    "move_type": "entry", "date": "2026-03-03", "ref": "entry", "journal_id": env["account.journal"].search(
        [("type", "=", "general"), ("company_id", "=", french.id)], limit=1).id,
    "line_ids": [Command.create({"account_id": posted.invoice_line_ids[1].account_id.id, "name": "in", "credit": 55.5}),
                 Command.create({"account_id": bill.invoice_line_ids.account_id.id, "name": "out", "debit": 55.5})]})
entry.action_post()

# Supplier orders
purchases = env["purchase.order"].create([
    {"partner_id": supplier.id, "partner_ref": reference, "company_id": french.id, "date_order": "2026-02-20 09:00:00",
     "order_line": [Command.create({"product_id": goods.id, "product_qty": 5, "price_unit": 43.21, "discount": 4}),
                    Command.create({"product_id": box.id, "product_qty": 3, "product_uom_id": dozen.id,
                                    "price_unit": 8.8})]}
    for reference in ("purchase draft", "purchase confirmed", "purchase billed")])
(purchases[1] | purchases[2]).button_confirm()
for picking in purchases[2].picking_ids:
    for move in picking.move_ids:
        move.quantity, move.picked = move.product_uom_qty, True
    picking.button_validate()
purchases[2].action_create_invoice()
purchases[2].invoice_ids.invoice_date = "2026-02-25"
purchases[2].invoice_ids.action_post()

# The agenda, leads, a payment by itself, an attachment, messages
env["calendar.event"].create([
    {"name": "Visit", "start": "2026-01-05 09:00:00", "stop": "2026-01-05 10:00:00",
     "partner_ids": [Command.set(alpha.ids)]},
    {"name": "Fair", "start": "2027-01-05 00:00:00", "stop": "2027-01-06 23:59:59", "allday": True,
     "start_date": "2027-01-05",
     "stop_date": "2027-01-06"},
    {"name": "Each week", "start": "2026-01-07 08:00:00", "stop": "2026-01-07 09:00:00", "recurrency": True,
     "rrule_type": "weekly",
     "interval": 1, "wed": True, "end_type": "count", "count": 5, "event_tz": "Europe/Paris"},
])
leads = env["crm.lead"].create([
    {"name": "Wants chairs", "type": "opportunity", "partner_id": alpha.id, "expected_revenue": 5000},
    {"name": "Cold", "type": "lead", "email_from": "cold@example.com"},
    {"name": "Lost", "type": "opportunity", "partner_id": gamma.id},
])
leads[2].action_set_lost()
order("quote of a lead", opportunity_id=leads[0].id)
env["account.payment"].create({"partner_id": alpha.id, "amount": 321, "date": "2026-03-30", "payment_type": "inbound",
                               "partner_type": "customer", "memo": "on account"}).action_post()
confirmed.message_post(body="Please call before you come", subtype_xmlid="mail.mt_comment")
posted.activity_schedule("mail.mail_activity_data_call", date(2026, 3, 9), summary="Ask for the money",
                         user_id=admin.id)
env["ir.attachment"].create({"name": "plan.txt", "raw": b"plan", "res_model": "sale.order", "res_id": confirmed.id})
env["res.partner.bank"].create([{"acc_number": "FR7630006000011234567890189", "partner_id": owner.id}
                                for owner in (french.partner_id, alpha)])

# What time does: products and currencies out of use, a closed year, numbers used twice
old.product_tmpl_id.action_archive()
pound.active = False
env.flush_all()
env.cr.execute("UPDATE sale_order SET name = %s WHERE id IN %s", ["Q2026/9001", tuple(twins.ids)])
env.cr.execute("UPDATE res_company SET fiscalyear_lock_date = '2025-12-31' WHERE id = %s", [french.id])
for table in ("sale_order", "account_move"):  # a link that was mailed: the same token each time
    env.cr.execute(f"UPDATE {table} SET access_token = md5('{table}' || id)")
env.cr.commit()
print("HISTORY", env["sale.order"].search_count([]), env["account.move"].search_count([]))
