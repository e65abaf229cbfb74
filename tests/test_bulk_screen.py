"""The bulk screen with hundreds of rows, used by hand in a real browser."""

import re
from datetime import date, timedelta

import pytest

from .support.databases import sql
from .support.sample import customer_with_late_invoices
from .support.web import served_page, shot, show

#: One invoice is late much longer than the 300 others.
OLDER = """
env["account.move"].create({
    "move_type": "out_invoice", "partner_id": customer.id, "invoice_date": today - timedelta(days=90),
    "invoice_date_due": today - timedelta(days=60), "invoice_payment_term_id": False,
    "invoice_line_ids": [(0, 0, {"product_id": product.id, "price_unit": 90})]}).action_post()
"""


@pytest.fixture(scope="module")
def bulk():
    """The served database with 301 late invoices, and a page on it."""
    with served_page("bulk", customer_with_late_invoices("P1 washing machine", [480] * 300, OLDER)) as opened:
        yield opened.database, opened.page


def count_ticked(page) -> int:
    return int(re.search(r"\d+", page.inner_text(".egg_bulk_total"))[0])


def test_the_window_closes_twice_in_a_row(bulk):
    """SCR-13: with 300 rows the window of an action is gone once the run is there, the second time too, and each press
    makes one run.
    """
    database, page = bulk
    for count in (1, 2):
        show(page, "egg_followup.egg_bulk_invoice_action")
        page.wait_for_selector(".o_data_row")
        page.click("button:has-text('Tick the due rows of all pages')")
        page.wait_for_selector(".egg_bulk_total:has-text('301')")
        page.click(".egg_bulk_go")
        page.click(".modal button[name=action_simulate]")
        page.wait_for_selector(".o_form_view .o_field_widget[name=followup_message_ids]")
        page.wait_for_selector(".modal", state="detached")
        shot(page, f"bulk-run-{count}")
        assert sql(database, "SELECT count(*) FROM egg_followup_run") == [[str(count)]]
    assert sql(database, "SELECT count(*) FROM egg_followup_item") == [["602"]]


def test_what_was_ticked_was_of_another_search(bulk):
    """BLK-08, SCR-14: all pages are ticked, then the days are narrowed to one row: what was ticked is forgotten."""
    _database, page = bulk
    show(page, "egg_followup.egg_bulk_invoice_action")
    page.wait_for_selector(".o_data_row")
    page.click("button:has-text('Tick the due rows of all pages')")
    page.wait_for_selector(".egg_bulk_total:has-text('301')")
    day = page.locator(".egg_until input")
    day.fill((date.today() - timedelta(days=30)).strftime("%m/%d/%Y"))
    day.press("Enter")
    page.wait_for_function("() => document.querySelectorAll('.o_data_row').length === 1")
    assert count_ticked(page) <= 1
