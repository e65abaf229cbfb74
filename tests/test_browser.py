"""The screens, used by hand in a real browser, wide and on a phone."""

import pytest
from playwright.sync_api import expect

from .support.databases import sql
from .support.sample import customer_with_late_invoices
from .support.web import PHONE, WIDE, assert_fits, assert_says, choose_customer, served_page, shot, show

#: An order made from a quote, for the map of documents.
MAP = """
quote = env["sale.order"].create({"partner_id": customer.id, "egg_title": "Map",
                                  "order_line": [(0, 0, {"product_id": product.id})]})
quote.action_quotation_sent()
quote.egg_create_order()
"""


@pytest.fixture(scope="module")
def site():
    """A page on a served database, for all the tests of this file, and the database."""
    with served_page("browser", customer_with_late_invoices("P1 washing machine", [480], MAP)) as opened:
        yield opened.database, opened.page


def speak(page, language):
    """Change the user's language as his preferences do, and load the web client in it."""
    data = {"jsonrpc": "2.0",
            "params": {"model": "res.users", "method": "write", "args": [[2], {"lang": language}], "kwargs": {}}}
    assert page.context.request.post(f"{page.url.split('/odoo')[0]}/web/dataset/call_kw", data=data).json()["result"]
    page.reload()
    page.wait_for_selector(".o_main_navbar")


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_bulk_screen_shows_the_overdue_row(site, viewport):
    """BLK-01, BLK-04, BLK-07, BLK-08: the overdue item is in the bulk screen,
    says that it is late, and shows date and amount.
    """
    _database, page = site
    page.set_viewport_size(viewport)
    show(page, "egg_followup.egg_bulk_invoice_action")
    page.wait_for_selector("text=Client Alpha")
    shot(page, f"bulk-{viewport['width']}")
    assert_says(page, ".o_action_manager", "Overdue", "576")


def test_bulk_actions_stand_once_in_french(site):
    """BLK-12, QLT-02: in French too, sending is offered once in the list of actions, beside those of other modules."""
    _database, page = site
    page.set_viewport_size(WIDE)
    speak(page, "fr_FR")
    try:
        show(page, "egg_followup.egg_bulk_invoice_action")
        page.wait_for_selector("text=Client Alpha")
        texts = page.locator(".egg_bulk_action option").all_inner_texts()
        offered = [text.replace("\u00a0", " ") for text in texts]
        shot(page, "bulk-french")
    finally:
        speak(page, "en_US")
    assert len(offered) == len(set(offered)) > 1, offered


def test_quote_by_hand_to_invoice(site):
    """DOC-19, DOC-33, QUO-05: a quote made by hand with 10 % discount is confirmed and invoiced for the same total."""
    database, page = site
    page.set_viewport_size(WIDE)
    show(page, "sale.action_quotations_with_onboarding")
    page.click(".o_list_button_add, .o-kanban-button-new")
    choose_customer(page, "Client Alpha")
    page.locator(".o_field_x2many_list_row_add a, .o_field_x2many_list_row_add button").first.click()
    product = page.locator(
        ".o_selected_row .o_field_widget[name=product_template_id] input, .o_selected_row "
        ".o_field_widget[name=product_id] input"
    ).first
    product.fill("P1 washing")
    page.locator(".o-autocomplete--dropdown-item", has_text="P1 washing").first.click()
    discount = page.locator(".o_field_widget[name=egg_discount_value] input")
    discount.fill("10")
    discount.press("Tab")
    page.wait_for_selector("text=/1[,. ]?080[.,]00/")
    shot(page, "quote-1400")
    page.click("button[name=action_confirm]")
    page.wait_for_selector(".o_arrow_button_current:has-text('In progress')", state="attached")
    page.locator("button", has_text="Create Invoice").first.click()
    page.click(".modal button#create_invoice_open, .modal button[name=create_invoices]")
    page.wait_for_selector(".o_field_widget[name=invoice_line_ids]")
    page.click("button[name=action_post]")
    shot(page, "invoice-missing-1400")
    page.click(".modal button[name=action_confirm]")
    page.click(".modal .modal-footer .btn-primary:has-text('Ok')")
    page.wait_for_selector(".o_arrow_button_current:has-text('In progress')", state="attached")
    shot(page, "invoice-1400")
    rows = sql(database, "SELECT o.amount_total, m.amount_total, m.state FROM sale_order o JOIN account_move m ON "
                         "m.invoice_origin = o.name")
    assert rows == [["1080.00", "1080.00", "posted"]]


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_document_map_by_keyboard_opens_a_new_tab(site, viewport):
    """DOC-38, DOC-39: with the keyboard alone: the details of a document, closed by Escape;
    its number opens it in a new tab.
    """
    database, page = site
    (order, quote, number), *_rest = sql(
        database, "SELECT o.id, q.id, q.name FROM sale_order o JOIN sale_order q ON o.egg_parent_id = q.id WHERE "
                  "q.egg_title = 'Map'")
    page.set_viewport_size(viewport)
    show(page, f"sale.order/{order}")
    page.wait_for_selector(".o_form_view")
    button = page.locator("button[name=action_egg_map]").first
    if not button.is_visible():
        page.locator(
            ".o-form-buttonbox .o_button_more, .o_control_panel .o_button_more, .o-form-buttonbox button").first.click()
    button.click()
    link = page.locator(".o_egg_map_node[data-kind=quote] > .o_egg_map_row a.o_egg_map_link")
    link.wait_for()
    link.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    details = page.locator(".o_egg_map_details")
    details.wait_for()
    shot(page, f"map-{viewport['width']}")
    texts = details.locator("[data-detail]").evaluate_all("all => Object.fromEntries(all.map(one => "
                                                          "[one.dataset.detail, one.innerText]))")
    assert texts["state"] == "Done"
    assert "1,000.00" in texts["untaxed"] and "1,200.00" in texts["total"] and "1,200.00" in texts["balance"]
    assert texts["date"] != "–" and texts["salesperson"] != "–"
    assert_fits(page)
    page.keyboard.press("Escape")
    details.wait_for(state="detached")
    expect(link, "the map itself stays open").to_be_visible()
    page.keyboard.press("Shift+Tab")
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    tab = opened.value
    tab.wait_for_selector(f".o_form_view .o_field_widget[name=name]:has-text('{number}')")
    assert tab.url.endswith(f"/sale.order/{quote}")
    tab.close()
    assert page.url.split("?")[0].endswith(f"/sale.order/{order}")
