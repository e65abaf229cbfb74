"""What people type in quotes, orders and invoices, in French, wide and on a phone: nothing of it is lost or changed."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError, expect

from .support.databases import sql
from .support.sample import customer_with_late_invoices
from .support.web import PHONE, SETTLED, WIDE, assert_says, choose_customer, served_page, shot, show

MORE = """
(env.user | env.ref("base.user_admin")).lang = "fr_FR"
customer.lang = "fr_FR"
other = env["res.partner"].create({"name": "Client Beta", "is_company": True, "city": "Brest"})
vendor = env["res.partner"].create({"name": "Vendeur du produit", "is_company": True})
env["product.product"].create({"name": "Cafetière", "list_price": 1000.0, "type": "service",
                               "description_sale": "Inox, 12 tasses"})
marked = env["res.partner"].create({"name": "Vendeur connu", "is_company": True, "supplier_rank": 1})
env["res.partner"].create({"name": "Vendeur de rien", "is_company": True})
env["product.supplierinfo"].create({"partner_id": vendor.id, "product_tmpl_id": product.product_tmpl_id.id})
line = [(0, 0, {"product_id": product.id})]
quotes = env["sale.order"].create([{"partner_id": customer.id, "egg_title": title, "order_line": line} for title in (
    "Parent", "Original", "Sold", "Closed")])
(quotes[0] + quotes[3]).action_quotation_sent()
quotes[2].action_quotation_sent()
quotes[2].egg_create_order()
env["account.move"].create({"move_type": "out_invoice", "partner_id": customer.id, "egg_title": "Draft",
                            "invoice_line_ids": [(0, 0, {"product_id": product.id})]})
"""


@pytest.fixture(scope="module")
def site():
    """A page in French on a served database, for all the tests of this file, and the database."""
    with served_page("documents", customer_with_late_invoices("Lave-linge", [480], MORE)) as opened:
        yield opened.database, opened.page


def one(database, statement):
    """The only value of a statement."""
    return sql(database, statement)[0][0]


def save(page):
    page.locator(".o_form_button_save").first.click()
    page.wait_for_selector(".o_form_saved, .o_form_status_indicator_buttons.invisible", state="attached")


def open_order(page, database, title, kind="quote"):
    """Open a document by its title; return its id."""
    number = one(database, f"SELECT max(id) FROM sale_order WHERE egg_title = '{title}' AND egg_kind = '{kind}'")
    show(page, f"sale.order/{number}")
    page.wait_for_selector(".o_form_view .o_field_widget[name=order_line] :is(.o_data_row, .o_kanban_record)")
    return number


def propose_order(site, touched):
    """Press "Commande" on a quote, and type something in the order that it proposes; return the id of the quote, and
    how many documents there are with the last number.
    """
    database, page = site
    page.set_viewport_size(WIDE)
    quote = open_order(page, database, "Parent")
    before = sql(database, "SELECT count(*), max(name) FROM sale_order")
    page.locator("button[name=action_egg_order]").first.click()
    page.wait_for_selector(".o_egg_relation")
    if touched:
        page.locator(".o_field_widget[name=egg_title] input").fill("Typed")
        page.locator("h1").first.click()
    return quote, before


def start_line(page, action, field):
    """An empty document of an action, for the customer, with the cursor in a new line."""
    show(page, action)
    page.locator(".o_list_button_add").first.click()
    choose_customer(page, "Client Alpha")
    page.locator(f".o_field_widget[name={field}] .o_field_x2many_list_row_add a").first.click()
    page.wait_for_selector(f".o_field_widget[name={field}] .o_selected_row input:focus")


DOCUMENTS = [("egg_sales.egg_quote_action", "order_line", "sale_order_line"),
             ("egg_billing.egg_invoice_action", "invoice_line_ids", "account_move_line")]


@pytest.mark.parametrize("action, field, table", DOCUMENTS, ids=["quote", "invoice"])
@pytest.mark.parametrize("how, wait", [("Tab", True), ("Enter", True), ("click", True), ("Tab", False),
                                       ("click", False)],
                         ids=["tab", "enter", "click", "tab at once", "click at once"])
def test_a_text_without_a_product_is_a_comment(site, action, field, table, how, wait):
    """SCR-04, LIN-04: Tab, Enter and a click elsewhere, at once or after the list of products opened, make a comment of
    it: nothing is lost, no product is made.
    """
    database, page = site
    page.set_viewport_size(WIDE)
    products = one(database, "SELECT count(*) FROM product_product")
    start_line(page, action, field)
    text = f"Pose en {how} {wait} {table}"
    page.keyboard.type(text)
    if wait:
        page.wait_for_selector(".o_egg_comment")
        assert_says(page, ".o_egg_comment", "Commentaire")
    if how == "click":
        page.locator("h1").first.click()
    else:
        page.keyboard.press(how)
    page.wait_for_function(
        "text => [...document.querySelectorAll('.o_data_row.o_is_line_note')].some("
        "row => row.innerText.includes(text) || [...row.querySelectorAll('textarea')].some(box => box.value === text))",
        arg=text)
    shot(page, f"comment-{field}-{how}-{wait}")
    save(page)
    assert sql(database, f"SELECT display_type, product_id FROM {table} WHERE name = '{text}'") == [["line_note", ""]]
    assert one(database, "SELECT count(*) FROM product_product") == products


@pytest.mark.parametrize("action, field, table", DOCUMENTS, ids=["quote", "invoice"])
def test_typing_goes_on_after_enter(site, action, field, table):
    """SCR-04: after Enter the cursor stands behind the comment's text: what is typed next is added, nothing is lost."""
    database, page = site
    page.set_viewport_size(WIDE)
    start_line(page, action, field)
    text = f"Livraison {table}"
    page.keyboard.type(text)
    page.wait_for_selector(".o_egg_comment")
    page.keyboard.press("Enter")
    page.wait_for_selector(".o_data_row.o_is_line_note textarea:focus")
    page.wait_for_function("() => document.activeElement.selectionStart === document.activeElement.value.length")
    page.keyboard.type(" par nos soins")
    save(page)
    assert sql(database, f"SELECT display_type FROM {table} WHERE name = '{text} par nos soins'") == [["line_note"]]


