"""The aged balance as people work with it, in a browser; and against the accounts, with many items."""

import pytest
from playwright.sync_api import expect

from .support.databases import cloned, run_script
from .support.sample import customer_with_late_invoices
from .support.web import PHONE, WIDE, assert_fits, assert_says, served_page, shot, show

#: More customers with something open in each bracket, and a payment of yesterday.
MORE = """
env["res.lang"]._activate_lang("fr_FR")
(env.user | env.ref("base.user_admin")).lang = "fr_FR"
firms = env["res.partner"].create([{"name": name, "is_company": True} for name in
    ("Boulangerie Martin", "Garage du Centre", "Imprimerie Rivoire", "Menuiserie Petit", "SCI Les Tilleuls")])
several = env["account.move"].create([{
    "move_type": "out_invoice", "partner_id": firm.id, "invoice_date": today - timedelta(days=130),
    "invoice_date_due": today - timedelta(days=late), "invoice_payment_term_id": False,
    "invoice_line_ids": [(0, 0, {"product_id": product.id, "price_unit": 300 + 10 * late})]}
    for number, firm in enumerate(firms) for late in (-20 + number, 10 + number, 45 + number, 75, 110)[number:]])
several.action_post()
wizard = env["account.payment.register"].with_context(active_model="account.move", active_ids=several[0].ids).create({
    "payment_date": today - timedelta(days=1)})
wizard._create_payments()
env["account.payment"].create({"partner_id": firms[1].id, "amount": 150, "payment_type": "inbound"}).action_post()
env.cr.commit()
"""
PROOF = """
import os, sys
sys.path.insert(0, os.getcwd())
from datetime import date, timedelta
from bench.account import assert_ledger, seed_history
seed_history(env, 20_000)
counts = [assert_ledger(env, date.today() - timedelta(days=days)) for days in (0, 25, 50)]
assert max(counts) > 8_000, counts
print("open items", counts)
"""


@pytest.fixture(scope="module")
def site():
    with served_page("aged", customer_with_late_invoices("Machine", [480, 90], MORE), viewport=WIDE) as opened:
        yield opened

#: The names of what the bars of a graph are stacked of.
STACKED = """() => Chart.getChart(document.querySelector(".o_graph_canvas_container canvas"))
    .data.datasets.map(dataset => dataset.label).join("; ")"""


def _balance(page) -> str:
    return page.locator(".o_list_footer td[name=balance], .o_list_footer .o_list_number").last.inner_text()


def test_day_brackets_and_files(site):
    """ACC-03: by customer with its brackets; another day puts back what was paid since, and keeps search and view;
    a customer opens to its items, an item to its document; files are there to take.
    """
    page = site.page
    show(page, "egg_followup.egg_aged_action")
    page.wait_for_selector(".o_group_header")
    assert_says(page, ".o_list_table thead", "Non échue", "1 à 30 jours", "31 à 60 jours", "61 à 90 jours",
                "Plus de 90 jours", "Non affecté")
    expect(page.locator(".o_group_header")).to_have_count(6)
    shot(page, "aged_balance")
    today = _balance(page)
    day = page.evaluate("() => luxon.DateTime.now().minus({days: 2}).toFormat('dd/MM/yyyy')")
    page.fill(".egg_aged_day", day)
    page.press(".egg_aged_day", "Enter")
    page.wait_for_function("before => [...document.querySelectorAll('.o_list_footer td')].every("
                           "cell => cell.innerText !== before)", arg=today)
    expect(page.locator(".egg_aged_day")).to_have_value(day)
    page.locator(".o_group_header", has_text="Boulangerie").click()
    page.wait_for_selector(".o_data_row")
    expect(page.locator(".o_data_row")).to_have_count(5)
    for view in ("pivot", "graph"):
        page.click(f".o_switch_view.o_{view}")
        page.wait_for_selector({"pivot": ".o_pivot table", "graph": ".o_graph_canvas_container canvas"}[view])
        expect(page.locator(".egg_aged_day")).to_have_value(day)
        shot(page, f"aged_balance_{view}")
    assert "1 à 30 jours" in page.evaluate(STACKED), "grouped by customer, each bar is stacked by age"
    page.click(".o_switch_view.o_list")
    page.wait_for_selector(".o_group_header")
    for ending in ("pdf", "xlsx"):
        with page.expect_download() as download:
            page.click(f".egg_aged_{ending}")
        assert download.value.suggested_filename.endswith(f".{ending}")
        assert download.value.path().stat().st_size > 3000
    page.locator(".o_group_header", has_text="Client Alpha").click()
    page.locator(".o_data_row").first.click()
    page.wait_for_selector(".o_form_view")


def test_on_a_telephone(site):
    """ACC-03: the balance can be read at 390 px, without a scroll of the page to the side."""
    page = site.page
    page.set_viewport_size(PHONE)
    show(page, "egg_followup.egg_aged_action")
    page.wait_for_selector(".egg_aged_bar + :is(.o_list_renderer, .o_kanban_renderer, div)")
    shot(page, "aged_balance_phone")
    assert_fits(page)
    page.set_viewport_size(WIDE)


@pytest.mark.proof
def test_twenty_thousand_items():
    """ACC-02: 20,000 items, partly paid, at three dates: the receivable accounts to the cent."""
    with cloned("aged_proof") as database:
        assert "open items" in run_script(database, PROOF, timeout=900)
