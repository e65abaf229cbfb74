"""Bulk follow-up: planning and queueing many due items.

Target: at most 2.2 ms of CPU and 1 query per item for 5,000 items of 1,250 customers, linear from 500 to 20,000, memory
constant within 50 MiB. What opening the screen costs is measured in `bench/bulk.py`.
"""

import gc

from bench.support import meter, seed_invoices

SIZES = ((500, 125), (5000, 1250), (20000, 5000))


def run(env, sizes=SIZES) -> list:
    """Return the `Figures` of each piece of work; nothing is committed."""
    found = []
    for items, customers in sizes:
        found += _plan(env, items, customers)
        env.cr.rollback()
        env.transaction.clear()
    return found


def _plan(env, count: int, customers: int) -> list:
    moves = seed_invoices(env, count, customers)
    lines = env["account.move.line"].search([("move_id", "in", moves.ids), ("display_type", "=", "payment_term")])
    stage = env.ref("egg_followup.stage_reminder_1")
    env.cr.execute("UPDATE account_move_line SET egg_next_stage_id = %s, egg_next_stage_date = date_maturity WHERE "
                   "id = ANY(%s)",
                   [stage.id, lines.ids])
    env.invalidate_all()
    gc.collect()
    with meter(env, f"follow-up: plan and queue {count} items of {customers} customers", count) as figures:
        run = env["egg.followup.run"]._plan_run(lines, attach_pdf=True)
        run.action_start()
    assert run.message_count == customers, (run.message_count, customers)
    assert len(run.item_ids) == count
    run.action_cancel()
    return [figures]
