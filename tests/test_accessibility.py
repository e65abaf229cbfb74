"""The suite's own components, looked at by axe-core: names for screen readers, contrast, roles (WCAG 2.1 A and AA).

Odoo's own parts of the same screens are left out: what is reported there is not ours to change.
"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .support.databases import sql
from .support.web import PHONE, WIDE, served_page, shot, show
from .test_french import SETUP

#: A row of a list, or its card on a telephone; and what the suite puts in them.
ROW = ":is(.o_data_row, .o_kanban_record)"
CELLS = [".o_data_row .o_data_cell", ".o_kanban_record"]
BUTTONS = "button[name^=action_]"
#: screen: (record or action, what has to be there, what is checked); every screen's states are looked at too
SCREENS = {
    "bulk": ("egg_followup.egg_bulk_invoice_action", ".egg_urgency",
             [".egg_bulk_top", ".egg_bulk_bar", ".egg_urgency", ".egg_due_badge", "button[name^=action_egg]"]),
    "settings": ("egg_billing.egg_settings_action", ".egg_setup_checklist", [".egg_setup_checklist"]),
    "invoice": ("account.move/{move}", ".o_form_view",
                ["button[name^=action_egg]", ".o_field_widget[name^=egg_discount]"]),
    "order": ("sale.order/{order}", ".o_form_view", ["button[name^=action_egg]", "[name=egg_numbers]"]),
    "run": ("egg.followup.run/{run}", f".o_field_widget[name=followup_message_ids] {ROW}", [BUTTONS, *CELLS]),
    "runs": ("egg_followup.egg_followup_run_action", ROW, CELLS),
    "collection": ("egg.sepa.collection/{collection}", f".o_field_widget[name=item_ids] {ROW}",
                   [BUTTONS, ".o_form_sheet .alert", *CELLS]),
    "collections": ("egg-collections", ROW, CELLS),
    "mandates": ("egg-mandates", ROW, CELLS),
    "stripe run": ("egg.stripe.run/{stripe_run}", f".o_field_widget[name=transaction_ids] {ROW}", [BUTTONS, *CELLS]),
    "stripe runs": ("egg_stripe.egg_stripe_run_action", ROW, CELLS),
    "stripe accounts": ("egg_stripe.egg_stripe_account_action", ROW,
                        [".o_list_button_add", "button[name=action_declare]", *CELLS]),
    "calls": ("who-to-call", ROW, ["button[name=action_call_result]", *CELLS]),
    "planning": ("egg_agenda.action_planning", ".fc-event", [".fc-event"]),
    "tasks": ("egg_agenda.action_task", ROW, CELLS),
}
#: A due item in a collection file and in a run of Stripe (whose account was declared without asking Stripe).
MORE = """
env.company.write({"egg_debit_creditor_identifier": "FR72ZZZ123456", "egg_debit_issuer": "Test",
                   "egg_sepa_iban": "FR1420041010050500013M02606",
                   "egg_sepa_bic": "PSSTFRPPPAR"})
bank = env["res.partner.bank"].create({"partner_id": customer.id, "acc_number": "FR7630006000011234567890189"})
env["egg.debit.mandate"].create({"bank_account_id": bank.id, "signature_date": today,
                                 "signature_town": "Lyon"}).action_insert()
debited, by_stripe = late.copy(), late.copy()
for one in (debited, by_stripe):
    one.write({"invoice_date": today - timedelta(days=20), "invoice_date_due": today - timedelta(days=2),
               "invoice_payment_term_id": False,
               "egg_payment_mode_id": env.ref("egg_billing.payment_mode_direct_debit").id})
    one.action_post()
env["egg.sepa.collect"].with_context(active_model="account.move", active_ids=debited.ids).create({}).action_validate()
draft, declared = env["egg.stripe.account"].create([
    {"partner_id": customer.id, "iban": iban, "email": "zoe@zola.example", "mandate_ref": mandate,
     "mandate_date": today}
    for iban, mandate in (("FR7630006000011234567890189", "RUM-1"), ("FR1420041010050500013M02606", "RUM-2"))])
provider = env.company._make_egg_stripe_provider()
declared.token_id = env["payment.token"].create({
    "provider_id": provider.id, "partner_id": customer.id, "provider_ref": "cus_1",
    "payment_method_id": env.ref("payment.payment_method_sepa_direct_debit").id, "payment_details": "2606"})
