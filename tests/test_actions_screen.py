"""Returns of the bank, debits by Stripe, calls, the planning and the settings as a person uses them, in French, wide
and on a phone (SCR-19).
"""

from datetime import date, timedelta

import pytest
from odoo.addons.egg_stripe.tests.stripe_fake import GOOD_KEY, StripeFake
from playwright.sync_api import expect

from .support.databases import cloned, run_script, sql
from .support.sample import customer_with_late_invoices
from .support.screen import look
from .support.web import PHONE, SETTLED, WIDE, assert_says, browser_page, log_in, press, served, shot, show
from .test_french import READ, english  # noqa: F401 - the fixture

from egg_dev import odoo  # isort: skip

NARROW = {"width": 1280, "height": 800}
#: 1400 px in the daily suite; the two others are proofs.
WIDTHS = [pytest.param(WIDE, id="1400"), pytest.param(NARROW, id="1280", marks=pytest.mark.proof),
          pytest.param(PHONE, id="390", marks=pytest.mark.proof)]
#: Three debits that were sent and booked, three accounts at Stripe, three customers to call: one for each width.
MORE = """
from datetime import datetime, time
from unittest.mock import patch
(env.user | env.ref("base.user_admin")).lang = "fr_FR"
(env.user | env.ref("base.user_admin")).tz = "Europe/Paris"
env.company.partner_id.lang = customer.lang = "fr_FR"
env.company.write({"egg_debit_creditor_identifier": "FR72ZZZ123456", "egg_sepa_iban": "FR7630003030000005000000175",
                   "egg_sepa_bic": "SOGEFRPP"})
IBANS = ["FR7630006000011234567890189", "FR1420041010050500013M02606", "NL91ABNA0417164300"]

def customer_of(name, number):
    return env["res.partner"].create({"name": f"{name} {number}", "is_company": True, "lang": "fr_FR", "city": "Lyon",
                                      "email": f"{number}@client.example", "phone": f"04 72 00 00 0{number}"})

def invoice(partner, price, days=5):
    move = env["account.move"].create({
        "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": today - timedelta(days=30),
        "invoice_date_due": today - timedelta(days=days), "invoice_payment_term_id": False,
        "invoice_line_ids": [(0, 0, {"product_id": product.id, "price_unit": price})]})
    move.action_post()
    return move

debited = env["account.move"]
for number, iban in enumerate(IBANS):
    partner = customer_of("Client Prélevé", number)
    account = env["res.partner.bank"].create({"acc_number": iban, "partner_id": partner.id})
    env["egg.debit.mandate"].create({"bank_account_id": account.id, "signature_date": today,
                                     "signature_town": "Lyon"}).action_insert()
    debited |= invoice(partner, 50 + number)
form = env["egg.sepa.collect"].with_context(active_model="account.move", active_ids=debited.ids).create({})
collection = env["egg.sepa.collection"].browse(form.action_validate()["res_id"])
collection.action_sent()
with patch.object(type(env["ir.cron"]), "_commit_progress", lambda *_args, **_values: float("inf")):
    env["egg.sepa.collection"]._cron_book_payments()

env["ir.config_parameter"].set_param("egg_stripe.test_address", %(address)r)
env.company._make_egg_stripe_provider().write({"state": "test", "stripe_secret_key": %(key)r,
                                               "stripe_publishable_key": "pk_test_1"})
for number, iban in enumerate(IBANS):
    partner = customer_of("Client Stripe", number)
    invoice(partner, 70 + number)

call = env.ref("egg_followup.stage_call")
before = env["egg.followup.stage"].search([("kind", "=", "reminder"), ("sequence", "<", call.sequence)],
                                          order="sequence desc", limit=1)
for number in range(3):
    [item] = invoice(customer_of("Client Appelé", number), 90 + number, 60)._get_egg_due_items()
    env["egg.followup.entry"].create({"due_item_id": item.id, "stage_id": before.id, "date": today - timedelta(40)})
with patch.object(type(env["ir.cron"]), "_commit_progress", lambda *_args, **_values: float("inf")):
    env["egg.task"]._cron_plan_calls()
admin = env.ref("base.user_admin")
env["egg.task"].search([]).write({"user_id": admin.id})
monday = datetime.combine(today - timedelta(days=today.weekday()), time(8))
kinds = env["egg.event.type"].search([])
env["calendar.event"].create([{
    "name": f"Rendez-vous de chantier numéro {place}", "start": monday + timedelta(days=place %% 6, hours=place),
    "stop": monday + timedelta(days=place %% 6, hours=place + 1), "user_id": admin.id, "egg_customer_id": customer.id,
    "partner_ids": [(6, 0, admin.partner_id.ids)], "egg_type_id": kinds[place %% len(kinds)].id} for place in range(9)])
"""
#: What Stripe's jobs do in the background.
JOBS = """
from unittest.mock import patch
with patch.object(type(env["ir.cron"]), "_commit_progress", lambda *_args, **_values: float("inf")):
    env["egg.stripe.run"]._cron_send()
    env["egg.stripe.run"]._cron_follow()
env.cr.commit()
"""


