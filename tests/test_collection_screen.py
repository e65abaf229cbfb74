"""Reminding and collecting as a person does, in French, wide and on a phone."""

import pytest
from playwright.sync_api import expect

from .support.databases import cloned, run_script, sql
from .support.sample import customer_with_late_invoices
from .support.screen import look
from .support.web import PHONE, WIDE, assert_says, browser_page, served, shot, show
from .test_french import READ, english  # noqa: F401 - the fixture

from egg_dev import odoo  # isort: skip

NARROW = {"width": 1280, "height": 800}
#: 390 px in the daily suite, where most is cut; the two others are proofs.
WIDTHS = [pytest.param(PHONE, id="phone"), pytest.param(NARROW, id="1280", marks=pytest.mark.proof),
          pytest.param(WIDE, id="1400", marks=pytest.mark.proof)]
MORE = """
(env.user | env.ref("base.user_admin")).lang = "fr_FR"
env.company.partner_id.lang = customer.lang = "fr_FR"
customer.phone = "04 72 00 00 01"
later = env["account.move"].create([{
    "move_type": "out_invoice", "partner_id": customer.id, "invoice_date": today,
    "invoice_date_due": today + timedelta(days=days), "invoice_payment_term_id": False,
    "invoice_line_ids": [(0, 0, {"product_id": product.id, "price_unit": price})]}
    for days, price in ((7, 77), (7, 77), (9, 77), (60, 10321.5))])
later.action_post()
env.company.write({"egg_debit_creditor_identifier": "FR72ZZZ123456", "egg_sepa_iban": "FR7630003030000005000000175",
                   "egg_sepa_bic": "SOGEFRPP"})
signed = env["res.partner"].create({"name": "Client Prélevé", "is_company": True, "lang": "fr_FR", "city": "Lyon"})
account = env["res.partner.bank"].create({"acc_number": "FR7630006000011234567890189", "partner_id": signed.id,
                                          "egg_bic": "AGRIFRPP"})
mandate = env["egg.debit.mandate"].create({"bank_account_id": account.id, "signature_date": today,
                                           "signature_town": "Lyon"})
mandate.action_insert()
debited = env["account.move"].create([{
    "move_type": "out_invoice", "partner_id": signed.id, "invoice_date": today - timedelta(days=30),
    "invoice_date_due": today - timedelta(days=5), "invoice_payment_term_id": False,
    "invoice_line_ids": [(0, 0, {"product_id": product.id, "price_unit": price})]} for price in (50, 60, 70)])
debited.action_post()
"""


@pytest.fixture(scope="module")
def site():
    """A page in French on a served database, for all the tests of this file, and the database."""
    with cloned("collection", odoo.WEB_TEMPLATE) as database:
        run_script(database, customer_with_late_invoices("Lave-linge", [480, 90, 30], MORE))
        with served(database) as address, browser_page(address) as page:
            yield database, page


@pytest.fixture(autouse=True)
def picture_of_a_fault(request, site):
    """The screen as it was when a test failed."""
    yield
    if request.session.testsfailed:
        shot(site[1], f"fault-{request.node.name}")


def open_bulk(page):
    show(page, "egg_followup.egg_bulk_invoice_action")
    page.wait_for_selector(".o_data_row")


def tick_only(page, *texts):
    """Tick the rows with these texts, and no other."""
    for row in page.locator(".o_data_row").all():
        box = row.locator(".o_list_record_selector input")
        if box.is_checked() != any(text in row.inner_text() for text in texts):
            box.click()


@pytest.mark.parametrize("viewport", WIDTHS)
def test_a_reminder(site, english, viewport):  # noqa: F811
    """SCR-14, SCR-15, SCR-18, SCR-19: the row, the window, the simulation, the wait, taken back, sent."""
    database, page = site
    width = viewport["width"]
    page.set_viewport_size(viewport)
    open_bulk(page)
    assert_says(page, ".o_data_row:has-text('Client Alpha')", "10 jours de retard", "04 72 00 00 01", "Relance 1")
    look(page, f"reminder-rows-{width}", READ, english)
    amount = {PHONE["width"]: "576,00", NARROW["width"]: "108,00", WIDE["width"]: "36,00"}[width]
    tick_only(page, amount, "92,40")
    page.click(".egg_bulk_go")
    page.wait_for_selector(".modal button[name=action_simulate]")
    look(page, f"reminder-choices-{width}", READ, english)
    page.click(".modal button[name=action_simulate]")
    page.wait_for_selector(".o_form_view [name=simulation]")
    assert_says(page, "[name=simulation]", "1 e-mail à envoyer", "3 lignes attendent, la première le")
    look(page, f"reminder-simulation-{width}", READ, english)
    page.click("button[name=action_send]")
    page.wait_for_selector("[name=waiting]")
    look(page, f"reminder-waiting-{width}", READ, english)
    page.click("button[name=action_take_back]")
    page.wait_for_selector("[name=simulation]")
    page.click("button[name=action_send]")
    page.wait_for_selector("[name=waiting]")
    page.click("button[name=action_send_now]")
    page.wait_for_selector("[name=waiting]", state="detached")
    assert sql(database, "SELECT state, leaves_at IS NULL FROM egg_followup_run ORDER BY id DESC LIMIT 1")[0][1] == "t"
    open_bulk(page)
    row = page.locator(".o_data_row", has_text=amount)
    row.get_by_text("Déjà en attente").wait_for()  # the list shows first what it knew before, then what is new
    expect(row.locator(".o_list_record_selector input")).not_to_be_checked()


