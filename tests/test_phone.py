"""The daily work on a telephone: 390 px wide, with the finger, in a real browser."""

import pytest

from .support.databases import sql
from .support.sample import customer_with_late_invoices
from .support.web import PHONE, assert_fits, assert_says, served_page, shot

BANK = """
env["res.partner.bank"].create({"acc_number": "FR7630006000011234567890189", "partner_id": customer.id})
env.company.write({"egg_debit_creditor_identifier": "FR72ZZZ123456", "egg_sepa_iban": "FR7630003030000005000000175",
                   "egg_sepa_bic": "SOGEFRPP"})
"""


@pytest.fixture(scope="module")
def phone():
    """A page on a telephone with the finger, for all the journeys, and the database behind it."""
    script = customer_with_late_invoices("Washing machine", [480, 90], BANK)
    with served_page("phone", script, viewport=PHONE, touch=True) as opened:
        yield Phone(opened.page, opened.address, opened.database)


class Phone:
    """What a person does with a telephone."""

    def __init__(self, page, address, database):
        self.page, self.address, self.database = page, address, database
        self.asked = set()
        page.on("request", lambda request: self.asked.add(request) if "/web/dataset/" in request.url else None)
        for end in ("requestfinished", "requestfailed"):
            page.on(end, lambda request: self.asked.discard(request))

    def open(self, target):
        self.page.goto(f"{self.address}/odoo/{target}")
        self.page.wait_for_selector(".o_view_controller, .o_form_view")
        self.settle()

    def settle(self):
        """Wait until the answers are there: what is on the screen does not move any more."""
        self.page.wait_for_timeout(100)
        while self.asked:
            self.page.wait_for_timeout(50)
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def new(self, target):
        """The list of an action, then an empty form."""
        self.open(target)
        self.tap(".o_list_button_add, .o-kanban-button-new")
        self.page.wait_for_selector(".o_form_view .o_field_widget")
        self.settle()

    def tap(self, selector, **options):
        self.page.locator(selector, **options).locator("visible=true").first.tap()

    def choose(self, field, text, scope=""):
        """Pick a record in the window that opens instead of a drop-down list."""
        self.page.wait_for_selector(f"{scope} .o_field_widget[name={field}] input")
        windows = self.page.locator(".modal").count()
        self.tap(f"{scope} .o_field_widget[name={field}] input")
        self.page.wait_for_function("count => document.querySelectorAll('.modal').length > count", arg=windows)
        self.tap(".modal .o_kanban_record, .modal .o_data_row", has_text=text)
        self.page.wait_for_function("count => document.querySelectorAll('.modal').length === count", arg=windows)
        self.settle()

    def new_document(self, target, title, lines):
        """An empty document of an action, for the customer, with a title and a window open for its first line."""
        self.new(target)
        self.choose("partner_id", "Client Alpha")
        self.fill("egg_title", title)
        self.tap(f".o_field_widget[name={lines}] .o-kanban-button-new, .o_field_widget[name={lines}] button",
                 has_text="Add")
        self.choose("product_id", "Washing machine", ".modal")

    def fill(self, field, text):
        box = self.page.locator(f".o_field_widget[name={field}]").locator("input, textarea").locator(
            "visible=true").first
        box.tap()
        box.fill(text)
        box.blur()
        self.settle()

    def save(self):
        """Tap the cloud, unless an action saved already."""
        self.settle()
        if self.page.locator(".o_form_button_save").is_visible():
            self.tap(".o_form_button_save")
        self.page.wait_for_selector(".o_form_saved, .o_form_status_indicator_buttons.invisible", state="attached")
        # The address takes the new record's id a moment later, which closes a menu that was opened before.
        self.page.wait_for_function("() => !location.pathname.endsWith('/new')")
        self.settle()

    def close_window(self):
        self.tap(".modal .o_form_button_save")
        self.page.wait_for_selector(".modal", state="detached")
        self.settle()

    def choose_action(self, name):
        """Open the list of actions, which slides in from below, and tap one."""
        self.tap(".o_form_statusbar .o-dropdown, .o_statusbar_buttons_dropdown")
        self.page.wait_for_function("""name => {
            const button = document.querySelector(`.o-dropdown--menu button[name=${name}]`);
            const box = button && button.getBoundingClientRect();
            const still = box && window.eggLastTop === box.top && box.bottom <= window.innerHeight;
            window.eggLastTop = box && box.top;
            window.eggStill = still ? (window.eggStill || 0) + 1 : 0;
            return window.eggStill > 5;
        }""", arg=name)
        # A finger touches what it sees: nothing is scrolled to before, which would send the list away.
        box = self.page.locator(f".o-dropdown--menu button[name={name}]").locator("visible=true").first.bounding_box()
        self.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def reach(self, *states):
        """Wait until the document is in one of the states."""
        self.page.wait_for_selector(", ".join(f".o_arrow_button_current[data-value={state}]" for state in states),
                                    state="attached")

    def picture(self, name):
        """Keep a picture; nothing may stick out at the side."""
        shot(self.page, f"phone-{name}")
        assert_fits(self.page, name)

    def rows(self, statement) -> list:
        return sql(self.database, statement)