@pytest.fixture(scope="module")
def site():
    """A page in French on a served database beside a Stripe that remembers, and the database."""
    with StripeFake() as stripe, cloned("actions", odoo.WEB_TEMPLATE) as database:
        script = customer_with_late_invoices("Lave-linge", [480], MORE % {"address": stripe.address, "key": GOOD_KEY})
        run_script(database, script)
        with served(database) as address, browser_page(address) as page:
            yield Site(database, address, page, stripe)


class Site:
    """The page, what is behind it, and what the browser's console said."""

    def __init__(self, database, address, page, stripe):
        self.database, self.address, self.page, self.stripe, self.errors = database, address, page, stripe, []
        page.on("console", lambda told: self.errors.append(told.text) if told.type == "error" else None)

    def one(self, statement):
        return sql(self.database, statement)[0][0]


@pytest.fixture(autouse=True)
def nothing_in_the_console(request, site):
    """No error in the browser's console; the screen as it was when a test failed."""
    site.errors.clear()
    failed = request.session.testsfailed
    yield
    if request.session.testsfailed > failed:
        shot(site.page, f"fault-{request.node.name}")
    assert not site.errors, site.errors


def number_of(viewport) -> int:
    """Each width has a customer of its own."""
    return {WIDE["width"]: 0, NARROW["width"]: 1, PHONE["width"]: 2}[viewport["width"]]


def refuse(reference) -> dict:
    """The bank's answer that refuses a debit, and two that nobody knows."""
    references = (reference, f"INCONNU-{reference[-1]}", f"AUTRE-{reference[-1]}")
    rows = "".join(f"<TxInfAndSts><OrgnlEndToEndId>{one}</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn>"
                   "<Cd>AM04</Cd></Rsn></StsRsnInf></TxInfAndSts>" for one in references)
    text = ('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt><GrpHdr><MsgId>R1</MsgId>'
            f"<CreDtTm>{date.today()}T08:00:00</CreDtTm></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>X</OrgnlMsgId>"
            f"</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>X</OrgnlPmtInfId>{rows}</OrgnlPmtInfAndSts>"
            "</CstmrPmtStsRpt></Document>")
    return {"name": "rejets.xml", "mimeType": "application/xml", "buffer": text.encode()}


#: One row of the bank's answer is left to look at.
ONE_LEFT = "() => document.querySelectorAll('.modal button[name=action_dismiss]').length === 1"


