"""What the lists of orders and invoices cost to open with 10,000 documents in them,
with the statuses and the map icon, against stock Odoo.

As the web client does it: the views, then the first page of records with every field of the list.
"""

from lxml import etree

from bench.support import copy_rows, meter, seed_invoices

STOCK = True
COUNT = 10_000
PAGE = 80
TARGETS = [
    ("orders, suite", "queries", "more", "orders, stock", 3),
    ("invoices, suite", "queries", "more", "invoices, stock", 3),
]
LISTS = {"orders": "sale.action_orders", "invoices": "account.action_move_out_invoice_type"}


def _seed_orders(env, count: int, sample: int = 20):
    """Return `count` confirmed orders of two lines: a sample made through the ORM, and copies of it."""
    partners = env["res.partner"].create([{"name": f"Bench buyer {number}"} for number in range(100)])
    products = env["product.product"].create([
        {"name": f"Bench item {number}", "type": "service", "list_price": 10, "invoice_policy": "order"}
        for number in range(2)
    ])
    orders = env["sale.order"].create([
        {"partner_id": partners[number].id, "order_line": [(0, 0, {"product_id": product.id}) for product in products]}
        for number in range(sample)
    ])
    orders.action_confirm()
    env.flush_all()
    copy_rows(env, "sale_order", {"sale_order_line": "order_id"}, orders.ids, count - sample, partners.ids)
    env.invalidate_all()


def _specification(env, model: str, arch: str) -> dict:
    """The fields of a list view, as the client asks for them."""
    specification = {}
    for node in etree.fromstring(arch).xpath("//field[not(ancestor::field)]"):
        name = node.get("name")
        field = env[model]._fields[name]
        specification[name] = {"fields": {"display_name": {}}} if field.relational else {}
    return specification


def _open(env, action):
    model = action.res_model
    views = env[model].get_views([(action.view_id.id, "list"), (action.search_view_id.id, "search")], {"toolbar": True})
    domain = [("move_type", "=", "out_invoice")] if model == "account.move" else [("state", "=", "sale")]
    specification = _specification(env, model, views["views"]["list"]["arch"])
    if "egg_state" in env[model]._fields and not ("egg_state" in specification
                                                  and "action_egg_map" in views["views"]["list"]["arch"]):
        raise AssertionError(f"The list of {model} shows no status or no map")
    return env[model].web_search_read(domain, specification, limit=PAGE, count_limit=COUNT + 1)


def run(env) -> list:
    """Return the figures of each list, once its views are known to the server."""
    kind = "suite" if "egg_state" in env["sale.order"]._fields else "stock"
    _seed_orders(env, COUNT)
    seed_invoices(env, COUNT)
    results = []
    for name, action in LISTS.items():
        action = env.ref(action)
        _open(env, action)  # warm
        env.flush_all()
        env.invalidate_all()
        with meter(env, f"{name}, {kind}") as figures:
            read = _open(env, action)
        assert len(read["records"]) == PAGE and read["length"] >= COUNT, read["length"]
        results.append(figures)
    return results
