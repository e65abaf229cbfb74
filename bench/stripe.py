"""Debits by Stripe: the list and the queue, the sending, the booking; twice as many items must cost twice as much.

Stripe is the tests' fake, in a process of its own so that only our CPU is counted; its answers come at once.
"""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

from .support import meter, seed_invoices

SIZES = (250, 500, 1000)
CUSTOMERS = 50
FAKE = Path(__file__).resolve().parents[1] / "egg_stripe/tests/stripe_fake.py"
IBAN = "FR1420041010050500013M02606"


def _prepare(env, address: str):
    from odoo.addons.egg_stripe.tests.stripe_fake import GOOD_KEY
    provider = env.company._make_egg_stripe_provider()
    provider.write({"state": "test", "stripe_secret_key": GOOD_KEY, "stripe_publishable_key": "pk_test_x",
                    "stripe_webhook_secret": "whsec_x"})
    if not provider.journal_id:
        provider.journal_id = env["account.journal"].search([("type", "=", "bank"),
                                                             ("company_id", "=", env.company.id)], limit=1)
    env["ir.config_parameter"].set_param("egg_stripe.test_address", address)
    return provider


def _seed(env):
    moves = seed_invoices(env, sum(SIZES), customers=CUSTOMERS)
    accounts = env["egg.stripe.account"].create([
        {"partner_id": partner.id, "iban": IBAN, "email": partner.email, "mandate_date": date.today() - timedelta(30)}
        for partner in moves.partner_id])
    accounts.action_declare()
    return moves


def _bench(env, moves) -> list:
    count, items = len(moves), moves._get_egg_due_items()
    env.flush_all()
    env.invalidate_all()
    with meter(env, f"stripe: list and queue, {count}", len(items)) as queued:
        form = env["egg.stripe.debit"].with_context(active_model="account.move.line", active_ids=items.ids).create({})
        run = env["egg.stripe.run"].browse(form.action_confirm()["res_id"])
    assert run.item_count == count, run.skipped_note
    env.invalidate_all()
    with meter(env, f"stripe: send, {count}", count) as sent:
        env["egg.stripe.run"].sudo()._cron_send()
    assert run.processing_count == count, run.problem
    # Stripe confirms: what the events would do, without waiting for a bank.
    run.transaction_ids.sudo()._set_egg_state("succeeded")
    env.flush_all()
    env.invalidate_all()
    with meter(env, f"stripe: book and reconcile, {count}", count) as booked:
        env["egg.stripe.run"].sudo()._book_succeeded()
    assert run.paid_count == count and not items.filtered(lambda item: not item.reconciled)
    return [queued, sent, booked]


def run(env) -> list:
    from odoo.addons.egg_stripe.gateway import stripe_gateway
    with subprocess.Popen([sys.executable, str(FAKE), "0"], stdout=subprocess.PIPE, text=True) as process:
        try:
            address = process.stdout.readline().split()[3].rstrip(",")
            _prepare(env, address)
            with patch.object(type(env["ir.cron"]), "_commit_progress", lambda *_args, **_values: float("inf")), \
                    patch.object(stripe_gateway, "pause", lambda _seconds: None):
                moves, figures = _seed(env), []
                for index, count in enumerate(SIZES):
                    start = sum(SIZES[:index])
                    figures += _bench(env, moves[start:start + count])
                return figures
        finally:
            process.terminate()