@pytest.mark.parametrize("viewport", WIDTHS)
def test_returns_of_the_bank(site, english, viewport):  # noqa: F811
    """SCR-19: the bank's answer is dropped: two clicks from the menu; the invoice is open again, what is unknown waits
    in a list and is dismissed, row by row, in one window.
    """
    page, number = site.page, number_of(viewport)
    page.set_viewport_size(viewport)
    customer = f"Client Prélevé {number}"
    reference = site.one("SELECT end_to_end FROM egg_sepa_collection_item i JOIN res_partner p ON p.id = i.partner_id "
                         f"WHERE p.name = '{customer}'")
    show(page, "egg_sepa.egg_sepa_collection_action")  # what stands behind the window
    show(page, "egg_sepa.egg_sepa_return_import_action")
    look(page, f"return-choose-{viewport['width']}", READ, english)
    page.set_input_files(".modal input[type=file]", refuse(reference))
    page.wait_for_selector(".modal .o_field_widget[name=file] .fa-pencil")
    page.dblclick(".modal button[name=action_import]")  # in haste
    page.wait_for_selector(".modal .o_field_widget[name=applied_count]")
    expect(page.locator(".modal .o_field_widget[name=applied_count]").first).to_have_text("1")
    look(page, f"return-done-{viewport['width']}", READ, english)
    dismiss = page.locator(".modal button[name=action_dismiss]").locator("visible=true")
    dismiss.first.click()
    page.wait_for_function(ONE_LEFT)
    look(page, f"return-left-{viewport['width']}", READ, english)
    dismiss.first.click()
    page.wait_for_selector(".modal", state="detached")
    assert site.one("SELECT m.payment_state FROM account_move m JOIN res_partner p ON p.id = m.partner_id WHERE "
                    f"p.name = '{customer}' AND m.move_type = 'out_invoice'") == "not_paid"
    show(page, "egg_sepa.egg_sepa_collection_item_action")
    page.wait_for_selector(".o_data_row, .o_kanban_record")
    look(page, f"return-debits-{viewport['width']}", READ, english)


#: Tick the rows with a text, and no other.
TICK_ONLY = """text => {
    for (const row of document.querySelectorAll(".o_data_row")) {
        const box = row.querySelector(".o_list_record_selector input");
        if (box.checked !== row.innerText.includes(text)) box.click();
    }
}"""


def insert_account(page, number, viewport):
    """The customer's account at Stripe, from his form."""
    page.locator(".o_notebook_headers .nav-link", has_text="Banque").click()
    page.locator("button[name=action_egg_stripe_accounts]").click()
    page.wait_for_selector(".o_form_view", state="detached")
    page.wait_for_function(SETTLED)
    page.locator(".o_control_panel :is(.o_list_button_add, .o-kanban-button-new)").locator("visible=true").first.click()
    iban = ("FR7630006000011234567890189", "FR1420041010050500013M02606", "NL91ABNA0417164300")[number]
    scope = ".o_form_view" if viewport == PHONE else ".o_selected_row"
    box = page.locator(f"{scope} [name=iban] input")
    box.fill(iban)
    if viewport != PHONE:
        expect(page.locator(".o_list_button_add")).to_have_count(0)  # one empty row at a time
        box.press("Enter")
        expect(page.locator(".o_data_row")).to_have_count(1)
    day = (date.today() - timedelta(days=20)).strftime("%d/%m/%Y")
    page.locator(f"{scope} [name=mandate_date] input, {scope} [name=mandate_date] button").first.click()
    page.locator(f"{scope} [name=mandate_date] input").first.fill(day)
    page.locator(f"{scope} [name=email] input").first.click()


