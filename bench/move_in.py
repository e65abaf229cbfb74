"""Moving in: the lists of a firm, from the file to the records.

Targets: 1,000 customers, 800 mandates, 3,000 open items and 20,000 products in under 10 minutes on 2 cores: 5 minutes
of CPU here leave the database as many. In 300 MiB more, whatever the length of the list.
"""

import base64
from datetime import date, timedelta

from .support import meter

CUSTOMERS, MANDATES, ITEMS, PRODUCTS = 1000, 800, 3000, 20_000
TARGETS = [
    ("moving in: 1000 customers, 800 mandates, 3000 items, 20000 products", "cpu_ms", "more", None, 300_000.0),
    ("moving in: 1000 customers, 800 mandates, 3000 items, 20000 products", "peak_mib", "more", None, 300),
]


def run(env) -> list:
    """Return the figures of each list, and of all together."""
    lists = {"partner": _customers(), "product": _products(), "opening": _items()}
    if "egg.debit.mandate" in env:
        env.company.egg_debit_creditor_identifier = "FR72ZZZ123456"
        lists = {"partner": lists.pop("partner"), "mandate": _mandates(), **lists}
    rows = []
    with meter(env, "moving in: 1000 customers, 800 mandates, 3000 items, 20000 products") as total:
        for kind, lines in lists.items():
            with meter(env, f"moving in: {len(lines) - 1} lines of {kind}", len(lines) - 1) as figures:
                _move(env, kind, lines)
            rows.append(figures)
    return [*rows, total]


def _move(env, kind: str, lines: list):
    content = base64.b64encode("\n".join(lines).encode())
    move_in = env["egg.move.in"].create({"kind": kind, "file": content, "file_name": f"{kind}.csv"})
    move_in.action_read()
    move_in.action_check()
    while move_in.state in ("reading", "loading"):
        move_in._work()
    move_in.action_load()
    while move_in.state in ("reading", "loading"):
        move_in._work()
    assert move_in.loaded_count == len(lines) - 1, (kind, move_in.error_count, move_in.doubt_count)


def _customers() -> list:
    return ["Code client;Nom;CP;Ville;E-mail",
            *(f"C{number};Client Z{number:05d};75011;Paris;c{number}@client.example" for number in range(CUSTOMERS))]


def _mandates() -> list:
    from schwifty import IBAN
    rows = []
    for number in range(MANDATES):
        iban = IBAN.generate("DE", bank_code="10010010", account_code=f"{number:010d}")
        rows.append(f"C{number};{iban};RUM-{number};15/03/2019;Paris;05/10/2026")
    return ["Code client;IBAN;RUM;Date de signature;Ville de signature;Dernier prélèvement", *rows]


def _items() -> list:
    day = date.today() - timedelta(days=60)
    rows = [f"F-{number};C{number % CUSTOMERS};{day:%d/%m/%Y};{day + timedelta(30):%d/%m/%Y};{number % 900 + 10},50"
            for number in range(ITEMS)]
    return ["N° de facture;Code client;Date de facture;Date d'échéance;Reste dû", *rows]


def _products() -> list:
    rows = [f"P{number};Produit {number};{number % 90 + 1},90;20" for number in range(PRODUCTS)]
    return ["Référence;Désignation;Prix HT;TVA", *rows]
