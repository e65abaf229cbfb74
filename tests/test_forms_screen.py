"""The forms of quotes, orders and invoices, and the menu, as a salesperson and as a billing user, in French: what they
need is in sight, nothing is cut.
"""

import pytest
from playwright.sync_api import expect

from .support.databases import sql
from .support.sample import customer_with_late_invoices
from .support.web import PHONE, SETTLED, WIDE, assert_fits, fits, log_in, served_page, shot, show

NARROW = {"width": 1280, "height": 800}
MORE = """
admin = env.ref("base.user_admin")
(env.user | admin).lang = "fr_FR"
customer.lang = "fr_FR"
groups = {"seller": "sales_team.group_sale_salesman_all_leads", "biller": "account.group_account_invoice"}
for login, group in groups.items():
    user = env["res.users"].with_context(no_reset_password=True).create({
        "name": login, "login": login, "password": login, "lang": "fr_FR", "email": f"{login}@example.com",
        "group_ids": [(6, 0, [env.ref("base.group_user").id, env.ref(group).id])]})
    user.odoobot_state = "disabled"
line = [(0, 0, {"product_id": product.id, "product_uom_qty": 3})]
rows = [(0, 0, {"percent": 30, "kind": "deposit"}), (0, 0, {"percent": 70, "rule": "days_end_of_month", "days": 90})]
made = env["sale.order"].create([{"partner_id": customer.id, "egg_title": title, "order_line": line,
                                  "egg_schedule_line_ids": rows, "egg_discount_mode": "untaxed_percent",
                                  "egg_discount_value": 10}
                                 for title in ("Draft quote", "Sent quote", "Sold", "Parent")])
for quote in made[1:]:
    quote.action_quotation_sent()
order = made[2].egg_create_order()
order.action_confirm()
draft = order._create_invoices()
draft.egg_title = "Draft invoice"
for title, record in (("Draft quote", made[0]), ("Sent quote", made[1]), ("Order", order), ("Draft invoice", draft),
                      ("Issued invoice", late)):
    print("MADE", f"{title}|{record._name}/{record.id}")
"""
#: What stands in the header: buttons in sight, the gear among them, and the steps of the status.
HEADER = """() => {
    const seen = (node) => node.offsetParent !== null && node.getBoundingClientRect().width > 0;
    const texts = (path) => [...document.querySelectorAll(path)].filter(seen)
        .map((node) => (node.innerText || node.title || "").trim());
    return {tabs: texts(".o_notebook_headers .nav-link"),
            buttons: texts(".o_statusbar_buttons button"),
            steps: texts(".o_statusbar_status button").length,
            hidden: texts(".o_statusbar_status .o-dropdown").length};
}"""
#: Whatever of a form does not fit into what holds it, or stands under a list.
CUT = """() => {
    const sheet = document.querySelector(".o_form_sheet");
    const edge = sheet.getBoundingClientRect().right + 1;
    const cut = [...sheet.querySelectorAll("[name^=egg_], button, .o_list_renderer, label, .o_field_widget")]
        .filter((node) => node.offsetParent !== null && node.getBoundingClientRect().right > edge)
        .map((node) => node.getAttribute("name") || node.className);
    const scrolled = [...sheet.querySelectorAll(".o_list_renderer")]
        .filter((node) => node.offsetParent !== null && node.scrollWidth > node.clientWidth + 1)
        .map((node) => node.closest("[name]")?.getAttribute("name") + " +" + (node.scrollWidth - node.clientWidth));
    const seen = (node) => node.offsetParent !== null && node.getBoundingClientRect().height > 0;
    const covered = [...sheet.querySelectorAll(".tab-pane.active .o_list_renderer")].filter(seen).flatMap((list) => {
        const above = list.closest(".o_field_widget").parentElement;
        const top = list.getBoundingClientRect().top;
        return [...above.querySelectorAll("label, button, .alert")]
            .filter((node) => seen(node) && !list.contains(node)
                && node.compareDocumentPosition(list) & Node.DOCUMENT_POSITION_FOLLOWING
                && node.getBoundingClientRect().bottom > top + 1)
            .map((node) => node.innerText + " under " + list.closest("[name]").getAttribute("name"));
    });
    const texts = [...sheet.querySelectorAll(".tab-pane.active [name=egg_schedule_line_ids] td[name=date]")]
        .filter((node) => seen(node) && node.scrollWidth > node.clientWidth + 2).map((node) => node.innerText);
    return [...cut, ...scrolled, ...covered, ...texts];
}"""