@pytest.mark.parametrize("viewport", WIDTHS)
def test_a_debit_by_stripe(site, english, viewport):  # noqa: F811
    """SCR-19, STR-10: the account is inserted one row at a time and declared; the invoice is debited and paid."""
    page, number, width = site.page, number_of(viewport), viewport["width"]
    page.set_viewport_size(viewport)
    customer = site.one(f"SELECT id FROM res_partner WHERE name = 'Client Stripe {number}'")
    show(page, f"res.partner/{customer}")
    insert_account(page, number, viewport)
    look(page, f"stripe-row-{width}", READ, english)
    if viewport == PHONE:
        press(page, "action_declare")
        page.wait_for_selector(".o_arrow_button_current[data-value=ready]", state="attached")
    else:
        page.click(".o_selected_row button[name=action_declare]")
        page.wait_for_selector(".o_data_row [name=state]:has-text('Prêt')")
        expect(page.locator(".o_data_row")).to_have_count(1)
    look(page, f"stripe-account-{width}", READ, english)
    show(page, "egg_followup.egg_bulk_invoice_action")
    page.wait_for_selector(".egg_bulk_go:enabled")
    page.wait_for_timeout(800)  # the list shows first what it knew before, then what is new
    page.evaluate(TICK_ONLY, f"Client Stripe {number}")
    page.select_option(".egg_bulk_action", label="Prélever par Stripe")
    page.click(".egg_bulk_go")
    page.wait_for_selector(".modal [name=result]")
    look(page, f"stripe-choices-{width}", READ, english)
    page.dblclick(".modal button[name=action_confirm]")  # in haste
    page.wait_for_selector(".modal", state="detached")
    page.wait_for_selector(".o_form_view")
    look(page, f"stripe-run-{width}", READ, english)
    run_script(site.database, JOBS)
    site.stripe.settle()
    run_script(site.database, JOBS)
    assert site.one("SELECT m.payment_state FROM account_move m JOIN res_partner p ON p.id = m.partner_id WHERE "
                    f"p.name = 'Client Stripe {number}' AND m.move_type = 'out_invoice'") == "paid"
    assert site.one("SELECT count(*) FROM payment_transaction t JOIN res_partner p ON p.id = t.partner_id WHERE "
                    f"p.name = 'Client Stripe {number}'") == "1"
    show(page, "egg_stripe.egg_stripe_debit_action")
    page.wait_for_selector(".o_data_row, .o_kanban_record")
    look(page, f"stripe-debits-{width}", READ, english)


@pytest.mark.parametrize("viewport", WIDTHS)
def test_a_call(site, english, viewport):  # noqa: F811
    """SCR-19, BEY-07: who is to be called, what is noted of it: three clicks from the list."""
    page, number, width = site.page, number_of(viewport), viewport["width"]
    page.set_viewport_size(viewport)
    show(page, "egg_agenda_followup.action_call")
    page.wait_for_selector(".o_data_row, .o_kanban_record:not(.o_kanban_ghost)")
    look(page, f"call-list-{width}", READ, english)
    row = page.locator(".o_data_row, .o_kanban_record", has_text=f"Client Appelé {number}")
    row.locator("button[name=action_call_result]").click()
    page.wait_for_selector(".modal .o_field_widget[name=result]")
    page.locator(".modal .o_field_widget[name=result] label", has_text="Promet de payer").first.click()
    page.wait_for_selector(".modal .o_field_widget[name=promise_date]")
    look(page, f"call-result-{width}", READ, english)
    day = (date.today() + timedelta(days=5)).strftime("%d/%m/%Y")
    page.locator(".modal .o_field_widget[name=promise_date]").locator("input, button").first.click()
    page.locator(".modal .o_field_widget[name=promise_date] input").first.fill(day)
    page.keyboard.press("Escape")
    page.click(".modal button[name=action_apply]")
    page.wait_for_selector(".modal", state="detached")
    assert site.one("SELECT l.egg_promise_date FROM account_move_line l JOIN res_partner p ON p.id = "
                    f"l.partner_id WHERE p.name = 'Client Appelé {number}' AND l.display_type = 'payment_term'") == str(
                        date.today() + timedelta(days=5))
    call = site.one(f"SELECT t.id FROM egg_task t JOIN res_partner p ON p.id = t.egg_customer_id WHERE p.name = "
                    f"'Client Appelé {number}'")
    show(page, f"egg.task/{call}")
    page.wait_for_selector(".o_form_view .o_field_widget[name=call_items], .o_form_view .o_notebook")
    look(page, f"call-task-{width}", READ, english)


