"""The suite's own components, looked at by axe-core: names for screen readers, contrast, roles (WCAG 2.1 A and AA).

Odoo's own parts of the same screens are left out: what is reported there is not ours to change.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe

from .support.databases import cloned, run_script, sql
from .support.web import PHONE, WIDE, browser_page, served, shot
from .test_french import SETUP

from egg_dev import odoo  # isort: skip

#: screen: (address, what has to be there, what is checked)
SCREENS = {
    "bulk": ("action-egg_followup.egg_bulk_invoice_action", ".egg_urgency",
             [".egg_bulk_top", ".egg_bulk_bar", ".egg_urgency", ".egg_due_badge", "button[name^=action_egg]"]),
    "settings": ("action-egg_billing.egg_settings_action", ".egg_setup_checklist", [".egg_setup_checklist"]),
    "invoice": ("account.move/{move}", ".o_form_view", ["button[name^=action_egg]", ".o_field_widget[name^=egg_discount]"]),
    "order": ("sale.order/{order}", ".o_form_view", ["button[name^=action_egg]", "[name=egg_numbers]"]),
    "run": ("egg.followup.run/{run}", ".o_field_widget[name=letter_ids]", ["button[name^=action_]"]),
    "calls": ("who-to-call", ".o_data_row, .o_kanban_record", ["button[name=action_call_result]", ".o_kanban_record .o_field_widget"]),
    "stripe accounts": ("action-egg_sepa.egg_stripe_account_action", ".o_data_row, .o_kanban_record",
                        [".o_list_button_add", "button[name=action_declare]", ".o_kanban_record"]),
    "planning": ("action-egg_agenda.action_planning", ".fc-event", [".fc-event"]),
    "tasks": ("action-egg_agenda.action_task", ".o_data_row, .o_kanban_record", [".o_data_row .o_data_cell", ".o_kanban_record"]),
}

MORE = """
order.copy()
env["egg.stripe.account"].create({
    "partner_id": customer.id, "iban": "FR7630006000011234567890189", "email": "zoe@zola.example", "mandate_ref": "RUM-1", "mandate_date": today})
env.cr.commit()
"""


@pytest.fixture(scope="module")
def site():
    with cloned("axe", odoo.WEB_TEMPLATE) as database:
        run_script(database, SETUP.replace('"lang": "fr_FR", "odoobot', '"lang": "en_US", "odoobot') + MORE)
        records = {
            "move": "SELECT max(id) FROM account_move WHERE move_type = 'out_invoice'", "run": "SELECT max(id) FROM egg_followup_run",
            "order": "SELECT max(id) FROM sale_order WHERE state = 'sale'", "quote": "SELECT max(id) FROM sale_order WHERE state = 'draft'",
        }
        ids = {name: sql(database, query)[0][0] for name, query in records.items()}
        with served(database) as address:
            yield address, ids


def faults(page, selectors) -> list:
    context = {"include": [[selector] for selector in selectors if page.locator(selector).count()]}
    assert context["include"], "what is to be checked is on the screen"
    found = Axe().run(page, context=context, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}).response["violations"]
    return [(one["id"], node["html"][:200]) for one in found for node in one["nodes"]
            if one["id"] not in PAGE_RULES and "avatar_" not in node["html"]]


#: Rules on the page as a whole, which is Odoo's; so are its avatars.
PAGE_RULES = {"html-has-lang", "meta-viewport", "document-title"}


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_own_components(site, viewport):
    """QLT-02: no fault that axe-core finds in the suite's own components, at both widths."""
    address, ids = site
    found = {}
    with browser_page(address, viewport) as page:
        for name, (target, there, selectors) in SCREENS.items():
            page.goto(f"{address}/odoo/{target.format(**ids)}")
            page.wait_for_selector(there)
            page.wait_for_function("() => !document.querySelector('.o_loading_indicator')")
            found[name] = faults(page, selectors)
            if found[name]:
                shot(page, f"axe-{name}-{viewport['width']}")
    assert not any(found.values()), found


def test_document_map_by_keyboard(site):
    """DOC-32, QLT-02: the map has no fault either, and is opened, read and left with the keyboard alone."""
    address, ids = site
    with browser_page(address) as page:
        page.goto(f"{address}/odoo/sale.order/{ids['order']}")
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
    """LIN-13, QLT-02: the tools of a line have no fault; its label is changed with the keyboard alone, and Escape leaves it as it was."""
    address, ids = site
    with browser_page(address) as page:
        page.goto(f"{address}/odoo/sale.order/{ids['quote']}")
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
        assert page.locator(".o_data_row", has_text="Other label").count() == 0
        tools.locator(".o_egg_label_edit").focus()
        page.keyboard.press("Enter")
        label.fill("New label")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector(".modal", state="detached")
        page.wait_for_selector(".o_data_row:has-text('New label')")