@pytest.mark.parametrize("viewport", [NARROW, WIDE], ids=["narrow", "wide"])
def test_a_row_is_whole(site, english, viewport):  # noqa: F811
    """SCR-14: amounts of five digits too; nothing of a row is out of sight."""
    _database, page = site
    page.set_viewport_size(viewport)
    open_bulk(page)
    assert_says(page, ".o_list_renderer", "12 385,80")
    look(page, f"rows-{viewport['width']}", READ, english)
    assert page.evaluate("(list => list.scrollWidth - list.clientWidth)(document.querySelector('.o_list_renderer'))"
                         ) <= 0


def test_links_open_and_the_box_ticks(site):
    """SCR-14: a click on the number opens the invoice, one on the name the customer; neither unticks."""
    _database, page = site
    page.set_viewport_size(NARROW)
    for cell, field in (("move_name", "invoice_line_ids"), ("partner_id", "child_ids")):
        open_bulk(page)
        row = page.locator(".o_data_row", has_text="Client Prélevé").first
        box = row.locator(".o_list_record_selector input")
        expect(box).to_be_checked()
        row.locator("td[name=egg_due_badge]").click(position={"x": 5, "y": 5}, trial=True)
        row.locator(f"td[name={cell}] a.egg_row_link").click()
        page.wait_for_selector(f".o_form_view .o_field_widget[name={field}]")


@pytest.mark.parametrize("viewport", WIDTHS)
def test_nothing_to_send(site, english, viewport):  # noqa: F811
    """SCR-15: an empty simulation says why and offers the way out."""
    _database, page = site
    page.set_viewport_size(viewport)
    open_bulk(page)
    tick_only(page, "92,40")
    page.click(".egg_bulk_go")
    page.click(".modal button[name=action_simulate]")
    page.wait_for_selector("[name=simulation]")
    assert_says(page, "[name=simulation]", "Rien à envoyer")
    assert_says(page, ".o_notebook_headers .nav-link.active", "Ignorés, et pourquoi")
    look(page, f"reminder-nothing-{viewport['width']}", READ, english)
    page.click("button[name=action_choose_again]")
    page.wait_for_selector(".modal .o_field_widget[name=stage_id]")
    look(page, f"reminder-again-{viewport['width']}", READ, english)
    page.click(".modal button[special=cancel], .modal .btn-close")


@pytest.mark.parametrize("viewport", WIDTHS)
def test_a_dispute_and_a_promise(site, english, viewport):  # noqa: F811
    """SCR-19: the window names invoice, customer and amount, and asks for the reason, or for day and amount."""
    _database, page = site
    page.set_viewport_size(viewport)
    for kind, asked in (("fa-hand-paper-o", ["reason"]), ("fa-calendar-check-o", ["promise_date", "promise_amount"])):
        open_bulk(page)
        page.locator(".o_data_row", has_text="72,00").locator(f"button:has(.{kind})").click()
        page.wait_for_selector(".modal [name=about]")
        about = page.inner_text(".modal [name=about]")
        assert "Client Prélevé" in about and "72,00" in about and "/20" in about, about
        for field in asked:
            page.wait_for_selector(f".modal .o_field_widget[name={field}]")
        look(page, f"hold-{asked[0]}-{viewport['width']}", READ, english)
        page.click(".modal button[special=cancel], .modal .btn-close")
        page.wait_for_selector(".modal", state="detached")


@pytest.mark.parametrize("viewport", WIDTHS)
def test_a_file_for_the_bank(site, english, viewport):  # noqa: F811
    """SCR-15, SCR-19: the form begins with its sentence; what cannot be debited says why and opens its customer."""
    _database, page = site
    page.set_viewport_size(viewport)
    open_bulk(page)
    tick_only(page, "36,00")
    page.select_option(".egg_bulk_action", label="Encaisser par prélèvement")
    page.click(".egg_bulk_go")
    page.wait_for_selector(".modal [name=result]")
    assert_says(page, ".modal [name=result]", "Rien à prélever. ")
    look(page, f"collect-nothing-{viewport['width']}", READ, english)
    page.click(".modal button[name=action_open_customers]")
    page.wait_for_selector(".o_form_view .o_field_widget[name=vat]")
    amount = {PHONE["width"]: "60,00", NARROW["width"]: "72,00", WIDE["width"]: "84,00"}[viewport["width"]]
    open_bulk(page)
    tick_only(page, amount)
    page.select_option(".egg_bulk_action", label="Encaisser par prélèvement")
    page.click(".egg_bulk_go")
    page.wait_for_selector(".modal [name=result]")
    assert_says(page, ".modal [name=result]", "1 échéance à prélever")
    look(page, f"collect-{viewport['width']}", READ, english)
    page.click(".modal button[name=action_validate]")
    page.wait_for_selector(".o_form_view .o_field_widget[name=item_ids], .o_form_view .o_statusbar_status")
    page.wait_for_selector(".modal", state="detached")
    look(page, f"collection-{viewport['width']}", READ, english)


@pytest.mark.parametrize("action, field", [("Relancer", "stage_mode"), ("Encaisser par prélèvement", "collect_on")])
def test_from_the_invoice_list(site, action, field):
    """SCR-17: ticked invoices are reminded, and collected, from their own list."""
    _database, page = site
    page.set_viewport_size(WIDE)
    show(page, "account.action_move_out_invoice_type")
    page.wait_for_selector(".o_data_row")
    page.locator(".o_data_row", has_text="Client Alpha").first.locator(".o_list_record_selector input").click()
    page.click(".o_cp_action_menus button:has-text('Actions')")
    page.locator(".o-dropdown--menu .dropdown-item", has_text=action).first.click()
    page.wait_for_selector(f".modal .o_field_widget[name={field}]")
    page.click(".modal button[special=cancel], .modal .btn-close")
    page.wait_for_selector(".modal", state="detached")
