"""What every benchmark needs: a meter, and many posted invoices in little time.

Figures are whole numbers of queries and seconds of this process's CPU, so that they say something on a busy machine
too.
"""

import resource
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path


@dataclass
class Figures:
    """What a piece of work cost; `kib`: how much it sent to the client."""

    name: str
    items: int = 1
    wall: float = 0.0
    cpu: float = 0.0
    queries: int = 0
    peak_mib: float = 0.0
    kib: float = 0.0

    def per_item(self) -> dict:
        sent = {"kib": self.kib} if self.kib else {}
        return sent | {"name": self.name, "items": self.items, "ms": round(1000 * self.wall / self.items, 3),
                "cpu_ms": round(1000 * self.cpu / self.items, 3), "queries": round(self.queries / self.items, 3),
                "peak_mib": round(self.peak_mib, 1)}


def peak_mib() -> float:
    """Peak memory of this process since `forget_peak` (or its start), in MiB."""
    return _read_status("VmHWM") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def forget_peak() -> float:
    """Let the peak start anew from the memory in use, and return that, in MiB (Linux; elsewhere the peak so far)."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return peak_mib()
    return _read_status("VmRSS")


def _read_status(key: str) -> float:
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{key}:")), 0.0)


@contextmanager
def meter(env, name: str, items: int = 1):
    """Measure a block: wall time, CPU, SQL queries, and how far the peak of memory rose."""
    figures = Figures(name, items)
    env.flush_all()
    before, wall, cpu, queries = forget_peak(), time.perf_counter(), time.process_time(), env.cr.sql_log_count
    yield figures
    env.flush_all()
    figures.wall, figures.cpu = time.perf_counter() - wall, time.process_time() - cpu
    figures.queries, figures.peak_mib = env.cr.sql_log_count - queries, peak_mib() - before


def seed_invoices(env, count: int, customers: int = 100, sample: int = 20):
    """Return `count` posted customer invoices with one open due item each.

    A sample is made through the ORM; the rest are copies of it, row by row in SQL, spread over the customers and over
    due dates of the last 60 days. Nothing of the copies differs in kind from what the ORM made.
    """
    partners = env["res.partner"].create([
        {"name": f"Bench customer {number}", "email": f"bench{number}@example.com", "is_company": True}
        for number in range(customers)
    ])
    tax = env["account.tax"].search([("type_tax_use", "=", "sale"), ("amount", "=", 20),
                                     ("company_id", "=", env.company.id)], limit=1)
    product = env["product.product"].create({"name": "Bench service", "type": "service", "taxes_id": [(6, 0, tax.ids)]})
    today = date.today()
    moves = env["account.move"].create([
        {"move_type": "out_invoice", "partner_id": partners[number % customers].id,
         "invoice_date": today - timedelta(days=40),
         "invoice_date_due": today - timedelta(days=10),
         "invoice_line_ids": [(0, 0, {"product_id": product.id, "quantity": 1, "price_unit": 100 + number,
                                      "tax_ids": [(6, 0, tax.ids)]})]}
        for number in range(min(sample, count))
    ])
    moves.action_post()
    env.flush_all()
    ids = moves.ids + _copy_moves(env, moves.ids, count - len(moves), partners.ids)
    env.invalidate_all()
    return env["account.move"].browse(ids)


def _columns(env, table: str, without: set) -> list[str]:
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'", [table])
    return [name for (name,) in env.cr.fetchall() if name not in without]


def _copy_moves(env, source_ids: list[int], count: int, partner_ids: list[int]) -> list[int]:
    """Copy whole invoices (move, journal items, their taxes) in three statements."""
    if count <= 0:
        return []
    env.cr.execute(
        """CREATE TEMP TABLE bench_copy ON COMMIT DROP AS
           SELECT nextval('account_move_id_seq')::int AS new_id, (%s::int[])[1 + n %% %s] AS old_id, n,
                  (%s::int[])[1 + n %% %s] AS partner_id
             FROM generate_series(0, %s - 1) AS n""",
        [source_ids, len(source_ids), partner_ids, len(partner_ids), count],
    )
    own = {"id", "name", "partner_id", "commercial_partner_id", "sequence_number", "access_token", "payment_reference"}
    kept = ", ".join(f'"{name}"' for name in _columns(env, "account_move", own))
    env.cr.execute(
        f"""INSERT INTO account_move (id, name, sequence_number, payment_reference, partner_id,
                                     commercial_partner_id, {kept})
            SELECT c.new_id, 'BENCH/' || c.new_id, c.new_id, 'BENCH/' || c.new_id, c.partner_id, c.partner_id,
                   {', '.join(f'm."{name}"' for name in _columns(env, "account_move", own))}
              FROM bench_copy c JOIN account_move m ON m.id = c.old_id""",
    )
    own = {"id", "move_id", "move_name", "partner_id"}
    lines = _columns(env, "account_move_line", own)
    env.cr.execute(
        f"""INSERT INTO account_move_line (move_id, move_name, partner_id, {', '.join(f'"{name}"' for name in lines)})
            SELECT c.new_id, 'BENCH/' || c.new_id, c.partner_id, {', '.join(f'l."{name}"' for name in lines)}
              FROM bench_copy c JOIN account_move_line l ON l.move_id = c.old_id""",
    )
    env.cr.execute("SELECT new_id FROM bench_copy ORDER BY n")
    return [new_id for (new_id,) in env.cr.fetchall()]


def copy_rows(env, table: str, children: dict, source_ids: list[int], count: int, partner_ids: list[int]) -> None:
    """Copy documents with a name and a customer, and their lines: `children` is {table: column of the document}."""
    env.cr.execute(
        """CREATE TEMP TABLE bench_rows ON COMMIT DROP AS
           SELECT nextval(%s)::int AS new_id, (%s::int[])[1 + n %% %s] AS old_id, (%s::int[])[1 + n %% %s] AS partner_id
             FROM generate_series(0, %s - 1) AS n""",
        [f"{table}_id_seq", source_ids, len(source_ids), partner_ids, len(partner_ids), count],
    )
    columns = _columns(env, table, {"id", "name", "partner_id", "access_token"})
    env.cr.execute(
        f"""INSERT INTO {table} (id, name, partner_id, {', '.join(f'"{name}"' for name in columns)})
            SELECT c.new_id, 'BENCH' || c.new_id, c.partner_id, {', '.join(f'm."{name}"' for name in columns)}
              FROM bench_rows c JOIN {table} m ON m.id = c.old_id""",
    )
    for child, column in children.items():
        columns = _columns(env, child, {"id", column})
        env.cr.execute(
            f"""INSERT INTO {child} ({column}, {', '.join(f'"{name}"' for name in columns)})
                SELECT c.new_id, {', '.join(f'm."{name}"' for name in columns)}
                  FROM bench_rows c JOIN {child} m ON m.{column} = c.old_id""",
        )