@pytest.fixture(scope="module")
def site():
    """The database, its address, a page of the administrator, and {title: record}."""
    with served_page("forms", customer_with_late_invoices("Lave-linge", [480], MORE)) as opened:
        made = dict(line[5:].split("|") for line in opened.output.splitlines() if line.startswith("MADE"))
        yield opened, made


@pytest.fixture(scope="module", params=["seller", "biller"])
def person(request, site):
    """A page of somebody who has one job only, and {title: record} of what they may open."""
    opened, made = site
    context = opened.page.context.browser.new_context(viewport=NARROW)
    log_in(context, opened.address, request.param)
    page = context.new_page()
    page.set_default_timeout(30000)
    page.goto(f"{opened.address}/odoo")
    page.wait_for_selector(".o_main_navbar", timeout=90000)
    may = made if request.param == "biller" else {title: record for title, record in made.items()
                                                 if record.startswith("sale.order")}
    yield page, may, request.param
    context.close()


def open_form(page, record):
    show(page, record)
    page.wait_for_selector(".o_form_view .o_notebook_headers")


@pytest.mark.parametrize("viewport", [NARROW, WIDE], ids=["1280", "1400"])
def test_a_form_fits(person, viewport):
    """SCR-03: with the chatter, below at 1280 px and beside at 1400: at most five tabs, four buttons, the whole
    status, nothing is cut.
    """
    page, records, login = person
    page.set_viewport_size(viewport)
    faults = []
    for title, record in records.items():
        open_form(page, record)
        found = page.evaluate(HEADER)
        shot(page, f"form-{login}-{title.replace(' ', '-')}-{viewport['width']}")
        if len(found["tabs"]) > 5 or len(found["buttons"]) > 4 or found["steps"] < 3 or found["hidden"] \
                or not fits(page):
            faults.append((title, found))
        for place in range(len(found["tabs"])):
            page.locator(".o_notebook_headers .nav-link:visible").nth(place).click()
            page.wait_for_selector(".o_notebook_content > .tab-pane.active.show")
            cut = page.evaluate(CUT)
            shot(page, f"form-{login}-{title.replace(' ', '-')}-{viewport['width']}-tab{place}")
            if cut:
                faults.append((title, found["tabs"][place], cut))
    assert faults == []


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_no_sideways_scroll(person, viewport):
    """SCR-03, SCR-19: neither wide nor on a phone does the page scroll sideways."""
    page, records, login = person
    page.set_viewport_size(viewport)
    for title, record in records.items():
        open_form(page, record)
        shot(page, f"form-{login}-{title.replace(' ', '-')}-{viewport['width']}")
        assert_fits(page, title)


def test_the_first_click_on_another_page_goes_there(person):
    """SCR-03, LIN-01: of a new document with its customer, Odoo saves an invoice as one goes to another page of it; he
    who wants to go there is there.
    """
    page, _records, login = person
    page.set_viewport_size(WIDE)
    show(page, "egg_billing.egg_invoice_action" if login == "biller" else "egg_sales.egg_quote_action")
    page.locator(".o_list_button_add").first.click()
    page.locator(".o_field_widget[name=partner_id] input").first.click()
    page.keyboard.type("Client Alpha")
    page.locator(".o-autocomplete--dropdown-item", has_text="Client Alpha").first.click()
    page.wait_for_function("document.querySelector('[name=partner_id] input')?.value.includes('Client Alpha')")
    page.locator(".o_notebook_headers a[name=egg_schedule]").click()
    page.wait_for_selector(".o_notebook_headers a[name=egg_schedule].active")
    page.wait_for_function(SETTLED)
    expect(page.locator(".o_notebook_headers a[name=egg_schedule].active").first).to_be_attached()