def test_a_quote_is_closed_by_hand_with_its_reason(site):
    """DOC-31, SCR-01: "Terminé" asks why, says it in the history, and the quote is opened again the same way."""
    database, page = site
    page.set_viewport_size(WIDE)
    quote = open_order(page, database, "Closed")
    for state, reason in (("Terminé", "Le client attend son budget"), ("En cours", "")):
        page.locator("button[name=action_egg_change_state]").first.click()
        page.locator(".modal .o_field_widget[name=state] label", has_text=state).click()
        if reason:
            page.locator(".modal .o_field_widget[name=note] input").fill(reason)
        shot(page, f"close-{state}")
        page.locator(".modal button[name=action_apply]").click()
        page.wait_for_selector(".modal", state="detached")
        page.wait_for_selector(f".o_egg_state:has-text('{state}')")
        shot(page, f"closed-{state}")
    told = sql(database, "SELECT body FROM mail_message WHERE model = 'sale.order' "
                         f"AND res_id = {quote} AND body LIKE '%budget%'")
    assert "En cours → Terminé (Le client attend son budget)" in told[0][0]
    assert one(database, f"SELECT egg_state FROM sale_order WHERE id = {quote}") == "progress"


def test_a_product_is_still_chosen_by_its_name(site):
    """SCR-04, LIN-02: what names a product is that product, by Tab too."""
    database, page = site
    page.set_viewport_size(WIDE)
    start_line(page, *DOCUMENTS[0][:2])
    page.keyboard.type("Lave-linge")
    page.keyboard.press("Tab")
    page.wait_for_function("() => document.querySelector('.o_selected_row').innerText.includes('1 000,00')"
                           "|| [...document.querySelectorAll('.o_selected_row input')].some("
                           "box => box.value.replace(/\\s/g, '') === '1000,00')")
    save(page)
    name = "SELECT name->>'en_US' FROM sale_order_line l JOIN product_product p ON p.id = l.product_id " \
           "JOIN product_template t ON t.id = p.product_tmpl_id ORDER BY l.id DESC LIMIT 1"
    assert one(database, name.replace("SELECT name", "SELECT t.name")) == "Lave-linge"


