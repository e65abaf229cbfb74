"""Claims of late payments, the file for the lawyer and failed debits as people work with them, in a browser."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from .support.databases import run_script
from .support.sample import customer_with_late_invoices
from .support.smtp_sink import Sink
from .support.web import PHONE, WIDE, assert_fits, assert_says, served_page, shot, show

#: What there is to claim, to hand over and to debit again.
MORE = """
env["res.lang"]._activate_lang("fr_FR")
(env.user | env.ref("base.user_admin")).lang = "fr_FR"
customer.lang = "fr_FR"
env.company.write({"egg_claim_since": today - timedelta(days=400), "egg_retry_times": "1",
                   "egg_debit_creditor_identifier": "FR72ZZZ123456"})
old = late[0].copy({"invoice_date": today - timedelta(days=100), "invoice_date_due": today - timedelta(days=70),
                    "invoice_payment_term_id": False})
old.action_post()
env["account.payment.register"].with_context(active_model="account.move", active_ids=old.ids).create({
    "payment_date": today - timedelta(days=30), "amount": 200})._create_payments()
late[0].message_post(body="Je ne peux pas payer.", subject="Re: facture", author_id=customer.id,
                     message_type="email", email_from="alpha@example.com")
env["egg.followup.claim"]._cron_claims()
account = env["res.partner.bank"].create({"partner_id": customer.id, "acc_number": "FR1420041010050500013M02606"})
mandate = env["egg.debit.mandate"].create({"bank_account_id": account.id, "signature_town": "Lyon",
                                           "signature_date": today - timedelta(days=90), "name": "RUM-2026-00001"})
mandate.action_insert()
late[1]._get_egg_due_items()._propose_egg_debit_again("AM04", mandate, today)
env.cr.commit()
"""
#: A reminder leaves, and the customer answers it with a day.
ANSWERED = """
env.company.alias_domain_id = env["mail.alias.domain"].create({"name": "egg.example"})
env.ref("base.user_admin").email = "paul@egg.example"
late = env["account.move"].search([("partner_id.name", "=", "Client Alpha"), ("move_type", "=", "out_invoice"),
                                   ("amount_total", "=", 108)], limit=1)
run = env(user=env.ref("base.user_admin"))["egg.followup.run"]._plan_run(late._get_egg_due_items(), attach_pdf=False)
run.action_start()
env["egg.followup.run"]._cron_send()
message = run.followup_message_ids
print("STATE", message.state, message.reason)
told = message.mail_message_id.message_id
env["mail.thread"].message_process(False, "\\n".join((
    "From: alpha@example.com", "To: catchall@egg.example", "Subject: Re: relance", "Message-ID: <answer-1@example.com>",
    "In-Reply-To: " + told, "References: " + told, "", "Nous paierons la semaine prochaine.", "")))
env.cr.commit()
"""
#: What holds the amount that was promised, the day before it and the day after.
HELD = """
from datetime import timedelta
from freezegun import freeze_time
from odoo import fields
customer = env["res.partner"].search([("name", "=", "Client Alpha")], limit=1)
items = env["account.move.line"].search([("egg_promise_date", "!=", False)])
print("PAUSE", customer.egg_followup_pause_reason)
for days in (0, 7, 8):
    with freeze_time(fields.Date.today() + timedelta(days=days)):
        env.invalidate_all()
        print("HELD", days, items._get_egg_hold_reasons().get(items.id, "-"), "|", items.egg_next_stage_id.name)
