"""Rates that were there already get the legal interest rate of their half-year (professional creditors)."""

LEGAL = (
    ("2023-01-01", 2.06), ("2023-07-01", 4.22), ("2024-01-01", 5.07), ("2024-07-01", 4.92), ("2025-01-01", 3.71),
    ("2025-07-01", 2.76),
    ("2026-01-01", 2.62), ("2026-07-01", 2.75),
)


def migrate(cr, version):
    if version:
        cr.executemany(
            "UPDATE egg_followup_rate SET legal_rate = %s WHERE date_from = %s AND COALESCE(legal_rate, 0) = 0",
            [(rate, day) for day, rate in LEGAL])