@pytest.mark.parametrize("action, field, table", DOCUMENTS, ids=["quote", "invoice"])
@pytest.mark.parametrize("how", ["tab at once", "tab", "enter", "click"])
@pytest.mark.parametrize("name", ["Lave-linge", "Cafetière"], ids=["plain", "described"])
def test_a_line_by_keyboard(site, action, field, table, how, name):
    """SCR-03, SCR-04: product, one Tab, quantity, Tab: no digit is lost, whatever way the product was chosen."""
    database, page = site
    page.set_viewport_size(WIDE)
    start_line(page, action, field)
    page.keyboard.type(name)
    if how != "tab at once":
        page.locator(".o-autocomplete--dropdown-item", has_text=name).first.wait_for()
    if how == "enter":
        page.keyboard.press("Enter")
    elif how == "click":
        page.locator(".o-autocomplete--dropdown-item", has_text=name).first.click()
    if not how.startswith("tab"):
        page.wait_for_function(IS_PRICED)
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    page.keyboard.press("Tab")
    page.wait_for_function(IS_PRICED)
    shot(page, f"keyboard-{field}-{how}-{name}")
    save(page)
    quantity = {"sale_order_line": "product_uom_qty", "account_move_line": "quantity"}[table]
    assert sql(database, f"SELECT {quantity}::int, price_unit::int FROM {table} WHERE product_id IS NOT NULL "
                         "ORDER BY id DESC LIMIT 1") == [["3", "1000"]]


#: The line that is typed has the price of its product.
IS_PRICED = """() => [...document.querySelectorAll('.o_selected_row')].some((row) => row.innerText.includes('000,00')
    || [...row.querySelectorAll('input')].some((box) => box.value.replace(/\\s/g, '') === '1000,00'))"""


@pytest.mark.parametrize("action, field", [one[:2] for one in DOCUMENTS], ids=["quote", "invoice"])
@pytest.mark.parametrize("key", ["Enter", "Tab"])
def test_no_product_is_made_of_a_slip(site, action, field, key):
    """SCR-04: what is typed behind a chosen product makes no other product, and the line keeps its own."""
    database, page = site
    page.set_viewport_size(WIDE)
    products = one(database, "SELECT count(*) FROM product_template")
    start_line(page, action, field)
    page.keyboard.type("Lave-linge")
    page.locator(".o-autocomplete--dropdown-item", has_text="Lave-linge").first.click()
    page.wait_for_function(IS_PRICED)
    page.keyboard.press("End")
    page.keyboard.type("4")
    page.wait_for_selector(".o_m2o_dropdown_option_create")
    page.keyboard.press(key)
    page.locator("h1").first.click()
    save(page)
    shot(page, f"slip-{field}-{key}")
    assert one(database, "SELECT count(*) FROM product_template") == products
    expect(page.locator(f".o_field_widget[name={field}] .o_data_row", has_text="Lave-linge")).to_have_count(1)
    expect(page.locator(".o_data_row", has_text="Lave-linge4")).to_have_count(0)


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_unit_and_discount_are_there_after_a_fresh_set_up(site, viewport):
    """SCR-05, LIN-08: nobody switched anything on."""
    database, page = site
    page.set_viewport_size(viewport)
    open_order(page, database, "Original")
    shot(page, f"columns-{viewport['width']}")
    if viewport is WIDE:
        assert_says(page, ".o_field_widget[name=order_line] thead", "Unité", "Rem.%")
    else:
        page.locator(".o_field_widget[name=order_line] .o_kanban_record").first.click()
        for field in ("product_uom_id", "discount"):
            page.wait_for_selector(f".modal .o_field_widget[name={field}]")
        page.keyboard.press("Escape")
        page.wait_for_selector(".modal", state="detached")


