"""Several processes invoice a claim, and propose and plan a failed debit, at one moment (AUT-07, AUT-09)."""

from odoo.tests import BaseCase, tagged

from .support import databases
from .test_sepa_concurrency import RETURN, SENT

#: Five invoices that are late, and one collection of them that is booked; what fails of it is tried again.
LATE = SENT.replace("timedelta(2)", "timedelta(60)").replace("timedelta(20)", "timedelta(90)") + """
company.write({"egg_claim_since": date.today() - timedelta(200), "egg_retry_times": "1", "email": "firm@example.com"})
partner.email = "client@example.com"
env["egg.sepa.collection"]._cron_book_payments()
env["egg.followup.claim"]._cron_claims()
env.cr.commit()
"""
#: Both see what is to be claimed, then wait for each other before they click; a clash is tried again, as by Odoo.
CLAIM = """
import psycopg2
from odoo.exceptions import UserError
claims = env["egg.followup.claim"].search([("state", "=", "due")])
print("due", len(claims))
meet()
for _attempt in range(3):
    try:
        env["res.partner"].search([("name", "=", "Client")]).action_egg_invoice_claims()
        env.cr.commit()
        print("outcome won")
        break
    except UserError as refusal:
        env.cr.rollback()
        print("outcome told:", refusal)
        break
    except psycopg2.OperationalError:
        env.cr.rollback()
        env.invalidate_all()
"""
PLAN = """
import psycopg2
from odoo.exceptions import UserError
retry = env["egg.debit.retry"].search([])
print("found", len(retry), retry.state)
meet()
for _attempt in range(3):
    try:
        retry.action_plan()
        env.cr.commit()
        print("outcome won")
        break
    except UserError as refusal:
        env.cr.rollback()
        print("outcome told:", refusal)
        break
    except psycopg2.OperationalError:
        env.cr.rollback()
        env.invalidate_all()
"""


@tagged("post_install", "-at_install")
class TestClaimsConcurrency(BaseCase):
    def assert_one_of_two(self, outputs):
        outcomes = [line for said in outputs for line in said.splitlines() if line.startswith("outcome")]
        self.assertEqual((sum("won" in one for one in outcomes), sum("told" in one for one in outcomes)), (1, 1),
                         outputs)

    def test_two_clicks(self):
        """AUT-07, AUT-09: "invoice the claims" twice at one moment: one invoice per late invoice; the bank's refusal
        read twice: one proposal; "plan and announce" twice: one notice to the customer.
        """
        with databases.cloned("claims_twice") as database:
            databases.run_script(database, LATE)
            outputs = databases.run_together(database, CLAIM)
            self.assertTrue(all("due" in said and "due 0" not in said for said in outputs), outputs)
            self.assert_one_of_two(outputs)
            self.assertEqual(databases.sql(
                database, "SELECT count(*), count(DISTINCT egg_interest_source_id) FROM account_move"
                          " WHERE egg_interest_source_id IS NOT NULL"), [["40", "40"]])
            databases.run_together(database, RETURN)
            self.assertEqual(databases.sql(database, "SELECT state, count(*) FROM egg_debit_retry GROUP BY state"),
                             [["proposed", "1"]])
            outputs = databases.run_together(database, PLAN)
            self.assertTrue(all("found 1 proposed" in said for said in outputs), outputs)
            self.assert_one_of_two(outputs)
            self.assertEqual(databases.sql(
                database, "SELECT count(*) FROM mail_message WHERE subject LIKE '%direct debit of%'"), [["1"]])
