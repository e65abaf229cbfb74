"""Several processes collect, book and take back the same due items at the same moment (SEP-23, BEY-04, BEY-05)."""

import signal
import time

from odoo.tests import BaseCase, tagged

from .support import databases

SETUP = """
from datetime import date, timedelta
from odoo import Command
company = env.company
company.write({"egg_debit_creditor_identifier": "FR72ZZZ123456", "egg_debit_issuer": "Test",
               "egg_sepa_iban": "FR1420041010050500013M02606",
               "egg_sepa_bic": "PSSTFRPPPAR"})
account = env["account.account"].search([("account_type", "=", "income"), ("company_ids", "in", company.ids)], limit=1)
mode = env.ref("egg_billing.payment_mode_direct_debit")
partner = env["res.partner"].create({"name": "Client", "is_company": True})
bank = env["res.partner.bank"].create({"partner_id": partner.id, "acc_number": "FR7630006000011234567890189"})
env["egg.debit.mandate"].create({"bank_account_id": bank.id, "signature_date": date.today(), "signature_town": "Lyon",
                                }).action_insert()
moves = env["account.move"].create([{
    "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": date.today() - timedelta(20),
    "invoice_date_due": date.today() - timedelta(2), "egg_payment_mode_id": mode.id, "invoice_payment_term_id": False,
    "invoice_line_ids": [Command.create({"name": "Work", "price_unit": 100.0, "account_id": account.id,
                                         "tax_ids": []})],
} for _number in range(5)])
moves.action_post()
env.cr.commit()
"""
#: Both plan on the same picture of the database, then wait for each other before they write.
COLLECT = """
from odoo.exceptions import UserError
moves = env["account.move"].search([("partner_id.name", "=", "Client")])
run = env["egg.sepa.collect"].with_context(active_model="account.move", active_ids=moves.ids).create({})
plan = run._plan()
print("planned", len(plan.items))
meet()
try:
    run._check_form()
    run._make_collection(plan)
    env.cr.commit()
    print("outcome won")
except UserError as refusal:
    env.cr.rollback()
    print("outcome told:", refusal)
"""


#: A file that was sent, with as many debits as wanted, to be booked.
SENT = SETUP.replace("range(5)", "range(40)") + """
moves = env["account.move"].search([("partner_id.name", "=", "Client")])
run = env["egg.sepa.collect"].with_context(active_model="account.move", active_ids=moves.ids).create({})
env["egg.sepa.collection"].browse(run.action_validate()["res_id"]).action_sent()
env.cr.commit()
"""
#: Batches of ten, so that there are several to be cut off or shared.
BOOK = """
import sys
module = sys.modules["odoo.addons.egg_sepa.models.collection.egg_sepa_collection"]
module.BOOKING_BATCH = 10
env["egg.sepa.collection"]._cron_book_payments()
env.cr.commit()
"""
#: The process kills itself where it hurts most: payments are posted, the items not yet written.
KILLED = """
import os, signal
Item = type(env["egg.sepa.collection.item"])
reconcile, calls = Item._reconcile_payments, []
def die(self, *arguments):
    calls.append(1)
    reconcile(self, *arguments)
    if len(calls) == 3:
        env.flush_all()
        os.kill(os.getpid(), signal.SIGKILL)
Item._reconcile_payments = die
""" + BOOK
RETURN = """
import base64
item = env["egg.sepa.collection.item"].search([], limit=1, order="id")
content = (
    "<Document><CstmrPmtStsRpt><OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>%s</OrgnlEndToEndId><TxSts>RJCT</TxSts>"
    "<StsRsnInf><Rsn><Cd>AM04</Cd></Rsn></StsRsnInf></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
    % item.end_to_end).encode()
reading = env["egg.sepa.return.import"].create({"file": base64.b64encode(content)})
meet()
try:
    reading.action_import()
    env.cr.commit()
    print("outcome read", reading.applied_count, reading.known_count)
except Exception as refusal:
    env.cr.rollback()
    print("outcome refused", type(refusal).__name__)
"""


@tagged("post_install", "-at_install")
class TestConcurrency(BaseCase):
    def _check_all_booked(self, database):
        """40 items, 40 payments, 40 paid invoices, one closed collection, no error."""
        rows = databases.sql(database, "SELECT state, count(*), count(DISTINCT payment_id), count(error) FROM "
                                       "egg_sepa_collection_item GROUP BY state")
        self.assertEqual(rows, [["booked", "40", "40", "0"]])
        self.assertEqual(databases.sql(database, "SELECT count(*) FROM account_payment"), [["40"]])
        self.assertEqual(databases.sql(database, "SELECT count(*) FROM account_move WHERE origin_payment_id IS NOT "
                                                 "NULL AND state = 'posted'"),
                         [["40"]])
        self.assertEqual(databases.sql(database, "SELECT DISTINCT payment_state FROM account_move WHERE move_type = "
                                                 "'out_invoice'"),
                         [["paid"]])
        self.assertEqual(databases.sql(database, "SELECT state FROM egg_sepa_collection"), [["booked"]])

    def test_booking_survives_a_kill_and_two_workers(self):
        """BEY-05: SIGKILL in the third batch of ten, then two workers at once: 40 items,
        40 payments, none twice, none missing.

        Then two processes read the same refusal at once: one reversal.
        """
        with databases.cloned("sepabook") as database:
            databases.run_script(database, SENT)
            process = databases.start_script(database, KILLED)
            process.communicate(timeout=300)
            self.assertEqual(process.returncode, -signal.SIGKILL)
            self.assertEqual(databases.sql(database, "SELECT count(*) FROM egg_sepa_collection_item WHERE state = "
                                                     "'booked'"), [["20"]])
            self.assertEqual(databases.sql(database, "SELECT count(*) FROM account_payment"), [["20"]])
            workers = [databases.start_script(database, BOOK) for _one in range(2)]
            for worker in workers:
                _output, errors = worker.communicate(timeout=300)
                self.assertEqual(worker.returncode, 0, errors[-2000:])
            if databases.sql(database,
                             "SELECT count(*) FROM egg_sepa_collection_item WHERE state = 'pending'") != [["0"]]:
                # what the two kept from each other is left to the next run of the job
                databases.run_script(database, BOOK)
            self._check_all_booked(database)
            outputs = databases.run_together(database, RETURN)
            self.assertEqual(sum("outcome read 1 0" in output for output in outputs), 1, outputs)
            self.assertEqual(databases.sql(database, "SELECT count(*) FROM account_move WHERE reversed_entry_id IS "
                                                     "NOT NULL"), [["1"]])

    def test_two_processes_collect_the_same_items(self):
        """SEP-23: one wins, the other is told, and each item is in one live file only."""
        with databases.cloned("sepa") as database:
            databases.run_script(database, SETUP)
            started = time.monotonic()
            outputs = databases.run_together(database, COLLECT)
            self.assertLess(time.monotonic() - started, 60, "they did not meet")
            self.assertTrue(all("planned 5" in output for output in outputs), outputs)
            self.assertEqual(sum("outcome won" in output for output in outputs), 1, outputs)
            self.assertEqual(sum("outcome told:" in output and "another collection" in output for output in outputs), 1,
                             outputs)
            self.assertEqual(databases.sql(database, "SELECT count(*) FROM egg_sepa_collection"), [["1"]])
            rows = databases.sql(
                database, "SELECT count(*), count(DISTINCT due_item_id) FROM egg_sepa_collection_item WHERE state = "
                          "'pending'"
            )
            self.assertEqual(rows, [["5", "5"]])