def test_a_duplicate_goes_to_another_customer(site):
    """SCR-07, DOC-09: "Dupliquer" opens a copy whose customer is changed and saved; the original's is refused."""
    database, page = site
    page.set_viewport_size(WIDE)
    original = open_order(page, database, "Original")
    page.locator("button[name=action_egg_duplicate]").first.click()
    page.wait_for_function("number => !location.pathname.endsWith('/' + number)", arg=original)
    box = page.locator(".o_field_widget[name=partner_id] input").first
    box.click()
    box.fill("Client Beta")
    page.locator(".o-autocomplete--dropdown-item", has_text="Client Beta").first.click()
    save(page)
    shot(page, "duplicate")
    found = sql(database, "SELECT p.name, o.egg_billing_address FROM sale_order o JOIN res_partner p "
                          f"ON p.id = o.partner_id WHERE o.egg_title = 'Original' AND o.id <> {original}")
    assert found[0][0] == "Client Beta"


@pytest.mark.parametrize("touched", [False, True], ids=["as proposed", "with something typed"])
def test_a_reload_makes_no_order_of_what_is_proposed(site, touched):
    """SCR-01, QUO-04: F5 on the order that "Commande" proposes makes none, takes no number and leaves the quote; the
    same is proposed once more.
    """
    database, page = site
    quote, before = propose_order(site, touched)
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.wait_for_selector(".o_egg_relation")
    page.wait_for_selector(".o_field_widget[name=order_line] .o_data_row")
    shot(page, f"reloaded-{touched}")
    assert sql(database, "SELECT count(*), max(name) FROM sale_order") == before
    assert one(database, f"SELECT egg_state FROM sale_order WHERE id = {quote}") == "progress"
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(f"{page.url.split('/odoo')[0]}/odoo")
    page.wait_for_selector(".o_main_navbar")
    assert sql(database, "SELECT count(*), max(name) FROM sale_order") == before


@pytest.mark.parametrize("road, touched", [("browser", False), ("breadcrumb", False), ("browser", True)])
def test_leaving_makes_no_order_of_what_is_proposed(site, road, touched):
    """SCR-01, QUO-04: who goes back from the order that "Commande" proposes makes none and leaves the quote; what was
    typed is not lost without a question.
    """
    database, page = site
    quote, before = propose_order(site, touched)
    if road == "browser":
        page.go_back()
    else:
        page.locator(".o_breadcrumb a, .o_back_button").last.click()
    if touched:
        page.wait_for_selector(".modal")
        shot(page, "leave-a-proposal")
        page.locator(".modal button", has_text="Quitter sans enregistrer").click()
    page.wait_for_selector(".modal", state="detached")
    page.wait_for_selector(".o_egg_relation", state="detached")
    assert sql(database, "SELECT count(*), max(name) FROM sale_order") == before
    assert one(database, f"SELECT egg_state FROM sale_order WHERE id = {quote}") == "progress"


def test_who_stays_loses_nothing(site):
    """SCR-01: who is asked and stays finds what was typed in the order that is not saved yet."""
    database, page = site
    page.set_viewport_size(WIDE)
    open_order(page, database, "Parent")
    page.locator("button[name=action_egg_order]").first.click()
    page.wait_for_selector(".o_egg_relation")
    page.locator(".o_field_widget[name=egg_title] input").fill("Typed")
    page.locator("h1").first.click()
    page.locator(".o_breadcrumb a, .o_back_button").last.click()
    page.locator(".modal button", has_text="Rester").click()
    page.wait_for_selector(".modal", state="detached")
    expect(page.locator(".o_field_widget[name=egg_title] input")).to_have_value("Typed")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(f"{page.url.split('/odoo')[0]}/odoo")
    page.wait_for_selector(".o_main_navbar")


class Held:
    """Keeps the answers of a call back until they are let go."""

    def __init__(self, page, path):
        self.page, self.path, self.routes = page, path, []
        page.route(path, self._keep)

    def _keep(self, route):
        self.routes.append(route)

    def let_go(self):
        for route in self.routes:
            route.continue_()
        self.page.unroute(self.path)