def test_what_is_done_now_and_then_is_behind_the_gear(site):
    """SCR-03: the gear holds the rest, under its name, and works: a quote is cancelled from it."""
    opened, made = site
    page = opened.page
    page.set_viewport_size(NARROW)
    open_form(page, made["Draft quote"])
    expect(page.locator("button[name=action_cancel]:visible")).to_have_count(0)
    page.click(".o_egg_gear")
    page.wait_for_selector(".o-dropdown--menu button[name=action_cancel]")
    shot(page, "form-gear")
    texts = page.locator(".o-dropdown--menu button:visible").all_inner_texts()
    assert {"Annuler", "Synchroniser"} <= {text.strip() for text in texts}, texts
    page.click(".o-dropdown--menu button[name=action_cancel]")
    page.click(".modal .btn-primary")
    page.wait_for_selector(".ribbon:has-text('Annulé')", state="attached")
    number = made["Draft quote"].split("/")[1]
    assert sql(opened.database, f"SELECT state FROM sale_order WHERE id = {number}") == [["cancel"]]


def entries(page):
    """The entries of "Actions", in their order."""
    page.locator(".o_menu_sections button", has_text="Actions").first.click()
    page.wait_for_selector(".o-dropdown--menu .dropdown-item")
    return [text.strip() for text in page.locator(
        ".o-dropdown--menu :is(.dropdown-item, .dropdown-menu_group)").all_inner_texts()]


def test_the_menu_is_a_home(site):
    """SCR-10: customers, products, then the documents in the order of a sale, then the follow-up; each opens."""
    opened, _made = site
    page = opened.page
    page.set_viewport_size(WIDE)
    page.goto(f"{opened.address}/odoo/action-egg_billing.egg_credit_note_action")
    page.wait_for_selector(".o_menu_sections")
    told = entries(page)
    shot(page, "menu-home")
    wanted = ["Clients", "Produits", "Devis", "Commandes", "Bons de livraison", "Factures", "Avoirs", "Acomptes",
              "Suivi de masse"]
    assert [name for name in told if name in wanted] == wanted
    for name in wanted[:-1]:
        if not page.locator(".o-dropdown--menu .dropdown-item").count():
            entries(page)
        page.locator(".o-dropdown--menu .dropdown-item", has_text=name).first.click()
        page.wait_for_function(
            "name => document.querySelector('.o_breadcrumb, .o_control_panel')?.innerText.includes(name)",
            arg="Factures d'acompte" if name == "Acomptes" else name)
        shot(page, f"menu-{name.split()[0].lower()}")


def test_a_parent_is_chosen_on_a_blank_document(site):
    """SCR-10, QUO-04: on a blank order the quote that it is made from is chosen; nothing is made before saving."""
    opened, _made = site
    page = opened.page
    page.set_viewport_size(WIDE)
    before = sql(opened.database, "SELECT count(*) FROM sale_order")
    show(page, "egg_sales.egg_order_action")
    page.locator(".o_list_button_add").first.click()
    page.click(".o_egg_parent_choice")
    box = page.locator(".modal .o_field_widget[name=quote_id] input")
    box.click()
    box.fill(sql(opened.database, "SELECT name FROM sale_order WHERE egg_title = 'Parent'")[0][0])
    page.locator(".modal .o-autocomplete--dropdown-item:not(.o_m2o_no_result)").first.click()
    shot(page, "parent-choice")
    page.click(".modal button[name=action_continue]")
    page.wait_for_selector(".o_egg_relation")
    page.wait_for_selector(".o_field_widget[name=order_line] .o_data_row")
    shot(page, "parent-chosen")
    expect(page.locator(".o_field_widget[name=egg_title] input")).to_have_value("Parent")
    assert sql(opened.database, "SELECT count(*) FROM sale_order") == before
