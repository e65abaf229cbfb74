"""The bulk screen with more and more due items: opening it, ticking what is overdue on all pages, grouping by customer.

The screen is an ordinary list: the stock list of journal items, over the same rows, stands beside it. Opening means
what the client asks for: the first page of 200 rows with the columns in view. Target: within 2 times the stock list,
and flat from 500 to 20,000.
"""

from lxml import etree

from bench.support import meter, seed_invoices

STOCK_LIST = "account.view_move_line_tree"
BULK_LIST = "egg_followup.view_due_item_list_followup"
SIZES = (500, 5000, 20000)
PAGE = 200


def run(env, sizes=SIZES) -> list:
    """Return the `Figures` of each piece of work on each size; nothing is committed."""
    found = []
    for size in sizes:
        moves = seed_invoices(env, size, max(size // 4, 1))
        _plan_next_stages(env, moves)
        domain = [*env["account.move.line"]._get_egg_due_item_domain(), ("move_id", "in", moves.ids)]
        for name, xmlid in (("stock list of journal items", STOCK_LIST), ("bulk screen", BULK_LIST)):
            found.append(_best(env, f"{name}, {size} rows: open",
                               lambda xmlid=xmlid, domain=domain: _open(env, xmlid, domain)))
        found.append(_best(env, f"bulk screen, {size} rows: group by customer",
                           lambda domain=domain: _group(env, domain)))
        found.append(_best(env, f"bulk screen, {size} rows: tick all overdue", lambda domain=domain: _tick(env, domain),
                           size))
        env.cr.rollback()
        env.transaction.clear()
    return found


def _plan_next_stages(env, moves) -> None:
    """Seeded rows are copied in SQL: give them the next stage that posting would have given."""
    stage = env.ref("egg_followup.stage_reminder_1")
    env.cr.execute(
        "UPDATE account_move_line SET egg_next_stage_id = %s, egg_next_stage_date = date_maturity"
        " WHERE move_id = ANY(%s) AND display_type = 'payment_term'", [stage.id, moves.ids])
    env.cr.execute("ANALYZE account_move_line")
    env.invalidate_all()


def _best(env, name: str, work, items: int = 1, rounds: int = 3):
    """Figures of the cheapest of some rounds, each with an empty cache; a first one is left out."""
    results = []
    for _round in range(rounds + 1):
        env.invalidate_all()
        with meter(env, name, items) as figures:
            work()
        results.append(figures)
    return min(results[1:], key=lambda figures: figures.cpu)


def _open(env, xmlid, domain):
    page = env["account.move.line"].web_search_read(
        domain, _get_specification(env, xmlid), limit=PAGE, order="date_maturity, id", count_limit=10001)
    assert len(page["records"]) == PAGE


def _group(env, domain):
    assert env["account.move.line"].formatted_read_group(domain, ["partner_id"], ["amount_residual:sum", "__count"])


def _tick(env, domain):
    urgent = [*domain, ("egg_urgency", "in", ("overdue", "reached"))]  # as `URGENT` of the screen
    assert env["account.move.line"].search(urgent, order="date_maturity, id")
    assert env["account.move.line"].formatted_read_group(urgent, [], ["amount_residual:sum"])


def _get_specification(env, xmlid: str) -> dict:
    """The columns of a list as the web client asks for them."""
    model = env["account.move.line"]
    arch = etree.fromstring(model.get_view(env.ref(xmlid).id, "list")["arch"])
    names = {node.get("name") for node in arch.iter("field")}
    return {name: {"fields": {"display_name": {}}} if model._fields[name].type == "many2one" else {}
            for name in sorted(names)}