def test_an_order_is_never_proposed_from_memory(site):
    """SCR-01: the web client draws a form with what it showed last time until the server answers; the order of a quote
    waits for the quote as it is now, and who typed in it is always asked.
    """
    database, page = site
    propose_order(site, touched=False)
    page.locator(".o_breadcrumb a, .o_back_button").last.click()
    page.wait_for_selector(".o_egg_relation", state="detached")
    page.wait_for_function(SETTLED)
    held = Held(page, "**/sale.order/onchange**")
    page.locator("button[name=action_egg_order]").first.click()
    with pytest.raises(TimeoutError):
        page.wait_for_selector(".o_egg_relation", timeout=1500)
    held.let_go()
    page.wait_for_selector(".o_egg_relation")
    page.locator(".o_field_widget[name=egg_title] input").fill("Typed")
    page.locator(".o_breadcrumb a, .o_back_button").last.click()
    page.locator(".modal button", has_text="Quitter sans enregistrer").click()
    page.wait_for_selector(".o_egg_relation", state="detached")
    assert one(database, "SELECT count(*) FROM sale_order WHERE egg_title = 'Typed'") == "0"


def test_what_is_typed_before_the_server_answers_is_kept(site):
    """SCR-04: a document is drawn from memory, its title is typed, then the server's newer values arrive: both stay,
    and whoever leaves by the breadcrumb has saved what he typed.
    """
    database, page = site
    page.set_viewport_size(WIDE)
    number = one(database, "SELECT id FROM sale_order WHERE egg_title = 'Original' ORDER BY id LIMIT 1")
    name = one(database, f"SELECT name FROM sale_order WHERE id = {number}")
    for again in (False, True):
        show(page, "egg_sales.egg_quote_action")
        page.wait_for_selector(".o_data_row")
        if again:
            sql(database, f"UPDATE sale_order SET egg_discount_value = 7 WHERE id = {number}")
            held = Held(page, "**/sale.order/web_read")
        page.locator(".o_data_row", has_text=name).locator(".o_data_cell").nth(1).click()
        page.wait_for_selector(".o_field_widget[name=egg_title] input")
    page.locator(".o_field_widget[name=egg_title] input").fill("Typed at once")
    page.keyboard.press("Tab")
    with page.expect_response("**/sale.order/web_read"):
        held.let_go()
    page.wait_for_function("() => document.querySelector('[name=egg_discount_value] input')?.value.startsWith('7')")
    page.locator(".o_breadcrumb a, .o_back_button").last.click()
    page.wait_for_selector(".o_form_view", state="detached")
    assert one(database, f"SELECT egg_title FROM sale_order WHERE id = {number}") == "Typed at once"
    sql(database, f"UPDATE sale_order SET egg_title = 'Original', egg_discount_value = 0 WHERE id = {number}")


def test_suppliers_of_the_products_are_offered_first(site):
    """ORD-06: vendors of the products, then marked suppliers, then all others below a heading of their own."""
    database, page = site
    page.set_viewport_size(WIDE)
    open_order(page, database, "Sold", "order")
    page.click(".o_egg_gear")
    page.locator("button[name=action_egg_supplier_order]").first.click()
    box = page.locator(".o_field_widget[name=partner_id] input").first
    page.wait_for_selector(".o_egg_relation")
    page.wait_for_selector(".o_field_widget[name=order_line] .o_data_row")
    page.wait_for_function(SETTLED)
    page.wait_for_selector("h1 .o_field_widget[name=name]:has-text('Nouveau')")
    offers = page.locator(".o-autocomplete--dropdown-item")
    for _attempt in range(10):  # what the page still loads beside the form closes the list
        box.fill("")
        box.fill("Vendeur")
        with suppress(TimeoutError):
            offers.filter(has_text="Vendeur de rien").first.wait_for(timeout=3000)
            break
    texts = page.locator(".o-autocomplete--dropdown-item").all_inner_texts()
    shot(page, "suppliers")
    assert [re.sub(r"\s+", " ", text).strip() for text in texts][:5] == [
        "Fournisseurs", "Vendeur du produit", "Vendeur connu", "Autres contacts", "Vendeur de rien"]
    page.locator(".o-autocomplete--dropdown-item", has_text="Vendeur de rien").first.click()
    save(page)
    assert one(database, "SELECT p.name FROM purchase_order o JOIN res_partner p ON p.id = o.partner_id") \
        == "Vendeur de rien"