"""


@pytest.fixture(scope="module")
def site():
    with served_page("claims", customer_with_late_invoices("Machine", [480, 90], MORE), viewport=WIDE) as opened:
        yield opened


def _resize(page, size):
    """Change the size of the screen, and wait until the client has seen it."""
    page.set_viewport_size(size)
    page.wait_for_function("small => odoo.__WOWL_DEBUG__.root.env.services.ui.isSmall === small", arg=size == PHONE)


def _open(page):
    show(page, "egg_followup.egg_customer_account_action")
    page.wait_for_selector(".o_data_row, .o_kanban_record:not(.o_kanban_ghost)")
    page.locator(":is(.o_data_row, .o_kanban_record)", has_text="Client Alpha").first.click()
    page.wait_for_selector(".egg_account_items")


def _see(page, action, name):
    """Show a list wide and on a phone; nothing is wider than the screen."""
    for size, ending in ((WIDE, ""), (PHONE, "_phone")):
        _resize(page, size)
        show(page, action)
        page.wait_for_selector(".o_data_row, .o_kanban_record:not(.o_kanban_ghost)")
        shot(page, f"{name}{ending}")
        assert_fits(page)
    _resize(page, WIDE)


def test_claims(site):
    """AUT-07: the account says what is to be claimed; it is waived with a reason or invoiced by a click each."""
    page = site.page
    _open(page)
    assert_says(page, ".egg_account_claims", "À réclamer pour retard de paiement", "120,00")
    shot(page, "claims_account")
    _see(page, "egg_followup.egg_followup_claim_action", "claims")
    _resize(page, PHONE)
    _open(page)
    shot(page, "claims_account_phone")
    assert page.evaluate("() => document.querySelector('.egg_account').scrollWidth <= window.innerWidth")
    _resize(page, WIDE)
    _open(page)
    page.click(".egg_account_waive")
    page.wait_for_selector(".modal .o_data_row")
    shot(page, "claims_waive")
    page.click(".modal .btn-close")
    page.wait_for_selector(".modal", state="detached")
    _resize(page, PHONE)
    _open(page)
    page.click(".egg_account_waive")
    page.wait_for_selector(".modal .o_kanban_record:not(.o_kanban_ghost)")
    shot(page, "claims_waive_phone")
    page.locator(".modal button[special=cancel]").click()
    page.wait_for_selector(".modal", state="detached")
    _resize(page, WIDE)
    _open(page)
    page.click(".egg_account_claim")
    page.wait_for_selector(".o_list_view .o_data_row:nth-child(3)")
    _open(page)
    expect(page.locator(".egg_account_claims"), "nothing is left to claim").to_have_count(0)


def test_the_file_for_the_lawyer(site):
    """ACC-07: one click on the account downloads a ZIP that opens; the list of files has its card on a phone."""
    page = site.page
    _open(page)
    with page.expect_download() as waiting:
        page.locator(".egg_account_actions button", has_text="Dossier de recouvrement").click()
    content = open(waiting.value.path(), "rb").read()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
    assert names[0].startswith("00-") and any(name.endswith(".eml") for name in names), names
    _see(page, "egg_followup.egg_recovery_file_action", "recovery")
    show(page, "egg_followup.egg_recovery_file_action")
    page.locator(".o_data_row").first.click()
    page.wait_for_selector(".o_form_view")
    shot(page, "recovery_form")


def test_failed_debits(site):
    """AUT-09: what failed is listed with the day that is proposed, wide and on a phone."""
    _see(site.page, "egg_debit.egg_debit_retry_action", "retries")
    page = site.page
    show(page, "egg_debit.egg_debit_retry_action")
    assert_says(page, ".o_list_view", "AM04")
    _resize(page, PHONE)
    show(page, "egg_debit.egg_debit_retry_action")
    page.locator(".o_kanban_record button[name=action_plan]").click()
    page.wait_for_selector(".o_kanban_record button[name=action_collect]:has-text('Prélever')")
    shot(page, "retries_planned_phone")
    assert_fits(page)
    _resize(page, WIDE)


def test_a_promise_in_an_answer(site):
    """AUT-08: the answer pauses and shows in the bulk screen; a person reads it, types the promise and says that it was
    read, in one window: reminders go on, this amount is held until the promised day is over.
    """
    page = site.page
    with Sink() as sink:
        said = run_script(site.database, ANSWERED, "--smtp", "127.0.0.1", "--smtp-port", str(sink.port))
        assert len(sink.to("alpha@example.com")) == 1, said
    show(page, "egg_followup.egg_bulk_invoice_action")
    page.click(".o_searchview_dropdown_toggler")
    page.locator(".o_filter_menu .o_menu_item", has_text="Réponse ou pause").click()
    page.keyboard.press("Escape")
    page.wait_for_selector(".o_searchview_facet:has-text('Réponse ou pause')")
    row = page.locator(".o_data_row", has_text="108,00")
    row.wait_for()
    shot(page, "answer_bulk")
    row.locator("button:has(.fa-calendar-check-o)").click()
    page.wait_for_selector(".modal .o_field_widget[name=promise_date]")
    page.locator(".modal .o_field_widget[name=promise_date]").locator("input, button").first.click()
    page.locator(".modal .o_field_widget[name=promise_date] input").first.fill(
        (date.today() + timedelta(days=7)).strftime("%d/%m/%Y"))
    page.keyboard.press("Escape")
    page.locator(".modal .o_field_widget[name=end_pause] input").check()
    shot(page, "answer_promise")
    page.click(".modal button[name=action_apply]")
    page.wait_for_selector(".modal", state="detached")
    page.wait_for_function("() => !document.querySelector('.o_data_row')")  # nobody waits for an answer any more
    lines = run_script(site.database, HELD).splitlines()
    assert "PAUSE False" in lines, lines
    held = [line for line in lines if line.startswith("HELD")]
    assert all("108" in line for line in held[:2]) and held[2].split()[2] == "-", held
