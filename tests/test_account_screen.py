"""The customer's account as people work with it, in a browser."""

import pytest
from playwright.sync_api import expect

from .support.sample import customer_with_late_invoices
from .support.web import PHONE, WIDE, assert_says, served_page, shot, show
from .test_accessibility import Axe

#: What makes the account speak: paid late and later, a payment on account, a reminder, a dispute and an answer.
MORE = """
env["res.lang"]._activate_lang("fr_FR")
(env.user | env.ref("base.user_admin")).lang = "fr_FR"
customer.write({"phone": "+33 4 72 00 00 00", "zip": "69002"})
for month in range(10, 1, -1):
    day = today - timedelta(days=30 * month)
    paid = late[0].copy({"invoice_date": day, "invoice_date_due": day + timedelta(days=30),
                         "invoice_payment_term_id": False})
    paid.action_post()
    env["account.payment.register"].with_context(active_model="account.move", active_ids=paid.ids).create({
        "payment_date": min(day + timedelta(days=48 - 2 * month), today)})._create_payments()
later = late[0].copy({"invoice_date": today, "invoice_date_due": today + timedelta(days=30),
                      "invoice_payment_term_id": False})
later.action_post()
env["account.payment"].create({"partner_id": customer.id, "amount": 150, "payment_type": "inbound"}).action_post()
items = late._get_egg_due_items()
env["egg.followup.entry"].create({"move_id": late[0].id, "stage_id": env.ref("egg_followup.stage_reminder_1").id,
                                  "comment": "Rappelle lundi"})
late[0].message_post(body="Je règle la semaine prochaine.", author_id=customer.id, message_type="comment",
                     subtype_xmlid="mail.mt_comment")
items[1].write({"egg_dispute": True, "egg_dispute_reason": "Machine en panne"})
env.cr.commit()
"""
FIND = "SELECT id FROM res_partner WHERE name = 'Client Alpha'"


@pytest.fixture(scope="module")
def site():
    with served_page("account", customer_with_late_invoices("Machine", [480, 90], MORE), viewport=WIDE) as opened:
        yield opened


def _open(page):
    show(page, "egg_followup.egg_customer_account_action")
    page.wait_for_selector(".o_data_row")
    page.locator(".o_data_row", has_text="Client Alpha").locator("td").nth(1).click()
    page.wait_for_selector(".egg_account_items")


def test_the_account_of_a_customer(site):
    """ACC-01: from the list of customers to the account: figures, items, history; a dispute is noted and shows; the
    reminder's window opens on what is ticked; a payment is registered and the balance is less.
    """
    page = site.page
    _open(page)
    shot(page, "account")
    assert_says(page, ".egg_account", "Solde", "En retard", "Non échue", "Non affecté", "Litige", "Historique",
                "jours de retard")
    expect(page.locator(".egg_account_items input:checked"), "what is late and not held is ticked").to_have_count(1)
    page.locator(".egg_account_events details summary").first.click()
    before = page.locator(".egg_balance").inner_text()
    page.click(".egg_account_promise")
    page.wait_for_selector(".modal .o_form_view")
    page.click(".modal .btn-close")
    page.wait_for_selector(".modal", state="detached")
    page.click(".egg_account_remind")
    page.wait_for_selector(".modal .o_form_view")
    page.click(".modal .btn-close")
    page.wait_for_selector(".modal", state="detached")
    page.click(".egg_account_pay")
    page.wait_for_selector(".modal button[name=action_create_payments]")
    page.click(".modal button[name=action_create_payments]")
    page.wait_for_function("before => document.querySelector('.egg_balance')?.innerText !== before", arg=before)


def test_the_statement_of_a_customer(site):
    """ACC-04: from the account, wide and on a phone: the choice of the statement, the simulation that says who gets it,
    and the run that is sent with one click.
    """
    page = site.page
    for name, size in (("statement", WIDE), ("statement_phone", PHONE)):
        _open(page)
        page.set_viewport_size(size)
        page.locator(".egg_account_actions button", has_text="Relevé de compte").click()
        page.wait_for_selector(".modal .o_field_widget[name=kind]")
        assert_says(page, ".modal .modal-title", "Relevé de compte")
        page.locator(".modal .o_field_widget[name=kind] label", has_text="Tous les mouvements").click()
        page.wait_for_selector(".modal .o_field_widget[name=first]")
        shot(page, name)
        page.click(".modal button[name=action_simulate]")
        page.wait_for_selector(".modal", state="detached")
        page.wait_for_selector(".o_form_view [name=summary]")
        assert_says(page, ".o_form_view", "1 e-mail", "Client Alpha", "Relevé")
        shot(page, f"{name}_run")
        page.set_viewport_size(WIDE)


def test_reload_stays_on_the_account(site):
    """ACC-01: the address of the account opens it again."""
    page = site.page
    _open(page)
    page.reload()
    page.wait_for_selector(".egg_account_items")
    assert_says(page, ".egg_account h1", "Client Alpha")


def test_account_on_a_telephone(site):
    """ACC-01: readable at 390 px, nothing to be scrolled sideways; names for screen readers, contrast and roles."""
    page = site.page
    page.set_viewport_size(PHONE)
    show(page, "egg_followup.egg_customer_account_action")
    page.wait_for_selector(".o_data_row, .o_kanban_record:not(.o_kanban_ghost)")
    page.locator(":is(.o_data_row, .o_kanban_record)", has_text="Client Alpha").first.click()
    page.wait_for_selector(".egg_account_items")
    shot(page, "account_phone")
    assert page.evaluate("() => document.querySelector('.egg_account').scrollWidth <= window.innerWidth")
    found = Axe().run(page, context=".egg_account",
                      options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    assert not found.response["violations"], found.generate_report()
    page.set_viewport_size(WIDE)
