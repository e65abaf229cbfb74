"""What the suite costs a 100-line order on its way to a posted invoice, against stock Odoo.

Run on two databases, one without the suite and one with it (`make bench B=overhead`): one `Figures` per variant.
Without the suite there is "stock"; with it "unused" (no feature used), "footer" (discount and shipping) and "third
party" (a tax on every line: one more line in the document). The ORM writes in batches of 100 records, so that any 101st
line costs another statement each time: "third party" is held against "unused" and, to tell these apart, against
"unused, a line more", a plain order of 101 lines.
"""

from odoo import Command

from bench.support import meter

STOCK = True
LINES = 100
TARGETS = [
    ("unused", "queries", "times", "stock", 1.15),
    ("footer", "cpu_ms", "times", "stock", 1.25),
    # An order and an invoice: three each.
    ("third party", "queries", "more", "unused", 6),
    ("third party", "queries", "more", "unused, a line more", 6),
]


def _products(env, prefix: str):
    tax = env["account.tax"].search([("type_tax_use", "=", "sale"), ("amount", "=", 20),
                                     ("company_id", "=", env.company.id)], limit=1)
    return env["product.product"].create([
        {"name": f"{prefix} {number}", "type": "service", "invoice_policy": "order", "list_price": 10 + number,
         "taxes_id": [Command.set(tax.ids)]}
        for number in range(LINES)
    ])


def _run(env, name: str, products, values: dict):
    """One order through create, confirm, invoice, post; returns the figures of the whole."""
    partner = env["res.partner"].create({"name": f"Bench {name}"})
    env.flush_all()
    env.invalidate_all()
    with meter(env, name) as figures:
        order = env["sale.order"].create({
            "partner_id": partner.id, **values,
            "order_line": [Command.create({"product_id": product.id, "product_uom_qty": 2}) for product in products],
        })
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
    return figures


def run(env, rounds: int = 3) -> list:
    """Return the figures of each variant that this database can run; queries are exact, times the best of `rounds`."""
    env = env(context=dict(env.context, tracking_disable=False))
    has_suite = "egg_discount_value" in env["sale.order"]._fields
    products = _products(env, "Bench")
    variants = [("unused" if has_suite else "stock", products, {})]
    if has_suite:
        more = _products(env, "One more")[:1]
        variants.append(("unused, a line more", products + more, {}))
        variants.append(("footer", products, {"egg_discount_value": 10, "egg_shipping_amount": 20}))
        taxed = _products(env, "Taxed")
        for template in taxed.product_tmpl_id:
            template.egg_third_party_tax_ids = [Command.create({"name": "Eco", "amount": 1.0})]
        variants.append(("third party", taxed, {}))
    results = []
    for name, used, values in variants:
        _run(env, name, used[:2], values)  # warm
        best = min((_run(env, name, used, values) for _round in range(rounds)), key=lambda figures: figures.cpu)
        results.append(best)
    return results
