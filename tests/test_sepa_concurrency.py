"""Two users collect the same due items at the same moment, each in a process of his own (SEP-23)."""

import tempfile
import time
from pathlib import Path

from odoo.tests import BaseCase, tagged

from .support import databases

SETUP = """
from datetime import date, timedelta
from odoo import Command
company = env.company
company.write({"egg_sepa_ics": "FR72ZZZ123456", "egg_sepa_issuer": "Test", "egg_sepa_iban": "FR1420041010050500013M02606",
               "egg_sepa_bic": "PSSTFRPPPAR"})
account = env["account.account"].search([("account_type", "=", "income"), ("company_ids", "in", company.ids)], limit=1)
mode = env.ref("egg_billing.payment_mode_direct_debit")
partner = env["res.partner"].create({"name": "Client", "is_company": True})
bank = env["res.partner.bank"].create({"partner_id": partner.id, "acc_number": "FR7630006000011234567890189"})
env["egg.sepa.mandate"].create({"bank_account_id": bank.id, "signature_date": date.today(), "signature_town": "Lyon",
                                }).action_insert()
moves = env["account.move"].create([{
    "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": date.today() - timedelta(20),
    "invoice_date_due": date.today() - timedelta(2), "egg_payment_mode_id": mode.id, "invoice_payment_term_id": False,
    "invoice_line_ids": [Command.create({"name": "Work", "price_unit": 100.0, "account_id": account.id, "tax_ids": []})],
} for _number in range(5)])
moves.action_post()
env.cr.commit()
"""
#: Both plan on the same picture of the database, then wait for each other before they write.
COLLECT = """
import time
from pathlib import Path
from odoo.exceptions import UserError
moves = env["account.move"].search([("partner_id.name", "=", "Client")])
run = env["egg.sepa.collect"].with_context(active_model="account.move", active_ids=moves.ids).create({{}})
ready, problems = run._plan()
print("planned", len(ready))
Path({mine!r}).touch()
limit = time.monotonic() + 60
while not Path({other!r}).exists() and time.monotonic() < limit:
    time.sleep(0.02)
try:
    run._check_form()
    run._make_collection(ready, problems)
    env.cr.commit()
    print("outcome won")
except UserError as refusal:
    env.cr.rollback()
    print("outcome told:", refusal)
"""


@tagged("post_install", "-at_install")
class TestConcurrency(BaseCase):
    def test_two_processes_collect_the_same_items(self):
        """SEP-23: one wins, the other is told, and each item is in one live file only."""
        with databases.cloned("sepa") as database, tempfile.TemporaryDirectory() as folder:
            databases.run_script(database, SETUP)
            marks = [str(Path(folder) / name) for name in ("one", "two")]
            started = time.monotonic()
            processes = [databases.start_script(database, COLLECT.format(mine=mine, other=other))
                         for mine, other in (marks, marks[::-1])]
            outputs = [process.communicate(timeout=120)[0] for process in processes]
            self.assertLess(time.monotonic() - started, 60, "they did not meet")
            self.assertTrue(all("planned 5" in output for output in outputs), outputs)
            self.assertEqual(sum("outcome won" in output for output in outputs), 1, outputs)
            self.assertEqual(sum("outcome told:" in output and "another collection" in output for output in outputs), 1, outputs)
            self.assertEqual(databases.sql(database, "SELECT count(*) FROM egg_sepa_collection"), [["1"]])
            rows = databases.sql(
                database, "SELECT count(*), count(DISTINCT move_line_id) FROM egg_sepa_collection_item WHERE state = 'pending'"
            )
            self.assertEqual(rows, [["5", "5"]])
