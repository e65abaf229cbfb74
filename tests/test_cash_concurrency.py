"""Several processes read and book the same lines of the bank at the same moment, and one is killed (CAS-01, CAS-04)."""

import signal

from odoo.tests import BaseCase, tagged

from .support import databases

SETUP = """
from datetime import date, timedelta
company = env.company
journal = env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", company.id)], limit=1)
partner = env["res.partner"].create({"name": "Menuiserie Dupont", "is_company": True, "customer_rank": 1})
moves = env["account.move"].create([{
    "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": date.today() - timedelta(20),
    "invoice_line_ids": [(0, 0, {"name": "Work", "price_unit": 100.0 + number, "tax_ids": []})],
} for number in range(30)])
moves.action_post()
"""
#: The bank's file, as a form that is ready to be read.
FORM = """
import base64
moves = env["account.move"].search([("partner_id.name", "=", "Menuiserie Dupont")], order="id")
rows = [f"01/11/2026;{move.name};Dupont;{100 + place}" for place, move in enumerate(moves)]
journal = env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1)
form = env["egg.cash.import"].create({
    "file": base64.b64encode("\\n".join(["Date;Libelle;Tiers;Montant", *rows]).encode()), "journal_id": journal.id})
form.action_import()
"""
READ = FORM + """
meet()
try:
    form.action_import_table()
    env.cr.commit()
    print("outcome read", form.added_count)
except Exception as refusal:
    env.cr.rollback()
    print("outcome refused", type(refusal).__name__)
"""
#: As the server calls a button: what another one is at is tried again.
VALIDATE = """
from odoo.service.model import retrying
line = env["egg.cash.line"].search([("state", "=", "open")], order="id", limit=1)
meet()
try:
    retrying(line.action_validate, env)
    env.cr.commit()
    print("outcome booked")
except Exception as refusal:
    env.cr.rollback()
    print("outcome refused", type(refusal).__name__, refusal)
"""
QUEUED = FORM + """
form.action_import_table()
question = env["egg.cash.line"].action_validate_ticked()
env["egg.cash.confirm"].browse(question["res_id"]).action_book()
env.cr.commit()
"""
BOOK = """
import sys
module = sys.modules["odoo.addons.egg_cash.models.booking.egg_cash_line"]
module.BATCH = 5
env["egg.cash.line"]._cron_book()
env.cr.commit()
"""
#: The process kills itself where it hurts most: the bank's entry is written anew, nothing is reconciled yet.
KILLED = """
import os, signal
Line = type(env["egg.cash.line"])
write, calls = Line._write_counterparts, []
def die(self):
    pairs = write(self)
    calls.append(1)
    if len(calls) == 3:
        env.flush_all()
        os.kill(os.getpid(), signal.SIGKILL)
    return pairs
Line._write_counterparts = die
""" + BOOK
STATES = "SELECT state, count(*) FROM egg_cash_line GROUP BY state ORDER BY state"
#: Each invoice is settled by one line, for its amount.
SETTLED = """
SELECT count(*), count(DISTINCT partial.credit_move_id), sum(partial.amount) FROM account_partial_reconcile partial
  JOIN account_move_line item ON item.id = partial.debit_move_id JOIN account_move move ON move.id = item.move_id
 WHERE move.move_type = 'out_invoice'"""


@tagged("post_install", "-at_install")
class TestCashConcurrency(BaseCase):
    def test_two_people_read_one_file(self):
        """CAS-01, CAS-04: its lines are there once; the second is told, or finds them read."""
        with databases.cloned("cash_twice") as database:
            databases.run_script(database, SETUP + "env.cr.commit()")
            outputs = sorted(output.split("outcome ")[1].split("\n")[0]
                             for output in databases.run_together(database, READ))
            self.assertEqual(outputs[0], "read 30")
            self.assertIn(outputs[1].split()[0], ("refused", "read"))
            self.assertEqual(databases.sql(database, "SELECT count(*) FROM account_bank_statement_line"), [["30"]])

    def test_two_people_validate_one_line(self):
        """CAS-04: it is booked once; the second is told that it is not open any more, in words."""
        with databases.cloned("cash_validate") as database:
            databases.run_script(database, SETUP + FORM + "form.action_import_table()\nenv.cr.commit()")
            outputs = sorted(output.split("outcome ")[1].split("\n")[0]
                             for output in databases.run_together(database, VALIDATE))
            self.assertEqual([output.split()[0] for output in outputs], ["booked", "refused"], outputs)
            self.assertIn("UserError", outputs[1])
            self.assertEqual(databases.sql(database, STATES), [["done", "1"], ["open", "29"]])

    def test_a_kill_and_two_jobs(self):
        """CAS-04: a process that dies in the middle, then two that share the rest: each line is booked once."""
        with databases.cloned("cash_kill") as database:
            databases.run_script(database, SETUP + "env.cr.commit()\n" + QUEUED)
            self.assertEqual(databases.sql(database, STATES), [["queued", "30"]])
            process = databases.start_script(database, KILLED)
            process.communicate(timeout=200)
            self.assertEqual(process.returncode, -signal.SIGKILL)
            self.assertEqual(databases.sql(database, STATES), [["done", "10"], ["queued", "20"]])
            running = [databases.start_script(database, BOOK) for _number in range(2)]
            for process in running:
                process.communicate(timeout=200)
            databases.run_script(database, BOOK)  # what one left to the other
            self.assertEqual(databases.sql(database, STATES), [["done", "30"]])
            self.assertEqual(databases.sql(database, SETTLED), [["30", "30", "3435.00"]])