@pytest.mark.parametrize("viewport", WIDTHS)
def test_the_settings(site, english, viewport):  # noqa: F811
    """SCR-19: every block of the settings; a good key says "Connecté", and what is typed is kept."""
    page, width = site.page, viewport["width"]
    page.set_viewport_size(viewport)
    show(page, "egg_billing.egg_settings_action")
    page.wait_for_selector(".o_setting_container, .o_form_view .app_settings_block")
    look(page, f"settings-{width}", READ, english)
    key = page.locator(".o_field_widget[name=egg_stripe_secret_key] input")
    key.scroll_into_view_if_needed()
    key.fill("sk_test_fausse")
    page.click("button[name=action_egg_stripe_test]")
    page.wait_for_selector(".o_notification:has-text('Stripe ne connaît pas cette clé')")
    page.locator(".o_notification_close").first.click()
    key.fill(GOOD_KEY)
    page.click("button[name=action_egg_stripe_test]")
    page.wait_for_selector(".o_notification:has-text('Connecté : Ma Boutique')")
    look(page, f"settings-stripe-{width}", READ, english)
    page.locator(".o_notification_close").first.click()
    box = page.locator(".o_field_widget[name=egg_type_required] input")
    box.scroll_into_view_if_needed()
    was = box.is_checked()
    box.click()
    with page.expect_event("load"):  # what is saved loads the whole client once more
        page.locator(".o_form_button_save").locator("visible=true").first.click()
    expect(box).to_be_checked(checked=not was)
    assert site.one("SELECT bool_or(egg_type_required) FROM res_company") == ("f" if was else "t")


# The planning

#: Where an hour of today stands on the screen.
PLACE = """hour => {
    const slot = document.querySelector(`.fc-timegrid-slot-lane[data-time="${hour}"]`);
    slot.scrollIntoView({block: "center"});
    const column = document.querySelector(".fc-timegrid-col.fc-day-today").getBoundingClientRect();
    const box = slot.getBoundingClientRect();
    return {x: column.left + column.width / 2, y: box.top + box.height / 2};
}"""


def choose_scale(page, scale):
    page.locator(".scale_button_selection").locator("visible=true").first.click()
    page.locator(f".o-dropdown--menu .o_scale_button_{scale}").dispatch_event("click")  # a sheet still rises on a phone
    page.wait_for_selector({"day": ".fc-timeGridDay-view", "week": ".fc-timeGridWeek-view",
                            "month": ".fc-dayGridMonth-view"}[scale])
    page.wait_for_function(SETTLED)


def open_planning(page):
    show(page, "egg_agenda.action_planning")
    page.wait_for_selector(".o_calendar_view .fc-view")
    page.wait_for_function(SETTLED)


def fill_quickly(page, name):
    """The small window: what it is called, its type, and it is there."""
    page.locator(".modal .o_field_widget[name=name]").locator("input, textarea").first.fill(name)
    page.locator(".modal .o_field_widget[name=egg_type_id] input").click()
    choices = page.locator(".o-autocomplete--dropdown-item, .modal .o_kanban_record, .modal .o_data_row")
    choices.filter(has_text="Appel").locator("visible=true").first.click()
    page.wait_for_function("() => document.querySelector('.modal .o_field_widget[name=egg_type_id] input')?.value")


def quick(site, name) -> str:
    """The type of the event that was made, and how long it takes."""
    return site.one(f"""SELECT (t.name->>'fr_FR') || ' ' || (e.stop - e.start)::text FROM calendar_event e
                          JOIN egg_event_type t ON t.id = e.egg_type_id WHERE e.name = '{name}'""")