def test_bulk_reminder(phone):
    """BLK-10, BLK-11, QLT-02: the overdue rows are ticked, one is unticked with the finger,
    the other gets its letter.
    """
    phone.open("action-egg_followup.egg_bulk_invoice_action")
    row = phone.page.locator(".o_data_row", has_text="108.00")
    row.locator("input[type=checkbox]").tap()
    phone.page.wait_for_selector(".egg_bulk_total:has-text('576.00')")
    phone.picture("bulk")
    for text in ("Overdue", "Client Alpha", "576.00", "Reminder 1"):
        box = phone.page.locator(".o_data_row", has_text="576.00").locator(f"text={text}").first.bounding_box()
        assert 0 <= box["x"] and box["x"] + box["width"] <= PHONE["width"], (
            f"{text} is in sight without moving the row sideways"
        )
    phone.tap(".egg_bulk_go")
    phone.tap(".modal button[name=action_simulate]")
    phone.page.wait_for_selector(".o_form_view .o_field_widget[name=followup_message_ids]")
    phone.picture("run")
    phone.tap("button[name=action_send]")
    phone.reach("running", "done")
    items = phone.rows("SELECT p.name, m.amount_total FROM egg_followup_item i JOIN egg_followup_message l ON l.id = "
                       "i.followup_message_id JOIN res_partner p ON p.id = l.partner_id JOIN account_move_line d ON "
                       "d.id = i.due_item_id JOIN account_move m ON m.id = d.move_id")
    assert items == [["Client Alpha", "576.00"]]


def test_quote(phone):
    """QLT-02, DOC-19: a quote with a line and 10 % discount, saved, then confirmed from the list of actions."""
    phone.new_document("action-egg_sales.egg_quote_screen", "Laundry", "order_line")
    phone.picture("quote-line")
    phone.close_window()
    phone.fill("egg_discount_value", "10")
    phone.page.wait_for_selector("text=/1[,. ]?080[.,]00/")
    phone.picture("quote")
    phone.save()
    phone.choose_action("action_confirm")
    phone.reach("progress")
    phone.picture("order")
    assert phone.rows(
        "SELECT state, amount_total FROM sale_order WHERE egg_title = 'Laundry' AND egg_kind = 'order'") == [[
            "sale", "1080.00"]]


def test_invoice(phone):
    """QLT-02, INV-01: an invoice with a line, saved and confirmed;
    what the law wants and is missing is named on the way.
    """
    phone.new_document("action-account.action_move_out_invoice", "Repair", "invoice_line_ids")
    phone.close_window()
    phone.save()
    phone.picture("invoice")
    phone.page.locator("button[name=action_post]").scroll_into_view_if_needed()
    assert_says(phone.page, ".o_form_view", "Legal mentions still missing")
    phone.tap("button[name=action_post]")
    phone.page.wait_for_selector(".modal button[name=action_confirm]")
    phone.picture("invoice-missing")
    phone.tap(".modal button[name=action_confirm]")
    phone.tap(".modal .modal-footer .btn-primary:has-text('Ok')")
    phone.reach("progress")
    phone.picture("invoice-posted")
    assert phone.rows("SELECT state, amount_total FROM account_move WHERE egg_title = 'Repair'") == [
        ["posted", "1200.00"]]


def test_mandate(phone):
    """QLT-02, SEP-12, SEP-13: a mandate for a customer's account,
    with the day and the town of its signature, made ready for debits.
    """
    phone.new("egg-mandates")
    phone.choose("bank_account_id", "FR76")
    phone.fill("signature_town", "Lyon")
    phone.tap(".o_field_widget[name=signature_date] input, .o_field_widget[name=signature_date] button")
    phone.picture("mandate-date")
    phone.tap(".o_datetime_picker .o_today")
    phone.save()
    phone.tap("button[name=action_insert]")
    phone.reach("valid")
    phone.picture("mandate")
    assert phone.rows("SELECT state, signature_town, signature_date = current_date FROM egg_debit_mandate") == [
        ["valid", "Lyon", "t"]]


def test_event(phone):
    """AGE-12, QLT-02: an event with its type and its customer, saved, then ticked as done."""
    phone.new("action-egg_agenda.action_event")
    phone.fill("name", "Visit of the workshop")
    phone.choose("egg_type_id", "Appointment")
    phone.choose("egg_customer_id", "Client Alpha")
    phone.save()
    phone.tap(".o_field_widget[name=egg_done] input")
    phone.save()
    phone.picture("event")
    rows = phone.rows("SELECT t.name->>'en_US', p.name, e.egg_done FROM calendar_event e JOIN egg_event_type t ON "
                      "t.id = e.egg_type_id JOIN res_partner p ON p.id = e.egg_customer_id WHERE e.name = 'Visit of "
                      "the workshop'")
    assert rows == [["Appointment", "Client Alpha", "t"]]