declared.state = "ready"
form = env["egg.stripe.debit"].with_context(active_model="account.move", active_ids=by_stripe.ids).create({})
form._make_run(provider, *form._plan())
env.cr.commit()
"""
RECORDS = {
    "move": "SELECT max(id) FROM account_move WHERE move_type = 'out_invoice'",
    "run": "SELECT max(id) FROM egg_followup_run",
    "order": "SELECT max(id) FROM sale_order WHERE state = 'sale'", "quote": "SELECT max(id) FROM sale_order WHERE "
                                                                             "state = 'draft'",
    "collection": "SELECT max(id) FROM egg_sepa_collection", "stripe_run": "SELECT max(id) FROM egg_stripe_run",
}


@pytest.fixture(scope="module")
def site():
    english = SETUP.replace('"lang": "fr_FR", "odoobot', '"lang": "en_US", "odoobot')
    with served_page("axe", english + MORE) as opened:
        yield opened.page, {name: sql(opened.database, query)[0][0] for name, query in RECORDS.items()}


def faults(page, selectors) -> list:
    context = {"include": [[selector] for selector in selectors if page.locator(selector).count()]}
    assert context["include"], "what is to be checked is on the screen"
    page.evaluate(STILL)
    found = Axe().run(page, context=context,
                      options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}).response["violations"]
    return [(one["id"], node["html"][:200]) for one in found for node in one["nodes"]
            if one["id"] not in PAGE_RULES and not ODOO.search(node["html"])]


#: What fades in has too little contrast for a moment: wait for all that ends by itself.
STILL = """() => Promise.all(document.getAnimations().filter(one => one.effect.getComputedTiming().endTime !== Infinity)
    .map(one => one.finished.catch(() => {})))"""
#: Rules on the page as a whole, which is Odoo's; so are its avatars and its progress bar.
ODOO = re.compile("avatar_|o_progress")
PAGE_RULES = {"html-has-lang", "meta-viewport", "document-title"}


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_own_components(site, viewport):
    """QLT-02: no fault that axe-core finds in the suite's own components and states, at both widths."""
    page, ids = site
    found = {}
    page.set_viewport_size(viewport)
    for name, (target, there, selectors) in SCREENS.items():
        show(page, target.format(**ids))
        page.wait_for_selector(there)
        found[name] = faults(page, [*selectors, ".o_egg_state"])
        if found[name]:
            shot(page, f"axe-{name}-{viewport['width']}")
    assert not any(found.values()), {name: some for name, some in found.items() if some}


def test_document_map_by_keyboard(site):
    """DOC-32, QLT-02: the map has no fault either, and is opened, read and left with the keyboard alone."""
    page, ids = site
    page.set_viewport_size(WIDE)
    show(page, f"sale.order/{ids['order']}")
    page.wait_for_selector("button[name=action_egg_map]").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".o_egg_document_map .o_egg_map_node")
    assert faults(page, [".o_egg_document_map"]) == []
    page.locator(".o_egg_map_info").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".o_egg_map_details")
    assert faults(page, [".o_egg_document_map"]) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_selector(".o_egg_document_map", state="detached")


def test_line_tools_by_keyboard(site):
    """LIN-13, QLT-02: the tools of a line have no fault; its label is changed with the keyboard alone,
    and Escape leaves it as it was.
    """
    page, ids = site
    page.set_viewport_size(WIDE)
    show(page, f"sale.order/{ids['quote']}")
    tools = page.locator(".o_data_row .o_egg_line_tools").first
    tools.wait_for()
    assert faults(page, [".o_data_row .o_egg_line_tools", ".o_data_row .o_egg_line_marks"]) == []
    tools.locator(".o_egg_label_edit").focus()
    page.keyboard.press("Enter")
    label = page.locator(".modal #egg_label")
    label.wait_for()
    assert faults(page, [".modal .modal-content"]) == []
    label.fill("Other label")
    page.keyboard.press("Escape")
    page.wait_for_selector(".modal", state="detached")
    expect(page.locator(".o_data_row", has_text="Other label")).to_have_count(0)
    tools.locator(".o_egg_label_edit").focus()
    page.keyboard.press("Enter")
    label.fill("New label")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".modal", state="detached")
    page.wait_for_selector(".o_data_row:has-text('New label')")
    page.locator(".o_form_button_cancel").click()
    page.wait_for_selector(".o_data_row:has-text('New label')", state="detached")
