"""SEPA: from open due items to the validated zip; booking; and the writer alone up to 100,000 transactions.

Targets: 0.7 ms of CPU and 0.1 query per item from 5,000 open items to the zip, linear to 100,000; 40 ms per item booked
and reconciled. What others take is measured beside ours in `bench/peers.py`.
"""

import gc
import tempfile
import time
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from .support import forget_peak, meter, peak_mib, seed_invoices

SIZES = (500, 5000, 20000, 100000)
BOOKED, REGISTERED, CUSTOMERS = 300, 30, 1000


def _iban(number: int) -> str:
    account = f"{number:011d}"
    key = 97 - (89 * 30006 + 15 * 1 + 3 * int(account)) % 97
    body = f"3000600001{account}{key:02d}"
    return f"FR{98 - int(body + '152700') % 97:02d}{body}"


def prepare(env, count: int):
    """A company that collects, and `count` open due items of customers with mandates."""
    company = env.company
    company.write({"egg_debit_creditor_identifier": "FR72ZZZ123456", "egg_debit_issuer": "Bench",
                   "egg_sepa_iban": "FR1420041010050500013M02606",
                   "egg_sepa_bic": "PSSTFRPPPAR"})
    moves = seed_invoices(env, count, customers=CUSTOMERS)
    mode = env.ref("egg_billing.payment_mode_direct_debit")
    env.cr.execute(
        "UPDATE account_move_line SET egg_payment_mode_id = %s WHERE move_id = ANY(%s) AND display_type = "
        "'payment_term'",
        [mode.id, moves.ids],
    )
    env.invalidate_all()
    accounts = env["res.partner.bank"].create([
        {"partner_id": partner.id, "acc_number": _iban(number), "egg_bic": "AGRIFRPPXXX"}
        for number, partner in enumerate(moves.partner_id, 1)])
    env["egg.debit.mandate"].create(
        [
            {
                "bank_account_id": account.id,
                "signature_date": date.today() - timedelta(30),
                "signature_town": "Lyon",
                "name": f"BENCH-{account.id}",
            }
            for account in accounts
        ]
    ).action_insert()
    return moves


def bench_collection(env, count: int) -> list:
    """Open items to the validated zip, as the form does it."""
    moves = prepare(env, count)
    items = moves._get_egg_due_items()
    env.flush_all()
    env.invalidate_all()
    gc.collect()
    with meter(env, "sepa: open items to validated zip", count) as figures:
        run = env["egg.sepa.collect"].with_context(active_model="account.move.line", active_ids=items.ids).create({})
        collection = env["egg.sepa.collection"].browse(run.action_validate()["res_id"])
    assert collection.item_count == len(items) == count, collection.skipped_note
    return [figures]


def bench_booking(env) -> list:
    """Book and reconcile, in batches as the background job does, against the stock register-payment wizard."""
    moves = prepare(env, BOOKED + 2 * REGISTERED)
    run = env["egg.sepa.collect"].with_context(active_model="account.move", active_ids=moves.ids).create({})
    collection = env["egg.sepa.collection"].browse(run.action_validate()["res_id"])
    collection.action_sent()
    items = collection.item_ids
    pending, by_hand = items[:BOOKED], items[BOOKED:].due_item_id.move_id
    for warm_up in (True, False):
        env.flush_all()
        env.invalidate_all()
        with meter(env, "stock: register payment", REGISTERED) as stock:
            for invoice in by_hand[:REGISTERED] if warm_up else by_hand[REGISTERED:]:
                wizard = env["account.payment.register"].with_context(active_model="account.move",
                                                                      active_ids=invoice.ids).create({})
                wizard._create_payments()
    env.flush_all()
    env.invalidate_all()
    with meter(env, "sepa: book and reconcile", BOOKED) as booked:
        for start in range(0, BOOKED, 100):
            pending[start:start + 100].sudo()._book_safely()  # as the job does
    assert set(pending.mapped("state")) == {"booked"}, pending.mapped("error")
    return [stock, booked]


def bench_writer(count: int) -> dict:
    """Write and validate `count` transactions through a temporary file, without the ORM."""
    from odoo.addons.egg_sepa.core.collection import Collection, Creditor, Debit
    from odoo.addons.egg_sepa.core.pain008 import DIALECTS
    from odoo.addons.egg_sepa.core.schema import check_pain008
    from odoo.addons.egg_sepa.tools.pain008_file import Draft
    day = date(2026, 12, 1)
    creditor = Creditor("Bench", "FR72ZZZ123456", "FR1420041010050500013M02606", "PSSTFRPPPAR")
    head = Collection("BENCH", datetime(2026, 11, 24), creditor)
    before, cpu = forget_peak(), time.process_time()
    with tempfile.TemporaryFile() as stream, Draft(head, DIALECTS["pain.008.001.08"]) as draft:
        for number in range(count):
            draft.add(Debit(
                reference=f"PRLV-{number}", amount=Decimal(number % 9999 + 1) / 100, mandate_reference=f"RUM-{number}",
                signed_on=day,
                debtor=f"Client é {number}", iban="FR1420041010050500013M02606", collect_on=day,
                text=f"Facture n° {number}"))
        draft.write(stream)
        stream.seek(0)
        totals = check_pain008(stream, "pain.008.001.08")
    assert totals.count == count
    spent = time.process_time() - cpu
    return {
        "name": "sepa: writer and check",
        "items": count,
        "cpu_ms": round(1000 * spent / count, 4),
        "peak_mib": round(peak_mib() - before, 1),
    }


def run(env) -> list:
    """The job at four sizes, to see that it stays linear; booking; then the writer alone. Nothing is committed."""
    found = []
    for part in (*(partial(bench_collection, count=count) for count in SIZES), bench_booking):
        found += part(env)
        env.cr.rollback()
        env.transaction.clear()
    return [*found, *(bench_writer(count) for count in (1000, 10000, 100000))]
