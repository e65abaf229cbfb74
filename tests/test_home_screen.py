"""The first screen of EGG and the quick product, as a salesperson and as a billing user, in French."""

import re

import pytest
from playwright.sync_api import expect

from .support.databases import sql
from .support.sample import customer_with_late_invoices
from .support.web import PHONE, SETTLED, WIDE, assert_fits, choose_customer, log_in, served_page, shot, show
from .test_forms_screen import MORE

QUOTE = ("egg_sales.egg_quote_action", "order_line", "sale_order")
INVOICE = ("egg_billing.egg_invoice_action", "invoice_line_ids", "account_move")


@pytest.fixture(scope="module")
def site():
    with served_page("home", customer_with_late_invoices("Lave-linge", [480], MORE)) as opened:
        yield opened


@pytest.fixture(scope="module")
def people(site):
    """A page of each of the two."""
    pages, contexts = {}, []
    for login in ("seller", "biller"):
        context = site.page.context.browser.new_context(viewport=WIDE)
        log_in(context, site.address, login)
        pages[login] = context.new_page()
        pages[login].set_default_timeout(30000)
        pages[login].goto(f"{site.address}/odoo")
        pages[login].wait_for_selector(".o_main_navbar", timeout=90000)
        contexts.append(context)
    yield pages
    for context in contexts:
        context.close()


def open_home(page):
    """By the icon of the app."""
    page.locator(".o_navbar_apps_menu button").click()
    page.locator(".o-dropdown--menu .o_app", has_text="EGG").click()
    page.wait_for_selector(".egg_waiting_row")
    page.wait_for_function(SETTLED)


@pytest.mark.parametrize("login, wanted, missing", [
    ("seller", {"quotes", "late"}, {"collect", "reminders"}),
    ("biller", {"late", "to_send", "collect", "reminders", "approval", "calls"}, set())])
def test_what_waits_and_the_lists_behind_it(people, login, wanted, missing):
    """SCR-10: the app opens on what waits today for this user, and each number opens as many rows, in French."""
    page = people[login]
    page.set_viewport_size(WIDE)
    open_home(page)
    shot(page, f"home-{login}-1400")
    page.wait_for_function(SETTLED)
    found = page.locator(".egg_waiting_row").all()
    rows = {row.get_attribute("data-key"): row.inner_text().split("\n") for row in found}
    assert wanted <= rows.keys() and not missing & rows.keys(), rows
    for key, (count, label) in rows.items():
        open_home(page)
        page.locator(f".egg_waiting_row[data-key={key}]").click()
        page.wait_for_selector(f".o_breadcrumb:has-text({label!r}), .o_control_panel:has-text({label!r})")
        page.wait_for_function("count => [...document.querySelectorAll('.o_data_row')].filter("
                               "row => !row.closest('.o_view_sample_data')).length === count", arg=int(count))
        shot(page, f"home-{login}-{key}")


def test_the_first_screen_fits_a_phone(people):
    """SCR-10, SCR-19: below each other, nothing sideways."""
    page = people["biller"]
    page.set_viewport_size(PHONE)
    show(page, "egg_billing.egg_home_action")
    page.wait_for_selector(".egg_waiting_row")
    assert_fits(page)
    shot(page, "home-biller-390")
    page.set_viewport_size(WIDE)


def test_the_check_list_comes_first_for_who_fills_it_in(site):
    """SCR-10: as long as something is missing, an administrator finds the check list there."""
    show(site.page, "egg_billing.egg_home_action")
    site.page.wait_for_selector(".egg_setup_checklist")
    shot(site.page, "home-admin-1400")
    expect(site.page.locator(".egg_waiting_row:visible")).to_have_count(0)


@pytest.mark.parametrize("login, document", [("seller", QUOTE), ("biller", INVOICE)], ids=["quote", "invoice"])
def test_a_product_is_made_while_a_line_is_typed(site, people, login, document):
    """SCR-04: what is typed is the name; price and VAT beside it; the line has the product, and nothing became a
    comment.
    """
    action, field, table = document
    page, name = people[login], f"Pose de {table}"
    begin(page, action)
    page.locator(f".o_field_widget[name={field}] .o_field_x2many_list_row_add a").first.click()
    page.wait_for_selector(".o_selected_row input:focus")
    page.keyboard.type(name)
    page.locator(".o_selected_row .o_egg_product_create").click()
    window = page.locator(".modal")
    window.locator(".o_field_widget[name=price] input").fill("125,50")
    expect(window.locator(".o_field_widget[name=name] input")).to_have_value(name)
    expect(window.locator(".o_field_widget[name=tax_id] input")).to_have_value(re.compile("20"))
    shot(page, f"quick-product-{login}")
    window.locator(".o_form_button_save").click()
    page.wait_for_selector(".modal", state="detached")
    page.wait_for_function("() => document.querySelector('.o_content').innerText.includes('125,50')"
                           "|| [...document.querySelectorAll('.o_selected_row input')].some("
                           "box => box.value === '125,50')")
    shot(page, f"quick-product-{login}-line")
    save(page)
    found = sql(site.database, f"""
        SELECT t.name->>'fr_FR', t.list_price, t.type, u.login, l.display_type, l.price_unit FROM {table}_line l
          JOIN product_product p ON p.id = l.product_id JOIN product_template t ON t.id = p.product_tmpl_id
          JOIN res_users u ON u.id = t.create_uid ORDER BY l.id DESC LIMIT 1""")
    kind = "product" if table == "account_move" else ""
    assert found == [[name, "125.5", "service", login, kind, "125.5"]]


