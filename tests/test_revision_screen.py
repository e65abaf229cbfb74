"""Versions of a quote in the browser, in French, wide and on a phone: revise, compare, send; the customer's page
(POR-05).
"""

import pytest
from playwright.sync_api import expect

from .support.databases import sql
from .support.sample import customer_with_late_invoices
from .support.web import PHONE, WIDE, assert_fits, assert_says, press, served_page, shot, show

QUOTES = """
customer.lang = "fr_FR"
env.ref("base.user_admin").lang = "fr_FR"
env.company.egg_own_numbers = True
for title in ("Large", "Petit"):
    made = env["sale.order"].create({
        "partner_id": customer.id, "egg_title": title, "egg_discount_mode": "untaxed_percent",
        "egg_discount_value": 10, "require_signature": True,
        "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 2}),
                       (0, 0, {"product_id": product.id, "name": "Pose"})],
        "egg_schedule_line_ids": [(0, 0, {"percent": 40}), (0, 0, {"percent": 60, "rule": "days", "days": 30})]})
    made.action_quotation_sent()
    print("QUOTE", made.id, made.get_portal_url())
"""


@pytest.fixture(scope="module")
def site():
    """The database, its address, a page, and {title: [id, link]} of two quotes that were sent."""
    with served_page("revision", customer_with_late_invoices("Xylo", [], QUOTES)) as opened:
        told = [line.split()[1:] for line in opened.output.splitlines() if line.startswith("QUOTE ")]
        yield opened.database, opened.address, opened.page, dict(zip(("Large", "Petit"), told, strict=True))


@pytest.mark.parametrize("viewport, title", [(WIDE, "Large"), (PHONE, "Petit")], ids=["wide", "phone"])
def test_a_quote_is_revised_compared_and_read_by_the_customer(site, viewport, title):
    """POR-05: "Réviser" makes DV…-B and closes the old one; the window compares both; the customer who has the old link
    reads the newest and what changed, and signs only that.
    """
    database, address, page, quotes = site
    number, link = quotes[title]
    width = viewport["width"]
    page.set_viewport_size(viewport)
    show(page, f"sale.order/{number}")
    page.wait_for_selector(".o_field_widget[name=order_line] :is(.o_data_row, .o_kanban_record)")
    press(page, "action_egg_revise")
    page.locator(".modal .btn-primary").click()
    page.wait_for_selector(".o_egg_revision:has-text('Révision de')")
    page.locator(".o_field_widget[name=egg_discount_value] input").first.fill("5")
    page.locator("h1").first.click()
    page.locator(".o_form_button_save").first.click()
    page.wait_for_selector(".o_form_saved, .o_form_status_indicator_buttons.invisible", state="attached")
    shot(page, f"revision-new-{width}")
    assert_fits(page)

    page.locator(".o_egg_revision button[name=action_egg_compare]").click()
    page.wait_for_selector(".modal table[name=egg_comparison]:has-text('Remise générale')")
    shot(page, f"revision-compare-{width}")
    assert page.evaluate("() => { const box = document.querySelector('.modal .modal-body');"
                         "return box.scrollWidth <= box.clientWidth + 1; }")
    page.locator(".modal .modal-footer button[special=cancel]").click()
    page.wait_for_selector(".modal", state="detached")

    visitor = page.context.browser.new_context(viewport=viewport, locale="fr-FR").new_page()
    visitor.goto(address + link)
    visitor.wait_for_selector("[name=egg_replaced]")
    expect(visitor.locator("a[data-bs-target='#modalaccept']:visible")).to_have_count(0)
    shot(visitor, f"revision-portal-old-{width}")
    revision = sql(database, f"SELECT egg_replaced_by_id FROM sale_order WHERE id = {number}")[0][0]
    press(page, "action_egg_change_state")
    page.locator(".modal .o_field_widget[name=state] label", has_text="En cours").click()
    page.locator(".modal button[name=action_apply]").click()
    page.wait_for_selector(".modal", state="detached")
    visitor.goto(address + link)
    visitor.wait_for_selector("[name=egg_newest]")
    assert f"/my/orders/{revision}" in visitor.url
    assert_says(visitor, "[name=egg_revision]", "Remise générale", "-B")
    shot(visitor, f"revision-portal-new-{width}")
    assert_fits(visitor)
    expect(visitor.locator("a[data-bs-target='#modalaccept']:visible").first).to_be_attached()

    show(page, f"sale.order/{number}")
    page.wait_for_selector(".o_egg_revision:has-text('Remplacé par')")
    shot(page, f"revision-old-{width}")
    expect(page.locator("button[name=action_egg_order]:visible")).to_have_count(0)
    page.locator(".o_egg_revision button[name=action_egg_newest]").click()
    page.wait_for_selector(".o_egg_revision:has-text('Révision de')")
    _see_it_once_in_the_list(page, viewport, title)
    _take_a_revision_back(page, revision, width)


def _take_a_revision_back(page, revision, width):
    """A draft that was made by mistake is taken back: the version before is open again."""
    show(page, f"sale.order/{revision}")
    page.wait_for_selector(".o_egg_revision:has-text('Révision de')")
    press(page, "action_egg_revise")
    page.locator(".modal .btn-primary").click()
    page.locator(".o_egg_revision button[name=action_egg_take_back]:visible").click()
    page.locator(".modal .btn-primary").click()
    page.wait_for_selector("h1:has-text('-B')")
    page.wait_for_selector(".modal", state="detached")
    shot(page, f"revision-back-{width}")
    expect(page.locator(".o_egg_revision button[name=action_egg_newest]:visible")).to_have_count(0)


def _see_it_once_in_the_list(page, viewport, title):
    """The list of quotes has each quote once, with the number of its versions."""
    show(page, "egg_sales.egg_quote_action")
    rows = page.locator(":is(.o_data_row, .o_kanban_record):not(.o_kanban_ghost)")
    rows.first.wait_for()
    texts = [text for text in rows.all_inner_texts() if title in text]
    shot(page, f"revision-list-{viewport['width']}")
    assert len(texts) == 1 and "-B" in texts[0] and "2" in texts[0], texts
