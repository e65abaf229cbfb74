"""The customer whom the browser tests work for, as a script for `run_script`."""

_SCRIPT = """
env.company.email = env.company.email or "contact@egg.example"
from datetime import timedelta
from odoo import fields
vat = env["account.tax"].search([("type_tax_use", "=", "sale"), ("amount", "=", 20), ("company_id", "=",
    env.company.id)], limit=1)
customer = env["res.partner"].create({"name": "Client Alpha", "is_company": True, "email": "alpha@example.com",
    "city": "Lyon"})
product = env["product.product"].create({
    "name": %(product)r, "list_price": 1000, "type": "service", "invoice_policy": "order", "taxes_id": [(6, 0,
        vat.ids)]})
today = fields.Date.today()
late = env["account.move"].create([{
    "move_type": "out_invoice", "partner_id": customer.id, "invoice_date": today - timedelta(days=40),
    "invoice_date_due": today - timedelta(days=10), "invoice_payment_term_id": False,
    "invoice_line_ids": [(0, 0, {"product_id": product.id, "price_unit": price})]} for price in %(prices)r])
late.action_post()
(env.user | env.ref("base.user_admin")).odoobot_state = "disabled"
%(more)s
env.cr.commit()
"""


def customer_with_late_invoices(product: str, prices: list, more: str = "") -> str:
    """One customer, one product at 1,000.00 and 20 %, and an invoice 10 days late for each price;
    `more` is run before the commit.
    """
    return _SCRIPT % {"product": product, "prices": prices, "more": more}