def begin(page, action, *, is_shown=False):
    """An empty document of the customer."""
    page.set_viewport_size(WIDE)
    if not is_shown:
        show(page, action)
    page.locator(".o_list_button_add").first.click()
    choose_customer(page, "Client Alpha")


def save(page):
    page.locator(".o_form_button_save").first.click()
    page.wait_for_selector(".o_form_saved, .o_form_status_indicator_buttons.invisible", state="attached")


#: Clicks of a document with two lines, a discount and a schedule (SCR-03).
MOST = 14
COUNT = """() => {
    window.eggClicks = [];
    document.addEventListener("click", (event) => {
        if (event.isTrusted && event.detail) {
            window.eggClicks.push(event.target.innerText || event.target.className);
        }
    }, true);
}"""
#: The percentage of the row that is typed in, the cursor in it.
PERCENT = """text => {
    const box = document.activeElement?.closest("[name=egg_schedule_line_ids] .o_selected_row [name=percent]");
    return box?.querySelector("input").value === text;
}"""


def add_instalments(page):
    """30 %, and what is left of it: the second row is asked for while the server still works on the first."""
    rows = page.locator(".o_field_widget[name=egg_schedule_line_ids]")
    add = rows.locator(".o_field_x2many_list_row_add a").first
    add.click()
    page.wait_for_function(PERCENT, arg="100,00")
    page.keyboard.press("Control+a")
    page.keyboard.type("30")
    held = []
    page.route("**/onchange", lambda route: held.append(route), times=1)
    with page.expect_request("**/onchange"):
        page.keyboard.press("Tab")
    add.click()
    held.pop().continue_()
    page.wait_for_function(PERCENT, arg="70,00")


@pytest.mark.parametrize("login, document", [("seller", QUOTE), ("biller", INVOICE)], ids=["quote", "invoice"])
def test_a_document_takes_few_clicks(site, people, login, document):
    """SCR-03, QUO-01: two lines, a discount and a schedule: at most 14 clicks and the typing."""
    action, field, table = document
    page = people[login]
    page.set_viewport_size(WIDE)
    show(page, action)
    page.evaluate(COUNT)
    begin(page, action, is_shown=True)
    for quantity in ("2", "5"):
        page.locator(f".o_field_widget[name={field}] .o_field_x2many_list_row_add a").first.click()
        page.wait_for_selector(".o_selected_row input:focus")
        page.keyboard.type("Lave-linge")
        page.locator(".o-autocomplete--dropdown-item", has_text="Lave-linge").first.wait_for()
        page.keyboard.press("Tab")
        page.keyboard.type(quantity)
        page.keyboard.press("Tab")
        page.wait_for_function(
            "text => RegExp(text[1]).test(document.querySelector(`.o_field_widget[name=${text[0]}]`).innerText)",
            arg=[field, f"{quantity}.000,00"])
    page.locator(".o_field_widget[name=egg_discount_value] input:visible").first.click()
    page.keyboard.type("10")
    page.locator(".o_notebook_headers a:visible", has_text="Échéancier et règlements").first.click()
    add_instalments(page)
    shot(page, f"few-clicks-{login}-before")
    save(page)
    clicks = page.evaluate("window.eggClicks")
    shot(page, f"few-clicks-{login}")
    assert len(clicks) <= MOST, clicks
    rows_table = {"sale_order": ("egg_order_schedule_line", "order_id"),
                  "account_move": ("egg_move_schedule_line", "move_id")}[table]
    found = sql(site.database, f"""
        SELECT d.amount_untaxed, (SELECT string_agg(round(r.percent::numeric)::text, ' ' ORDER BY r.sequence, r.id)
          FROM {rows_table[0]} r WHERE r.{rows_table[1]} = d.id) FROM {table} d ORDER BY d.id DESC LIMIT 1""")
    assert found == [["6300.00", "30 70"]], found
