"""The screens, used by hand in a real browser, wide and on a phone."""

import pytest

from .support.databases import cloned, run_script, sql
from .support.web import PHONE, WIDE, browser_page, served, shot

from egg_dev import odoo  # isort: skip

SETUP = """
from datetime import timedelta
from odoo import fields
vat = env["account.tax"].search([("type_tax_use", "=", "sale"), ("amount", "=", 20), ("company_id", "=", env.company.id)], limit=1)
customer = env["res.partner"].create({"name": "Client Alpha", "is_company": True, "email": "alpha@example.com", "city": "Lyon"})
product = env["product.product"].create({
    "name": "P1 washing machine", "list_price": 1000, "type": "service", "invoice_policy": "order", "taxes_id": [(6, 0, vat.ids)]})
today = fields.Date.today()
late = env["account.move"].create({
    "move_type": "out_invoice", "partner_id": customer.id, "invoice_date": today - timedelta(days=40),
    "invoice_date_due": today - timedelta(days=10), "invoice_payment_term_id": False,
    "invoice_line_ids": [(0, 0, {"product_id": product.id, "price_unit": 480})]})
late.action_post()
env.user.odoobot_state = "disabled"
env.ref("base.user_admin").odoobot_state = "disabled"
env.cr.commit()
"""


@pytest.fixture(scope="module")
def site():
    with cloned("browser", odoo.WEB_TEMPLATE) as database:
        run_script(database, SETUP)
        with served(database) as address:
            yield database, address


def open_action(page, address, xmlid):
    page.goto(f"{address}/odoo/action-{xmlid}")
    page.wait_for_selector(".o_view_controller, .o_form_view")


def choose(page, field, text):
    """Type in a many2one and take the first offer."""
    box = page.locator(f".o_field_widget[name={field}] input").first
    box.click()
    box.fill(text)
    page.locator(".o-autocomplete--dropdown-item", has_text=text).first.click()


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_bulk_screen_shows_the_overdue_row(site, viewport):
    """BLK-01, BLK-04, BLK-07, BLK-08: the overdue item is in the bulk screen, says that it is late, and shows date and amount."""
    _database, address = site
    with browser_page(address, viewport) as page:
        open_action(page, address, "egg_followup.egg_bulk_invoice_action")
        page.wait_for_selector("text=Client Alpha")
        shot(page, f"bulk-{viewport['width']}")
        body = page.inner_text(".o_action_manager")
        assert "Overdue" in body
        assert "576" in body


def test_quote_by_hand_to_invoice(site):
    """DOC-19, DOC-33, QUO-05: a quote made by hand with 10 % discount is confirmed and invoiced for the same total."""
    database, address = site
    with browser_page(address) as page:
        open_action(page, address, "sale.action_quotations_with_onboarding")
        page.click(".o_list_button_add, .o-kanban-button-new")
        choose(page, "partner_id", "Client Alpha")
        page.locator(".o_field_x2many_list_row_add a, .o_field_x2many_list_row_add button").first.click()
        product = page.locator(
            ".o_selected_row .o_field_widget[name=product_template_id] input, .o_selected_row .o_field_widget[name=product_id] input"
        ).first
        product.fill("P1 washing")
        page.locator(".o-autocomplete--dropdown-item", has_text="P1 washing").first.click()
        discount = page.locator(".o_field_widget[name=egg_discount_value] input")
        discount.fill("10")
        discount.press("Tab")
        page.wait_for_selector("text=/1[,. ]?080[.,]00/")
        shot(page, "quote-1400")
        page.click("button[name=action_confirm]")
        page.wait_for_selector(".o_arrow_button_current:has-text('Sales Order')", state="attached")
        page.locator("button", has_text="Create Invoice").first.click()
        page.click(".modal button#create_invoice_open, .modal button[name=create_invoices]")
        page.wait_for_selector(".o_field_widget[name=invoice_line_ids]")
        page.click("button[name=action_post]")
        page.wait_for_selector(".o_arrow_button_current:has-text('Posted')", state="attached")
        shot(page, "invoice-1400")
    rows = sql(database, "SELECT o.amount_total, m.amount_total, m.state FROM sale_order o JOIN account_move m ON m.invoice_origin = o.name")
    assert rows == [["1080.00", "1080.00", "posted"]]


def test_bulk_actions_stand_once_in_french(site):
    """BLK-12, QLT-02: in French too, sending is offered once in the list of actions, beside those of other modules."""
    database, address = site
    run_script(database, "env.ref('base.user_admin').lang = 'fr_FR'\nenv.cr.commit()\n")
    try:
        with browser_page(address) as page:
            open_action(page, address, "egg_followup.egg_bulk_invoice_action")
            page.wait_for_selector("text=Client Alpha")
            texts = page.locator(".egg_bulk_action option").all_inner_texts()
            offered = [text.replace("\u00a0", " ") for text in texts]
            shot(page, "bulk-french")
    finally:
        run_script(database, "env.ref('base.user_admin').lang = 'en_US'\nenv.cr.commit()\n")
    assert len(offered) == len(set(offered)) > 1, offered
