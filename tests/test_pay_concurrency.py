"""Several processes pay, debit and book the same amount at the same moment (AUT-04)."""

from odoo.tests import BaseCase, tagged

from .support import databases
from .test_sepa_concurrency import SETUP

PROVIDER = SETUP + """
provider = env["payment.provider"].search([("code", "=", "stripe"), ("company_id", "=", company.id)], limit=1)
provider.write({"state": "test", "stripe_secret_key": "sk_test_x", "stripe_publishable_key": "pk_test_x",
                "is_published": True, "journal_id": env["account.journal"].search([("type", "=", "bank")], limit=1).id})
env.cr.commit()
"""
_BEGIN = """
import os
from odoo.exceptions import ValidationError
items = env["account.move"].search([("partner_id.name", "=", "Client")]).line_ids.filtered("egg_is_due_item")
provider = env["payment.provider"].search([("code", "=", "stripe"), ("is_published", "=", True)], limit=1)
def begin():
    offer = items._get_egg_payment_offer()
    return env["payment.transaction"].create({
        "provider_id": provider.id, "payment_method_id": env.ref("payment.payment_method_card").id,
        "reference": f"T-{os.getpid()}", "amount": float(offer.amount), "currency_id": items.currency_id.id,
        "partner_id": items.partner_id.id, "operation": "online_direct",
        "egg_due_item_ids": [(6, 0, offer.items)]})
"""
#: Both see the items free, then wait for each other before they pay.
PAY = _BEGIN + """
print("asked", items._get_egg_payment_offer().amount)
meet()
try:
    begin()
    env.cr.commit()
    print("outcome won")
except ValidationError as refusal:
    env.cr.rollback()
    print("outcome told:", refusal)
"""
#: One of them pays what the other one debits.
PAY_OR_DEBIT = _BEGIN + """
from psycopg2.errors import UniqueViolation
from odoo.exceptions import UserError
number = env.cr.execute("SELECT pg_try_advisory_lock(99)") or env.cr.fetchone()[0]
run = env["egg.sepa.collect"].with_context(active_model="account.move", active_ids=items.move_id.ids).create({})
plan = run._plan()
meet()
try:
    if number:
        begin()
    else:
        run._check_form()
        run._make_collection(plan)
    env.cr.commit()
    print("outcome won", "pays" if number else "debits")
except (UserError, UniqueViolation) as refusal:
    env.cr.rollback()
    print("outcome told:", refusal)
"""
DONE = _BEGIN + """
transaction = begin()
transaction._set_done()
env.cr.commit()
"""
BOOK = """
import psycopg2
transaction = env["payment.transaction"].search([("egg_due_item_ids", "!=", False)])
print(transaction.state, transaction.is_post_processed)
meet()
try:
    transaction._post_process()
    env.cr.commit()
    print("outcome booked")
except psycopg2.OperationalError:
    env.cr.rollback()
    print("outcome later")
"""


@tagged("post_install", "-at_install")
class TestPayConcurrency(BaseCase):
    def outcomes(self, database, script):
        lines = [line for said in databases.run_together(database, script) for line in said.splitlines()]
        return sorted(line for line in lines if line.startswith("outcome"))

    def test_one_of_two(self):
        """AUT-04: two payers, a payer and a debit, two jobs that book, each pair at one moment: one wins, the other
        is told, and the amount is taken and booked once.
        """
        with databases.cloned("pay_twice") as database:
            databases.run_script(database, PROVIDER)
            told, won = self.outcomes(database, PAY)
            self.assertIn("Somebody is paying", told)
            self.assertEqual(won, "outcome won")
            self.assertEqual(databases.sql(database, "SELECT count(*) FROM payment_transaction"), [["1"]])
        with databases.cloned("pay_or_debit") as database:
            databases.run_script(database, PROVIDER)
            outcomes = self.outcomes(database, PAY_OR_DEBIT)
            self.assertEqual(len([one for one in outcomes if one.startswith("outcome won")]), 1, outcomes)
            self.assertEqual(databases.sql(database, "SELECT count(*) FROM egg_debit_claim"), [["5"]])
        with databases.cloned("pay_booked") as database:
            databases.run_script(database, PROVIDER)
            databases.run_script(database, DONE)
            self.assertEqual(self.outcomes(database, BOOK), ["outcome booked", "outcome later"])
            self.assertEqual(databases.sql(database, "SELECT count(*), sum(amount) FROM account_payment"),
                             [["1", "500.00"]])
