"""Bulk follow-up: planning and queueing many due items, and the bulk screen.

Target: at most 2.2 ms of CPU and 1 query per item for 5,000 items of 1,250 customers, linear up to 20,000, memory constant
within 50 MiB. The screen on 20,000 items within 2 times the stock list of journal items.
"""

import gc

from bench.support import meter, seed_invoices

#: columns of the stock list of journal items, without those that need accounting rights
STOCK_LIST = "account.view_move_line_tree"
BULK_LIST = "egg_followup.view_due_item_list_followup"
SIZES = ((500, 125), (5000, 1250), (20000, 5000))


def run(env, sizes=SIZES) -> list:
    """Return the `Figures` of each piece of work; nothing is committed."""
    found = []
    for items, customers in sizes:
        found += _plan(env, items, customers)
        if (items, customers) == sizes[-1]:
            found += _open_screen(env)
        env.cr.rollback()
        env.transaction.clear()
    return found


def _plan(env, count: int, customers: int) -> list:
    moves = seed_invoices(env, count, customers)
    lines = env["account.move.line"].search([("move_id", "in", moves.ids), ("display_type", "=", "payment_term")])
    stage = env.ref("egg_followup.stage_reminder_1")
    env.cr.execute("UPDATE account_move_line SET egg_next_stage_id = %s, egg_next_stage_date = date_maturity WHERE id = ANY(%s)",
                   [stage.id, lines.ids])
    env.invalidate_all()
    gc.collect()
    with meter(env, f"follow-up: plan and queue {count} items of {customers} customers", count) as figures:
        run = env["egg.followup.run"]._prepare_run(lines, attach_pdf=True)
        run.action_start()
    assert run.letter_count == customers, (run.letter_count, customers)
    assert len(run.item_ids) == count
    run.action_cancel()
    return [figures]


def _open_screen(env) -> list:
    """What opening a list of 80 rows asks of the server: the bulk screen against stock journal items, same rows."""
    domain = list(env["account.move.line"]._get_egg_due_item_domain())
    found = []
    for name, xmlid in (("stock journal items", STOCK_LIST), ("bulk screen", BULK_LIST)):
        specification = _get_specification(env, xmlid)
        for attempt in ("warm up", "measured"):
            env.invalidate_all()
            with meter(env, f"open {name}") as figures:
                env["account.move.line"].web_search_read(domain, specification, limit=80, order="date_maturity, id", count_limit=10001)
            if attempt == "measured":
                found.append(figures)
    return found


def _get_specification(env, xmlid: str) -> dict:
    models = env["account.move.line"].get_views([(env.ref(xmlid).id, "list")])["models"]
    fields = env["account.move.line"]._fields
    names = [name for name in models["account.move.line"]["fields"] if name in _get_view_fields(env, xmlid)]
    return {name: {"fields": {"display_name": {}}} if fields[name].type == "many2one" else {} for name in names}


def _get_view_fields(env, xmlid: str) -> set:
    from lxml import etree
    arch = env["account.move.line"].get_view(env.ref(xmlid).id, "list")["arch"]
    return {node.get("name") for node in etree.fromstring(arch).iter("field")}
