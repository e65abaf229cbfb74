"""What opening a quote and a posted invoice of 30 lines costs, against stock Odoo: the form's views, once for a client,
and the record with every field that the form asks for, each time.
"""

import json

from odoo.tests.form import Form

from bench.support import meter
from bench.typing import _make

STOCK = True
LINES, ROUNDS = 30, 15
TARGETS = [
    ("quote, open, suite", "cpu_ms", "times", "quote, open, stock", 1.15),
    ("invoice, open, suite", "cpu_ms", "times", "invoice, open, stock", 1.15),
    ("quote, views, suite", "kib", "times", "quote, views, stock", 1.3),
    ("invoice, views, suite", "kib", "times", "invoice, views, stock", 1.3),
]


def _open(env, name: str, record) -> list:
    """The views and the record as the web client asks for them; times are the best of some."""
    views, model = [(False, "form"), (False, "search")], env[record._name]
    specification = Form(record)._view["fields_spec"]
    found = []
    for what, work in (("views", lambda: model.get_views(views, {"toolbar": True})),
                       ("open", lambda: record.web_read(specification))):
        work()  # warm
        figures = []
        for _round in range(ROUNDS):
            env.invalidate_all()
            with meter(env, name.replace(",", f", {what},", 1)) as one:
                answer = work()
            figures.append(one)
        best = min(figures, key=lambda one: one.cpu)
        best.kib = round(len(json.dumps(answer, default=str)) / 1024, 1)
        found.append(best)
    return found


def run(env) -> list:
    """Return the figures of both documents, features unused; nothing is committed."""
    kind = "suite" if "egg_discount_value" in env["sale.order"]._fields else "stock"
    quote, invoice = (_make(env, document, LINES, {}, False) for document in ("quote", "invoice"))
    invoice.action_post()
    return [*_open(env, f"quote, {kind}", quote), *_open(env, f"invoice, {kind}", invoice)]