@pytest.mark.parametrize("viewport", [*WIDTHS[:2], pytest.param(PHONE, id="390")])
def test_day_week_and_month(site, english, viewport):  # noqa: F811
    """SCR-19, AGE-12: each of them fits, with what is in it."""
    page = site.page
    page.set_viewport_size(viewport)
    open_planning(page)
    for scale in ("day", "week", "month"):
        choose_scale(page, scale)
        look(page, f"planning-{scale}-{viewport['width']}", READ, english)
    expect(page.locator(".fc-event").nth(4)).to_be_attached()


@pytest.mark.parametrize("viewport", WIDTHS[:2])
def test_an_event_by_dragging(site, english, viewport):  # noqa: F811
    """SCR-19, AGE-13: a slot is drawn over some hours, named, and kept."""
    page, name = site.page, f"Dessin {viewport['width']}"
    page.set_viewport_size(viewport)
    open_planning(page)
    choose_scale(page, "week")
    stop = page.evaluate(PLACE, "19:30:00")
    start = {"x": stop["x"], "y": stop["y"] - 3 * page.evaluate(
        "() => document.querySelector('.fc-timegrid-slot-lane').getBoundingClientRect().height")}
    page.mouse.move(start["x"], start["y"])
    page.mouse.down()
    page.mouse.move(start["x"], (start["y"] + stop["y"]) / 2, steps=5)
    page.mouse.move(stop["x"], stop["y"], steps=5)
    page.mouse.up()
    page.wait_for_selector(".modal .o_field_widget[name=egg_type_id] input")
    look(page, f"planning-quick-{viewport['width']}", READ, english)
    fill_quickly(page, name)
    page.locator(".modal .o_form_button_save").dblclick()  # in haste
    page.wait_for_selector(".modal", state="detached")
    page.locator(".fc-event", has_text=name).first.wait_for()
    assert quick(site, name) == "Appel 01:30:00"


def test_an_event_by_a_long_press(site, english):  # noqa: F811
    """SCR-19, AGE-12: on a phone the finger stays on an hour until the small window opens."""
    context = site.page.context.browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    log_in(context, site.address, "admin")
    page = context.new_page()
    page.goto(f"{site.address}/odoo/action-egg_agenda.action_planning")
    page.wait_for_selector(".o_calendar_view .fc-view")
    page.wait_for_function(SETTLED)
    choose_scale(page, "day")
    place = page.evaluate(PLACE, "20:00:00")
    finger = context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [place]})
    page.wait_for_timeout(900)  # as long as a finger stays
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_selector(".modal .o_field_widget[name=egg_type_id] input")
    look(page, "planning-press-390", READ, english)
    fill_quickly(page, "Du doigt")
    page.locator(".modal .o_form_button_save").tap()
    page.locator(".fc-event", has_text="Du doigt").first.wait_for()
    look(page, "planning-pressed-390", READ, english)
    assert quick(site, "Du doigt").startswith("Appel 0")
    context.close()


@pytest.mark.parametrize("viewport", WIDTHS)
def test_statistics_of_events(site, english, viewport):  # noqa: F811
    """SCR-19, AGE-07: events by type, person and month, as a table and as a graph."""
    page, width = site.page, viewport["width"]
    page.set_viewport_size(viewport)
    show(page, "egg_agenda.action_event_statistics")
    page.wait_for_selector(".o_pivot table")
    look(page, f"statistics-table-{width}", READ, english)
    assert_says(page, ".o_pivot table", "Rendez-vous")
    switch = page.locator(".o_switch_view.o_graph")
    if not switch.locator("visible=true").count():
        page.locator(".o_cp_switch_buttons button, .o_cp_switch_buttons .dropdown-toggle").first.click()
        page.locator(".o-dropdown--menu .o-dropdown-item, .o-dropdown--menu .dropdown-item",
                     has_text="Graphique").first.click()
    else:
        switch.first.click()
    page.wait_for_selector(".o_graph_canvas_container canvas")
    look(page, f"statistics-graph-{width}", READ, english)