def test_a_rule_shows_what_it_needs_and_a_new_row_the_rest(site):
    """SCR-08, SCH-03: "Date fixe" shows its date; a new row proposes the rest; what is agreed is said in sentences."""
    database, page = site
    page.set_viewport_size(WIDE)
    open_order(page, database, "Original")
    page.locator(".o_notebook_headers a", has_text="Échéancier et règlements").first.click()
    lines = page.locator(".o_field_widget[name=egg_schedule_line_ids]")
    lines.locator(".o_field_x2many_list_row_add a").first.click()
    row = lines.locator(".o_selected_row")
    row.locator(".o_field_widget[name=percent] input").fill("40")
    expect(lines.locator("th[data-name=fixed_date]")).to_have_count(0)
    shot(page, "schedule-rule")
    rule = row.locator(".o_field_widget[name=rule]")
    rule.locator("input, select").first.click()
    page.locator(".o_select_menu_item, .o-dropdown--menu .dropdown-item, .o-overlay-item .dropdown-item",
                 has_text="Date fixe").first.click()
    lines.locator("th[data-name=fixed_date]").wait_for()
    row.locator(".o_field_widget[name=fixed_date]").wait_for()
    row.locator(".o_field_widget[name=fixed_date] input").fill("31/12/2030")
    page.keyboard.press("Tab")
    lines.locator(".o_field_x2many_list_row_add a").first.click()
    lines.locator(".o_data_row:nth-child(2).o_selected_row").wait_for()
    row = lines.locator(".o_selected_row")
    expect(row.locator(".o_field_widget[name=percent] input")).to_have_value("60,00")
    rule = row.locator(".o_field_widget[name=rule]")
    rule.locator("input, select").first.click()
    page.locator(".o_select_menu_item, .o-dropdown--menu .dropdown-item, .o-overlay-item .dropdown-item",
                 has_text="Jours fin de mois").first.click()
    row.locator(".o_field_widget[name=days] input").fill("90")
    page.locator("h1").first.click()
    words = page.locator("[name=egg_schedule_sentences]")
    words.filter(has_text="90 jours fin de mois, soit 720,00").wait_for()
    shot(page, "schedule-rules")
    expect(words).to_contain_text(re.compile(r"60\s% à 90 jours fin de mois, soit 720,00\s€ le \d\d/\d\d/\d{4}"))


def test_the_internal_note_is_on_an_invoice_and_an_issued_one_looks_read_only(site):
    """SCR-09, DOC-12: the note is typed on a draft; on the issued invoice neither it nor the lines are open."""
    database, page = site
    page.set_viewport_size(WIDE)
    issued = one(database, "SELECT min(id) FROM account_move WHERE move_type = 'out_invoice' AND state = 'posted'")
    show(page, f"account.move/{issued}")
    page.wait_for_selector(".o_field_widget[name=invoice_line_ids] .o_data_row")
    shot(page, "issued")
    page.locator(".o_notebook_headers a", has_text="Autres informations").first.click()
    page.wait_for_selector(".o_field_widget[name=egg_note]", state="attached")
    for field in ("egg_note", "egg_title", "partner_id"):
        expect(page.locator(f".o_field_widget[name={field}].o_readonly_modifier").first, field).to_be_attached()
    draft = one(database, "SELECT id FROM account_move WHERE egg_title = 'Draft'")
    show(page, f"account.move/{draft}")
    page.wait_for_selector(".o_field_widget[name=invoice_line_ids] .o_data_row")
    page.locator(".o_notebook_headers a", has_text="Autres informations").first.click()
    page.locator(".o_field_widget[name=egg_note] textarea").first.fill("Pour nous seulement")
    save(page)
    assert one(database, f"SELECT egg_note FROM account_move WHERE id = {draft}") == "Pour nous seulement"
