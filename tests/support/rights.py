"""Users of each kind, and a row of every model of the suite in another company, for the tests of rights.

`SCRIPT` runs in an Odoo shell on a clone. Rows are written by SQL, with foreign keys to rows of the same company, so
that a model that is new tomorrow gets its row without a line here; nobody computes with them, they are there to be
refused.
"""

SCRIPT = """
import json
from odoo import Command, fields

env["res.lang"]._activate_lang("fr_FR")
home = env.company
other = env["res.company"].create({"name": "Other SAS", "country_id": env.ref("base.fr").id})
KINDS = {
    "internal": "base.group_user",
    "salesperson": "sales_team.group_sale_salesman",
    "salesperson_all": "sales_team.group_sale_salesman_all_leads",
    "billing": "account.group_account_invoice",
    "reader": "account.group_account_readonly",
    "accountant": "account.group_account_manager",
    "settings": "base.group_system",
    "portal": "base.group_portal",
    "stock": "stock.group_stock_user",
    "buyer": "purchase.group_purchase_user",
}
everything = ["account.group_account_manager", "account.group_account_user", "sales_team.group_sale_manager",
              "base.group_system"]
def add_user(login, groups, company):
    user = env["res.users"].with_context(no_reset_password=True).create({
        "name": login, "login": login, "email": login + "@x.example", "company_id": company.id,
        "company_ids": [Command.set(company.ids)],
        "group_ids": [Command.set([env.ref(group).id for group in groups])]})
    user.password = login + "-password"
    return user
users = {kind: add_user(kind, [group], home) for kind, group in KINDS.items()}
users["second"] = add_user("second", everything, home)
users["stranger"] = add_user("stranger", everything, other)

customer = users["portal"].partner_id
product = env["product.product"].create({"name": "P1", "type": "service"})
order = env["sale.order"].create({"partner_id": customer.id, "egg_note": "Pays late", "order_line": [
    Command.create({"product_id": product.id, "price_unit": 100, "tax_ids": False})]})
order.action_confirm()
payments = env["account.payment"].create([{"partner_id": customer.id, "amount": amount, "payment_type": "inbound"}
                                          for amount in (10, 20)])
payments[0].egg_order_id = order
order.user_id = users["salesperson"]

# What the attacks are about: see `test_rights.py`.
today = fields.Date.today()
deposit = order.egg_register_payment(30.0, today, env.ref("egg_billing.payment_mode_transfer"), "deposit")
debtor = env["res.partner"].create({"name": "Debtor", "email": "debtor@x.example", "is_company": True})
invoice = env["account.move"].create({
    "move_type": "out_invoice", "partner_id": debtor.id, "invoice_date": fields.Date.subtract(today, days=60),
    "invoice_user_id": users["billing"].id,
    "invoice_date_due": fields.Date.subtract(today, days=30),
    "invoice_line_ids": [Command.create({"name": "X", "price_unit": 100, "tax_ids": []})]})
invoice.action_post()
due = invoice._get_egg_due_items()
run = env["egg.followup.run"]._plan_run(due, attach_pdf=False)
run.user_id = users["billing"]
stage = env.ref("egg_followup.stage_reminder_1")
proof = env["egg.followup.entry"].create({"due_item_id": due.id, "stage_id": stage.id, "origin": "bulk",
                                          "user_id": users["billing"].id})
task, call = env["egg.task"].create([
    {"name": "Task", "due_date": today, "user_id": users["billing"].id, "call_stage_id": one}
    for one in (False, stage.id)])
discounted = env["sale.order"].create({
    "partner_id": customer.id, "user_id": users["salesperson"].id, "egg_discount_value": 10.0,
    "order_line": [Command.create({"product_id": product.id, "price_unit": 100, "tax_ids": False})]})
hidden = env["sale.order"].create({"partner_id": debtor.id, "user_id": users["billing"].id})
vendor = env["purchase.order"].create({"partner_id": debtor.id})
things = {
    "deposit": deposit.id, "invoice": invoice.id, "due": due.id, "run": run.id, "letter": run.followup_message_ids.id,
    "item": run.item_ids.id,
    "stage": stage.id, "proof": proof.id, "task": task.id, "call": call.id, "discounted": discounted.id,
    "hidden": hidden.id, "vendor": vendor.id,
    "role_line": discounted.order_line.filtered("egg_role")[:1].id,
    "plain_line": discounted.order_line.filtered(lambda line: not line.egg_role).id,
}


# A file for the bank, a debit by Stripe, a mandate that was used: see `test_rights.py`.
import base64
home.write({"egg_debit_creditor_identifier": "FR72ZZZ123456", "egg_debit_issuer": "Home", "egg_lock_issued": True})
journal = env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", home.id)], limit=1)
journal.bank_account_id = env["res.partner.bank"].create(
    {"acc_number": "FR1420041010050500013M02606", "partner_id": home.partner_id.id, "egg_bic": "PSSTFRPPPAR"})
accounts = env["res.partner.bank"].create([{"partner_id": debtor.id, "acc_number": number} for number in
    ("FR7630006000011234567890189", "DE89370400440532013000")])
mandate, used_mandate, closed_mandate = env["egg.debit.mandate"].create([{
    "bank_account_id": account.id, "signature_date": "2026-01-15", "signature_town": "Lyon"}
                                                                         for account in (
                                                                             accounts[0], accounts[1], accounts[1])])
(mandate + used_mandate + closed_mandate).action_insert()
used_mandate._mark_debited(fields.Date.subtract(today, days=40), "FR72ZZZ123456", "Home")
closed_mandate.action_cancel()
used_mandate.action_suspend()
to_collect = env["account.move"].create([{
    "move_type": "out_invoice", "partner_id": debtor.id, "invoice_date": fields.Date.subtract(today, days=20),
    "invoice_date_due": fields.Date.subtract(today, days=10),
    "egg_payment_mode_id": env.ref("egg_billing.payment_mode_direct_debit").id,
    "invoice_line_ids": [Command.create({"name": "X", "price_unit": 100, "tax_ids": []})]} for _number in range(2)])
to_collect.action_post()
form = env["egg.sepa.collect"].with_context(active_model="account.move", active_ids=to_collect[0].ids).create({})
collection = env["egg.sepa.collection"].browse(form.action_validate()["res_id"])
provider = home._make_egg_stripe_provider()
provider.write({"state": "test", "stripe_secret_key": "sk_test_x", "stripe_publishable_key": "pk_test_x",
                "journal_id": journal.id})
stripe_accounts = env["egg.stripe.account"].create([{
    "partner_id": one.id, "iban": number, "email": "d@x.example", "mandate_date": "2026-01-15"} for one, number in
    ((debtor, "FR7630006000011234567890189"), (customer, "DE89370400440532013000"))])
for one in stripe_accounts:
    references = {"customer_ref": "cus_1", "method_ref": "pm_1", "stripe_mandate": "mandate_1"}
    one.write({**references, "state": "ready", "token_id": one._make_token(provider, references).id})
stripe_form = env["egg.stripe.debit"].with_context(active_model="account.move", active_ids=to_collect[1].ids).create({})
stripe_run = env["egg.stripe.run"].browse(stripe_form.action_confirm()["res_id"])
# nothing leaves
(env.ref("egg_stripe.egg_stripe_send_cron") + env.ref("egg_stripe.egg_stripe_follow_cron")).active = False
env["ir.attachment"].create({
    "name": "invoice.pdf", "raw": b"%PDF-1.4 issued", "res_model": "account.move", "res_id": invoice.id,
    "res_field": "invoice_pdf_report_file"})
env["ir.attachment"].create({
    "name": "invoice.xml", "raw": b"<Issued/>", "res_model": "account.move", "res_id": invoice.id,
    "res_field": "ubl_cii_xml_file"})
mine = env["sale.order"].create({"partner_id": customer.id, "user_id": users["salesperson"].id})
handed_over = env["sale.order"].create({"partner_id": customer.id, "user_id": users["billing"].id})
handed_over.action_quotation_sent()
child = env["sale.order"].create({"partner_id": customer.id, "user_id": users["salesperson"].id,
                                  "egg_parent_id": handed_over.id})
other_payment = env["account.payment"].create({"partner_id": customer.id, "amount": 100, "payment_type": "inbound"})
other_payment.action_post()
event = env["calendar.event"].create({
    "name": "E", "start": "2026-01-01 10:00:00", "stop": "2026-01-01 11:00:00", "privacy": "private",
    "user_id": users["second"].id})
kind = env["stock.picking.type"].search([("code", "=", "outgoing"), ("company_id", "=", home.id)], limit=1)
picking = env["stock.picking"].create({
    "picking_type_id": kind.id, "location_id": kind.default_location_src_id.id,
    "location_dest_id": kind.default_location_dest_id.id,
    "partner_id": debtor.id})
lead = env["crm.lead"].create({"name": "L", "user_id": users["second"].id, "company_id": home.id})
foreign = env["res.partner"].create({"name": "Secret Customer", "company_id": other.id})
things["rows"] = {
    "sale.order": hidden.id, "sale.order.line": discounted.order_line[:1].id, "account.move": invoice.id,
    "account.move.line": due.id,
    "account.payment": deposit.id, "payment.transaction": stripe_run.transaction_ids.id, "egg.task": call.id,
    "egg.debit.mandate": mandate.id,
    "egg.sepa.collection": collection.id, "egg.stripe.run": stripe_run.id, "egg.stripe.account": stripe_accounts[0].id,
    "egg.followup.run": run.id, "egg.followup.message": run.followup_message_ids.id, "purchase.order": vendor.id,
    "res.partner": debtor.id,
    "res.partner.bank": accounts[1].id, "calendar.event": event.id, "stock.picking": picking.id, "crm.lead": lead.id,
}
things |= {
    "invoice_file": env["ir.attachment"].search([("res_field", "=", "invoice_pdf_report_file"),
                                                 ("res_id", "=", invoice.id)]).id,
    "invoice_line": invoice.invoice_line_ids.id, "mine": mine.id, "child": child.id, "handed_over": handed_over.id,
    "product": product.id, "other_company": other.id, "customer": customer.id,
    "income": env["account.account"].search([("account_type", "=", "income")], limit=1).id,
    "other_payment": other_payment.id, "debtor": debtor.id, "second_invoice": to_collect[0].id,
    "mode": env.ref("egg_billing.payment_mode_transfer").id,
    "condition": env["egg.payment.condition"].create({"name": "Shared", "company_id": False, "line_ids": [
        Command.create({"percent": 100})]}).id,
    "reason": env["egg.refusal.reason"].create({"name": "Shared"}).id,
    "collection": collection.id, "collection_item": collection.item_ids.id,
    "collection_file": collection.attachment_id.id,
    "mandate": mandate.id, "used_mandate": used_mandate.id, "closed_mandate": closed_mandate.id,
    "other_account": accounts[1].id,
    "stripe_run": stripe_run.id, "debit": stripe_run.transaction_ids.id, "stripe_account": stripe_accounts[0].id,
    "other_stripe_account": stripe_accounts[1].id, "other_token": stripe_accounts[1].token_id.id,
    "provider": provider.id,
    "payment_method": stripe_accounts[0].token_id.payment_method_id.id, "euro": env.ref("base.EUR").id,
}

DOCUMENTS = ("sale.order", "sale.order.line", "account.move", "account.move.line", "account.payment", "crm.lead",
             "res.partner.bank",
             "stock.picking", "purchase.order", "product.template", "product.product", "payment.token",
             "payment.transaction")
OWN = [name for name, model in env.registry.items() if name.startswith("egg.") and not model._abstract]
env.cr.execute("SET session_replication_role = replica")
SAMPLES = {"char": "X", "text": "X", "html": "X", "integer": 1, "float": 1, "monetary": 1, "boolean": False,
           "date": "2026-01-01",
           "datetime": "2026-01-01 00:00:00", "json": "{}", "reference": "res.users,1", "many2one_reference": 1}
planted = {}

def plant(name, company, user, planted):
    if name in planted:
        return planted[name]
    model = env[name]
    if not model._auto:
        return None
    env.cr.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._table])
    planted[name] = env.cr.fetchone()[0]
    env.cr.execute("SELECT conname FROM pg_constraint WHERE contype IN ('c', 'u', 'x') AND conrelid = %s::regclass",
                   [model._table])
    for (constraint,) in env.cr.fetchall():
        env.cr.execute('ALTER TABLE "%s" DROP CONSTRAINT "%s"' % (model._table, constraint))
    env.cr.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE indisunique AND NOT indisprimary AND "
                   "indrelid = %s::regclass",
                   [model._table])
    for (index,) in env.cr.fetchall():
        env.cr.execute("DROP INDEX " + index)
    env.cr.execute("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s AND "
                   "is_nullable = 'NO' AND column_name <> 'id'", [model._table])
    needed = dict(env.cr.fetchall())
    values = {"id": planted[name]}
    for field in model._fields.values():
        if not field.store or not field.column_type or field.company_dependent:
            continue
        if field.name in ("create_uid", "write_uid"):
            values[field.name] = user.id
        elif field.name in ("user_id", "invoice_user_id"):
            values[field.name] = user.id
        elif field.type == "many2one" and field.comodel_name == "res.company":
            values[field.name] = company.id
        elif field.type == "many2one" and (field.comodel_name in OWN or field.comodel_name in DOCUMENTS):
            if not env[field.comodel_name]._transient or model._transient:
                values[field.name] = plant(field.comodel_name, company, user, planted)
        elif field.name in needed:
            if field.type == "many2one":
                env.cr.execute('SELECT min(id) FROM "%s"' % env[field.comodel_name]._table)
                values[field.name] = env.cr.fetchone()[0] or 1
            elif field.type == "selection":
                values[field.name] = (field.get_values(env) or ["x"])[0]
            elif field.translate:
                values[field.name] = '{"en_US": "X"}'
            else:
                values[field.name] = SAMPLES[field.type]
    columns = ", ".join('"%s"' % column for column in values)
    env.cr.execute('INSERT INTO "%s" (%s) VALUES (%s)' % (model._table, columns, ", ".join(["%s"] * len(values))),
                   list(values.values()))
    return planted[name]

elsewhere, here = {}, {}
for name in OWN:
    plant(name, other, users["stranger"], elsewhere)
for name in OWN:
    plant(name, home, users["second"], here)
env.cr.execute("SET session_replication_role = DEFAULT")

def leads_to_company(name, seen=()):
    model = env[name]
    if "company_id" in model._fields:
        return True
    return any(field.comodel_name not in seen and leads_to_company(field.comodel_name, (*seen, name))
               for field in model._fields.values()
               if field.type == "many2one" and field.required and field.store
               and (field.comodel_name in OWN or field.comodel_name in DOCUMENTS))

# What anybody can call: methods whose last word is the suite's, without those of the ORM itself; and the suite's fields
# on Odoo's models.
import inspect
methods, egg_fields = {}, {}
for name, model in env.registry.items():
    if model._abstract:
        continue
    if name not in OWN and (added := sorted(field for field in model._fields if field.startswith("egg_"))):
        egg_fields[name] = added
    for method in (one for one in dir(model) if not one.startswith("_") and callable(getattr(model, one))):
        homes = [cls.__module__ for cls in model.__mro__ if method in vars(cls)]
        if homes and homes[0].startswith("odoo.addons.egg_") and not hasattr(env.registry["base"], method):
            function = getattr(model, method)
            needed = [one for one in list(inspect.signature(function).parameters.values())[1:]
                      if one.default is one.empty and one.kind == one.POSITIONAL_OR_KEYWORD]
            methods.setdefault(name, {})[method] = {"arguments": len(needed),
                                                    "model": bool(getattr(function, "_api_model", False))}

facts = {
    "methods": methods, "egg_fields": egg_fields,
    "models": {name: {"transient": bool(env[name]._transient), "company": leads_to_company(name),
                      "own_company": "company_id" in env[name]._fields} for name in OWN},
    "things": things, "order": order.id, "payments": payments.ids,
    "elsewhere": elsewhere, "here": here, "elsewhere_partner": foreign.id,
    "users": {kind: user.id for kind, user in users.items()},
}
env.cr.commit()
print("FACTS " + json.dumps(facts))
"""
