"""Money that came in: which items the bank's lines pay, and booking them.

Targets: 10,000 lines against 20,000 open items under 60 s of CPU (6 ms a line) in 300 MiB more, linear.
"""

import random
from datetime import date, timedelta
from decimal import Decimal

from odoo.addons.egg_cash.core.book import Book, Item, Terms
from odoo.addons.egg_cash.core.match import propose
from odoo.addons.egg_cash.tests.year import make_year

from .support import meter

SIZES = ((1000, 2000), (10000, 20000))
BOOKED = 100
TARGETS = [
    ("cash: propose lines against twice as many items", "cpu_ms", "more", None, 6.0),
    ("cash: propose lines against twice as many items", "peak_mib", "more", None, 300),
]


def run(env) -> list:
    """Return the figures of the core on two sizes, and of booking."""
    rows = []
    for lines, count in SIZES:
        year = make_year(1, lines)
        items = _fill(list(year.items), count, len(year.customers))
        with meter(env, "cash: propose lines against twice as many items", lines) as figures:
            propose(Book(items, year.customers, terms=Terms(Decimal(1), Decimal(15))), year.transfers[:lines])
        rows.append(figures)
    rows.append(_book(env))
    return rows


def _fill(items: list, count: int, customers: int) -> list:
    """As many items as wanted: open ones that nobody pays."""
    rng = random.Random(3)
    for number in range(len(items) + 1, count + 1):
        day = date(2026, 1, 1) + timedelta(days=rng.randrange(360))
        items.append(Item(number, rng.randrange(customers) + 1, Decimal(rng.randrange(1500, 400000)) / 100, day,
                          day + timedelta(30), 900_000 + number, (f"F2026-{number + 20000:05d}",)))
    return items[:count]


def _book(env):
    """Lines of the bank, each for one invoice."""
    journal = env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1)
    partner = env["res.partner"].create({"name": "Bench", "is_company": True, "customer_rank": 1})
    moves = env["account.move"].create([{
        "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": date.today() - timedelta(20),
        "invoice_line_ids": [(0, 0, {"name": "Work", "price_unit": 100.0, "tax_ids": []})]} for _one in range(BOOKED)])
    moves.action_post()
    env["account.bank.statement.line"].sudo().create([{
        "journal_id": journal.id, "date": date.today(), "amount": 100, "payment_ref": move.name} for move in moves])
    rows = env["egg.cash.line"].sudo()._catch_up(env.company)
    rows._queue(env.user)
    with meter(env, f"cash: book {BOOKED} lines", BOOKED) as figures:
        rows._book_safely()
        env.flush_all()
    assert set(rows.mapped("state")) == {"done"}
    return figures
