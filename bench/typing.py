"""What a person waits for while typing in a quote or a draft invoice of many lines, against stock Odoo.

Run on two databases, one without the suite and one with it (`make bench B=typing`). Only the server's calls are
measured, with the values and the specification that the form's view asks for: typing a price is one call for the line
and one for the document, typing the general discount one for the document.
"""

from unittest.mock import patch

from odoo import Command
from odoo.tests.form import Form

from bench.support import Figures, meter

STOCK = True
SIZES = (30, 200)
DOCUMENTS = {"quote": ("sale.order", "order_line", "product_uom_qty"),
             "invoice": ("account.move", "invoice_line_ids", "quantity")}
TARGETS = [
    ("quote, price, unused, 30 lines", "cpu_ms", "times", "quote, price, stock, 30 lines", 1.05),
    ("quote, price, unused, 200 lines", "cpu_ms", "times", "quote, price, stock, 200 lines", 1.05),
    ("quote, price, everything, 30 lines", "cpu_ms", "times", "quote, price, stock, 30 lines", 1.2),
    ("quote, price, everything, 200 lines", "cpu_ms", "times", "quote, price, stock, 200 lines", 1.2),
    ("invoice, price, unused, 200 lines", "cpu_ms", "times", "invoice, price, stock, 200 lines", 1.05),
    ("invoice, price, everything, 200 lines", "cpu_ms", "times", "invoice, price, stock, 200 lines", 1.2),
    ("invoice, save, everything, 200 lines", "cpu_ms", "times", "invoice, save, stock, 200 lines", 1.2),
]


def _make(env, document: str, size: int, values: dict, taxed: bool):
    model, field, quantity = DOCUMENTS[document]
    tax = env["account.tax"].search([("type_tax_use", "=", "sale"), ("amount", "=", 20),
                                     ("company_id", "=", env.company.id)], limit=1)
    product = env["product.product"].create({"name": "Bench", "type": "service", "taxes_id": [Command.set(tax.ids)]})
    if taxed:
        product.product_tmpl_id.egg_third_party_tax_ids = [Command.create({"name": "Eco", "amount": 1.0})]
    lines = [Command.create({"product_id": product.id, quantity: 2, "price_unit": 10.01 + number})
             for number in range(size)]
    kind = {"move_type": "out_invoice"} if document == "invoice" else {}
    partner = env["res.partner"].create({"name": "Bench", "is_company": True})
    return env[model].create({"partner_id": partner.id, field: lines, **kind, **values})


def _measured(env, names, name, work) -> Figures:
    """The figures of the calls `onchange` and `web_save` of these models while `work` is done."""
    figures, patches = Figures(name), []

    def metered(method):
        def call(*args, **kwargs):
            with meter(env, name) as one:
                result = method(*args, **kwargs)
            figures.cpu += one.cpu
            figures.wall += one.wall
            figures.queries += one.queries
            return result
        return call

    for model in names:
        cls = type(env[model])
        patches += [patch.object(cls, method, metered(getattr(cls, method))) for method in ("onchange", "web_save")]
    for one in patches:
        one.start()
    try:
        work()
    finally:
        for one in patches:
            one.stop()
    return figures


def _type(env, document, name, order) -> list:
    model, field, _quantity = DOCUMENTS[document]
    line_model = env[model]._fields[field].comodel_name
    form = Form(order)

    def type_price():
        with getattr(form, field).edit(len(order[field]) // 2) as line:
            line.price_unit += 1.0

    def type_discount():
        form.egg_discount_value += 1.0

    done = [("price", type_price)] + [("discount", type_discount)] * ("everything" in name)
    figures = [min((_measured(env, (model, line_model), f"{document}, {what}, {name}", work) for _round in range(3)),
                   key=lambda one: one.cpu) for what, work in done]
    if document == "invoice":
        figures.append(_save(env, document, name, order))
    return figures


def _save(env, document, name, order) -> Figures:
    """One quantity of a document saved, as the client saves it."""
    model, field, quantity = DOCUMENTS[document]
    best = None
    for number in range(3):
        line = order[field].filtered(lambda one: one.display_type == "product" and one.product_id)[0]
        env.flush_all()
        env.invalidate_all()
        with meter(env, f"{document}, save, {name}") as figures:
            order.web_save({field: [Command.update(line.id, {quantity: 3 + number})]}, {"amount_total": {}})
        best = figures if best is None or figures.cpu < best.cpu else best
    return best


def run(env) -> list:
    """Return the figures of each variant that this database can run; times are the best of three."""
    has_suite = "egg_discount_value" in env["sale.order"]._fields
    variants = [("unused" if has_suite else "stock", {}, False)]
    if has_suite:
        rows = [Command.create({"percent": percent, "rule": "days", "days": 30}) for percent in (30, 30, 40)]
        variants.append(("everything", {"egg_discount_value": 10, "egg_shipping_amount": 20,
                                        "egg_schedule_line_ids": rows}, True))
    results = []
    for document in DOCUMENTS:
        for name, values, taxed in variants:
            for size in SIZES:
                results += _type(env, document, f"{name}, {size} lines", _make(env, document, size, values, taxed))
    return results
