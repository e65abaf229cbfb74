"""A copy for trials (`odoo neutralize`): reminders,
debits by file and debits by Stripe that wait in it reach nobody.
"""

import time

from odoo.addons.egg_stripe.tests.stripe_fake import GOOD_KEY, SECRET, StripeFake
from odoo.tests import BaseCase, tagged

from .support import databases
from .support.smtp_sink import Sink

#: A firm at work: letters queued, one being sent; a file at the bank, one to announce; debits by Stripe in every state.
AT_WORK = """
from datetime import date, timedelta
company, today = env.company, date.today()
company.write({"email": "contact@egg.example", "egg_debit_creditor_identifier": "FR72ZZZ123456",
    "egg_debit_issuer": "Test",
               "egg_sepa_prenotify": True, "egg_sepa_iban": "FR1420041010050500013M02606",
                   "egg_sepa_bic": "PSSTFRPPPAR"})
mode = env.ref("egg_billing.payment_mode_direct_debit")
account = env["account.account"].search([("account_type", "=", "income"), ("company_ids", "in", company.ids)], limit=1)
customer = env["res.partner"].create({"name": "Client", "is_company": True, "email": "client@client.example"})

def bill(number, **values):
    moves = env["account.move"].create([{
        "move_type": "out_invoice", "partner_id": customer.id, "invoice_date": today - timedelta(20),
            "invoice_payment_term_id": False,
        "invoice_date_due": today - timedelta(2), "invoice_line_ids": [(0, 0, {
            "name": "Work", "price_unit": 100.0, "account_id": account.id, "tax_ids": []})],
                **values} for _one in range(number)])
    moves.action_post()
    return moves

company.egg_followup_grouping = "document"
run = env["egg.followup.run"]._plan_run(bill(3)._get_egg_due_items(), attach_pdf=False)
run.action_start()
run.followup_message_ids[0].state = "sending"

bank = env["res.partner.bank"].create({"partner_id": customer.id, "acc_number": "FR7630006000011234567890189"})
env["egg.debit.mandate"].create({"bank_account_id": bank.id, "signature_date": today,
    "signature_town": "Lyon"}).action_insert()
for number in range(2):
    form = env["egg.sepa.collect"].with_context(active_model="account.move", active_ids=bill(2,
        egg_payment_mode_id=mode.id).ids)
    collection = env["egg.sepa.collection"].browse(form.create({}).action_validate()["res_id"])
    if not number:
        collection.action_sent()
collection.item_ids.prenotified_at = False

env["ir.config_parameter"].set_param("egg_stripe.test_address", %(address)r)
provider = company._make_egg_stripe_provider()
provider.write({"state": "test", "stripe_secret_key": %(key)r, "stripe_publishable_key": "pk_test_1",
    "stripe_webhook_secret": %(secret)r,
                "journal_id": env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", company.id)],
                    limit=1).id})
declared = env["egg.stripe.account"].create({"partner_id": customer.id, "iban": "DE89370400440532013000",
                                             "email": "client@client.example", "mandate_date": today})
declared.action_declare()
form = env["egg.stripe.debit"].with_context(active_model="account.move", active_ids=bill(4).ids)
debits = env["egg.stripe.run"].browse(form.create({}).action_confirm()["res_id"]).transaction_ids
debits[:1]._begin_egg_debits()
debits[2]._set_egg_state("processing")
debits[3]._set_egg_state("succeeded")
env.cr.commit()
"""
#: The worst that a tester does: mail goes to a real server again, the keys are typed in again, every job is run by
#: hand.
TRIED = """
from unittest.mock import patch
env["ir.mail_server"].search([]).write({"smtp_host": "127.0.0.1", "smtp_port": %(port)d,
    "smtp_authentication": "login"})
env["ir.config_parameter"].set_param("egg_stripe.test_address", %(address)r)
env["payment.provider"].search([("code", "=", "stripe")]).write({
    "state": "test", "stripe_secret_key": %(key)r, "stripe_publishable_key": "pk_test_1",
        "stripe_webhook_secret": %(secret)r})
with patch.object(type(env["ir.cron"]), "_commit_progress", lambda *_args, **_values: float("inf")):
    env["egg.followup.run"]._cron_send()
    env["egg.sepa.collection"]._cron_prenotify()
    env["egg.sepa.collection"]._cron_book_payments()
    env["egg.stripe.run"]._cron_send()
    env["egg.stripe.run"]._book_succeeded()
    env["mail.mail"].process_email_queue()
env.cr.commit()
"""
STATES = """
    SELECT 'letter', state FROM egg_followup_message UNION SELECT 'run', state FROM egg_followup_run
    UNION SELECT 'stripe', egg_debit_state FROM payment_transaction WHERE egg_debit_state IS NOT NULL
    UNION SELECT 'item', state FROM egg_sepa_collection_item ORDER BY 1, 2"""
JOBS = """
    SELECT count(*) FROM ir_cron c JOIN ir_model_data d ON d.model = 'ir.cron' AND d.res_id = c.id
     WHERE d.module LIKE 'egg\\_%' AND c.active"""


@tagged("post_install", "-at_install")
class TestNeutralize(BaseCase):
    def test_nothing_leaves_a_copy(self):
        """PRO-02: on a neutralized copy, even with mail and keys filled in again and each job run by hand,
        no mail, debit or payment.
        """
        with databases.cloned("copy") as database, Sink() as sink, StripeFake() as stripe:
            names = {"address": stripe.address, "key": GOOD_KEY, "secret": SECRET, "port": sink.port}
            databases.run_script(database, AT_WORK % names)
            self.assertIn(["letter", "queued"], databases.sql(database, STATES))
            self.assertIn(["stripe", "queued"], databases.sql(database, STATES))
            databases.odoo.odoo("neutralize", "-d", database, log="neutralize")
            self.assertEqual(databases.sql(database, JOBS), [["0"]])
            asked = len(stripe.calls)
            databases.run_script(database, TRIED % names, "--smtp", "127.0.0.1", "--smtp-port", str(sink.port))
            time.sleep(0.2)
            self.assertEqual([message["Subject"] for message in sink.messages], [])
            self.assertEqual([call.path for call in stripe.calls[asked:]], [])
            self.assertEqual(databases.sql(database, STATES), [
                ["item", "pending"], ["letter", "cancelled"], ["run", "cancelled"],
                ["stripe", "cancelled"], ["stripe", "processing"], ["stripe", "succeeded"]])
            self.assertEqual(databases.sql(database, "SELECT count(*) FROM account_payment"), [["0"]])
