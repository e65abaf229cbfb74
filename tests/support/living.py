"""A database of stock Odoo in which people have worked (PRO-02): Odoo's modules with their demo data,
and the history of `living_history.py`.
"""

import json
import os
import re
import subprocess
import time
from pathlib import Path

from .databases import cloned, run_script

from egg_dev import odoo, paths, postgres, stamps  # isort: skip
from egg_dev.console import step  # isort: skip

STOCK, LIVING, LARGE = "egg_living_stock", "egg_living", "egg_living_large"
HISTORY = Path(__file__).with_name("living_history.py")
FIGURES = Path(__file__).with_name("living_figures.py")
LARGE_HISTORY = """
import sys
sys.path.insert(0, {root!r})
from bench.support import copy_rows, seed_invoices
env = env(user=env.ref("base.user_admin"), context={{"lang": "en_US", "tz": "Europe/Paris"}})
seed_invoices(env, 5000)
partners = env["res.partner"].search([("name", "=like", "Bench customer %")])
goods, service = env["product.product"].create([
    {{"name": "Bench goods", "type": "consu", "is_storable": True, "list_price": 80, "invoice_policy": "delivery"}},
    {{"name": "Bench hour", "type": "service", "list_price": 50, "invoice_policy": "order"}}])
orders = env["sale.order"].create([
    {{"partner_id": partners[number].id, "order_line": [(0, 0, {{"product_id": product.id,
        "price_unit": price + number}})
                                                      for product, price in ((goods, 71.5), (service, 44.44))]}}
    for number in range(20)])
orders[5:].action_confirm()
orders[15:]._force_lines_to_invoice_policy_order()
orders[15:]._create_invoices().action_post()
env.flush_all()
copy_rows(env, "sale_order", {{"sale_order_line": "order_id"}}, orders.ids, 2000 - 20, partners.ids)
env.cr.commit()
"""
MODULES = (*odoo.CORE_MODULES, "l10n_be")


def _stock_fingerprint() -> str:
    return stamps.digest("living", *MODULES, odoo._odoo_mark())


def _fingerprint() -> str:
    return stamps.digest(_stock_fingerprint(), HISTORY)


def ensure_living() -> str:
    """Return the name of the database in use; built anew when Odoo or the history changes."""
    with stamps.one_at_a_time("living"):
        stock = _stock_fingerprint()
        if not odoo._built(STOCK, stock):
            stamps.forget(f"db-{STOCK}")
            with step("Test database: Odoo with its demo data (once)"):
                postgres.drop(STOCK)
                odoo.odoo("db", "init", STOCK, "--with-demo", "--country", "FR", "--language", "en_US", "--password",
                          "admin", log="living")
                odoo.install(STOCK, MODULES, "--with-demo", log="living")
                odoo.odoo("i18n", "loadlang", "-d", STOCK, "-l", "fr_FR", log="living")
            stamps.done(f"db-{STOCK}", stock)
        fingerprint = _fingerprint()
        if not odoo._built(LIVING, fingerprint):
            stamps.forget(f"db-{LIVING}")
            with step("Test database: Odoo in use (once)"):
                postgres.clone(STOCK, LIVING)
                odoo.shell(LIVING, HISTORY.read_text(encoding="utf-8"), log="living")
            stamps.done(f"db-{LIVING}", fingerprint)
    return LIVING


def ensure_large() -> str:
    """Return the name of a database of stock Odoo with 5,000 invoices and 2,000 orders;
    built anew when Odoo or the script changes.
    """
    with stamps.one_at_a_time("living"):
        fingerprint = stamps.digest(odoo._core_fingerprint(), LARGE_HISTORY, paths.ROOT / "bench/support.py")
        if not odoo._built(LARGE, fingerprint):
            stamps.forget(f"db-{LARGE}")
            with step("Test database: 5,000 invoices and 2,000 orders (once)"):
                postgres.clone(odoo.ensure_core_template(), LARGE)
                odoo.shell(LARGE, LARGE_HISTORY.format(root=str(paths.ROOT)), log="living")
            stamps.done(f"db-{LARGE}", fingerprint)
    return LARGE


def measured_installation(database: str, addons) -> dict:
    """Install addons in a process of its own; return what it cost: seconds, its CPU seconds,
    queries, and the peak of its memory in MiB.
    """
    started, log = time.monotonic(), paths.LOGS / "living-measured.log"
    with log.open("w", encoding="utf-8") as stream:
        process = subprocess.Popen(
            odoo.command("-d", database, "-i", ",".join(addons), "--stop-after-init", "--log-level", "info"),
            cwd=paths.ROOT,
            env=odoo.environment(), stdin=subprocess.DEVNULL, stdout=stream, stderr=stream)
        _pid, process.returncode, used = os.wait4(process.pid, 0)
    text = log.read_text(encoding="utf-8")
    assert process.returncode == 0, text[-2000:]
    by_module = {name: int(queries)
                 for name, queries in re.findall(r"Module (egg_\w+) loaded in [\d.]+s, (\d+) queries", text)}
    assert set(addons) <= set(by_module), text[-2000:]
    return {"seconds": round(time.monotonic() - started, 1), "cpu_seconds": round(used.ru_utime + used.ru_stime, 1),
            "queries": sum(by_module.values()), "peak_mib": round(used.ru_maxrss / 1024, 1),
            "queries_by_addon": by_module}


def figures(database: str, kind: str) -> dict:
    """What people see and get when they use the documents that are there; nothing of it is kept.

    :param kind: "sample" for one document of each sort, "history" for all that people made, "all" for the demo data too
    :return: {document: {what was done: what came of it}}
    """
    output = run_script(database, f"KIND = {kind!r}\n{FIGURES.read_text(encoding='utf-8')}", timeout=1800)
    return json.loads(next(line[8:] for line in output.splitlines() if line.startswith("FIGURES ")))


def figures_before(kind: str) -> dict:
    """The figures of the database in use, taken once."""
    ensure_living()
    kept, fingerprint = paths.DEV / f"living-figures-{kind}.json", stamps.digest(_fingerprint(), FIGURES)
    with stamps.one_at_a_time("living-figures"):
        if not (stamps.is_done(kept.stem, fingerprint) and kept.exists()):
            stamps.forget(kept.stem)
            with cloned(f"living_before_{kind}", LIVING) as database:
                kept.write_text(json.dumps(figures(database, kind)))
            stamps.done(kept.stem, fingerprint)
    return json.loads(kept.read_text())


def unlike(before: dict, after: dict) -> list[str]:
    """Return each step whose outcome is not as before, with the first place where it differs."""
    found = []
    for document, steps in before.items():
        for name, outcome in steps.items():
            now = after.get(document, {}).get(name)
            if now != outcome:
                found.append(f"{document} | {name}: {_first_difference(outcome, now)}")
    return found


def _first_difference(before, after, place: str = "") -> str:
    if isinstance(before, dict) and isinstance(after, dict):
        name = next(one for one in [*before, *after] if before.get(one) != after.get(one))
        return _first_difference(before.get(name), after.get(name), f"{place}.{name}")
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        number = next(one for one, value in enumerate(before) if value != after[one])
        return _first_difference(before[number], after[number], f"{place}[{number}]")
    if isinstance(before, str) and isinstance(after, str):
        start = next((at for at, letter in enumerate(before) if letter != after[at:at + 1]), len(before))
        before, after = (one[max(0, start - 40):start + 80] for one in (before, after))
    return f"{place} {str(before)[:300]!r} -> {str(after)[:300]!r}"
