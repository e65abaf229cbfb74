"""From an empty French database to the first reminder and to the first file for the bank: at most 15 clicks each,
typing not counted.
"""

from datetime import date

import pytest

from .support.databases import cloned, run_script, sql
from .support.sample import customer_with_late_invoices
from .support.web import browser_page, served, shot

from egg_dev import odoo  # isort: skip

MOST = 15
#: A company with its name, one user, one posted late invoice of one customer, and nothing else.
EMPTY = """
(env.user | env.ref("base.user_admin")).lang = "fr_FR"
env.company.write({"email": False, "name": "Atelier Neuf"})
env.company.partner_id.lang = customer.lang = "fr_FR"
env.ref("base.user_admin").email = "moi@atelier.example"
"""


class Hand:
    """Counts what the hand does on a page."""

    def __init__(self, page):
        self.page, self.clicks = page, []

    def click(self, selector, **options):
        found = self.page.locator(selector, **options).locator("visible=true").first
        found.click()
        self.clicks.append(options.get("has_text") or selector)

    def choose(self, selector, label):
        """Open a drop-down list and take an entry: two clicks."""
        self.page.select_option(selector, label=label)
        self.clicks += [selector, label]

    def type(self, selector, text):
        self.page.locator(selector).locator("visible=true").first.fill(text)

    def open_bulk(self):
        self.click(".o_navbar_apps_menu button")
        self.click(".o-dropdown--menu .o_app", has_text="EGG")
        self.click(".o_menu_sections button", has_text="Actions")
        self.click(".o-dropdown--menu .dropdown-item", has_text="Actions groupées : factures")
        self.page.wait_for_selector(".egg_bulk_go:enabled")


@pytest.fixture
def hand():
    """A hand on an empty French database, at the first screen, and the database."""
    with cloned("clicks", odoo.WEB_TEMPLATE) as database:
        run_script(database, customer_with_late_invoices("Lave-linge", [480], EMPTY))
        with served(database) as address, browser_page(address) as page:
            yield Hand(page), database


def test_to_the_first_reminder(hand):
    """SCR-16: eight clicks, with the wait ended by hand."""
    hand, database = hand
    hand.open_bulk()
    hand.click(".egg_bulk_go")
    hand.click(".modal button[name=action_simulate]")
    hand.click("button[name=action_send]")
    hand.click("button[name=action_send_now]")
    hand.page.wait_for_selector("[name=waiting]", state="detached")
    shot(hand.page, "clicks-reminder")
    assert sql(database, "SELECT r.state, m.email_to FROM egg_followup_run r JOIN egg_followup_message m "
                         "ON m.run_id = r.id")[0][1] == "alpha@example.com"
    print("CLICKS to the first reminder:", len(hand.clicks), hand.clicks)  # noqa: T201
    assert len(hand.clicks) <= MOST, hand.clicks


def test_to_the_first_file_for_the_bank(hand):
    """SCR-16: from the reason why nothing can be debited to the customer's account, its mandate, and the file."""
    hand, database = hand
    page = hand.page
    hand.open_bulk()
    hand.choose(".egg_bulk_action", "Encaisser par prélèvement")
    hand.click(".egg_bulk_go")
    hand.click(".modal button[name=action_open_customers]")
    hand.click(".o_notebook_headers .nav-link", has_text="Banque")
    hand.click(".o_field_widget[name=egg_bank_ids] .o_field_x2many_list_row_add a")
    hand.type(".o_field_widget[name=egg_bank_ids] .o_selected_row [name=acc_number] input",
              "FR7630006000011234567890189")
    hand.click(".o_form_button_save")
    hand.click(".o_field_widget[name=egg_bank_ids] button[name=action_egg_mandate]")
    page.wait_for_selector(".o_form_view .o_field_widget[name=signature_town] input")
    hand.type(".o_field_widget[name=signature_town] input", "Lyon")
    hand.type(".o_field_widget[name=signature_date] input", date.today().strftime("%d/%m/%Y"))
    shot(page, "clicks-mandate")
    hand.click("button[name=action_insert]")
    page.wait_for_selector(".o_arrow_button_current[data-value=valid]", state="attached")
    hand.click("button[name=action_egg_collect]")
    page.wait_for_selector(".modal .o_field_widget[name=iban] input")
    hand.type(".modal .o_field_widget[name=creditor_identifier] input", "FR72ZZZ123456")
    hand.type(".modal .o_field_widget[name=iban] input", "FR7630003030000005000000175")
    hand.type(".modal .o_field_widget[name=bic] input", "SOGEFRPP")
    shot(page, "clicks-collect")
    hand.click(".modal button[name=action_validate]")
    page.wait_for_selector(".o_form_view button[name=action_download]")
    shot(page, "clicks-file")
    assert sql(database, "SELECT count(*) FROM egg_sepa_collection WHERE attachment_id IS NOT NULL") == [["1"]]
    print("CLICKS to the first file:", len(hand.clicks), hand.clicks)  # noqa: T201
    assert len(hand.clicks) <= MOST, hand.clicks
