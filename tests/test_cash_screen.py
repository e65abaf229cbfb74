"""Money that came in, in a real browser: from the bank's file to the invoices that it pays (CAS-03, CAS-05)."""

from datetime import date

import pytest
from playwright.sync_api import expect

from .support.databases import run_script, sql
from .support.sample import customer_with_late_invoices
from .support.web import PHONE, assert_fits, assert_says, log_in, served_page, shot, show

MORE = """
env["egg.followup.run"]._plan_run(late._get_egg_due_items(), attach_pdf=False)
other = env["res.partner"].create({"name": "Garage Martin", "is_company": True, "customer_rank": 1})
twins = env["account.move"].create([{
    "move_type": "out_invoice", "partner_id": other.id, "invoice_date": today - timedelta(days=40),
    "invoice_date_due": today - timedelta(days=10), "invoice_payment_term_id": False,
    "invoice_line_ids": [(0, 0, {"name": "x", "price_unit": 75, "tax_ids": []})]} for _number in range(2)])
twins.action_post()
print("NAMES", *(late + twins).mapped("name"))
"""
#: What reminders are about: open due items of the two customers that can be reminded.
DUE = """
items = env["account.move"].search([("move_type", "=", "out_invoice")])._get_egg_due_items()
print("DUE", sorted(items.filtered(lambda item: not item.reconciled).move_id.mapped("name")))
paid = env["account.move"].search([("name", "in", %r)])
print("STAGE", sorted(set(paid.mapped("egg_followup_entry_ids.stage_id.kind"))))
"""


@pytest.fixture(scope="module")
def bank():
    """Two late invoices of 576.00 and 1,200.00, two twins of 75.00 of another customer."""
    script = customer_with_late_invoices("P1", [480, 1000], MORE)
    with served_page("cash", script) as opened:
        names = opened.output.split("NAMES ")[1].split("\n")[0].split()
        yield opened, names


def make_file(names) -> bytes:
    rows = [(f"VIR SEPA RECU {names[0].replace('/', ' ')}", "CLIENT ALPHA", "576,00"),
            (f"VIR {names[1]}", "CLIENT ALPHA", "1200,00"), ("VIREMENT", "GARAGE MARTIN", "75,00"),
            ("FRAIS", "", "-12,40")]
    text = "\n".join(["Date;Libelle;Tiers;Montant", *(f"{date.today():%d/%m/%Y};{';'.join(row)}" for row in rows)])
    return text.encode()


def test_from_the_file_to_the_invoices_and_back(bank):
    """CAS-03, CAS-05: the file is dropped, the columns are confirmed, the sure lines validated in one click, one is
    corrected by search and one undone; who has paid leaves the reminders, who has not is back in them.
    """
    opened, names = bank
    page = opened.page
    page.set_default_timeout(60000)
    show(page, "egg_cash.egg_cash_import_action")
    page.set_input_files(".modal input[type=file]", {"name": "releve.csv", "mimeType": "text/csv",
                                                     "buffer": make_file(names)})
    page.wait_for_selector(".modal .o_field_widget[name=file] .fa-pencil")
    if not page.input_value(".modal .o_field_widget[name=journal_id] input"):
        page.click(".modal .o_field_widget[name=journal_id] input")
        page.locator(".o-autocomplete--dropdown-item").first.click()
    page.dblclick(".modal button[name=action_import]")  # in haste: the columns are to be seen all the same
    page.wait_for_selector(".modal button[name=action_import_table]")
    assert_says(page, ".modal .o_field_widget[name=preview]", "576")
    page.click(".modal button[name=action_import_table]")
    page.click(".modal button[name=action_open_lines]")
    page.wait_for_selector(".o_data_row")
    shot(page, "cash-lines")
    expect(page.locator(".o_data_row")).to_have_count(4)
    expect(page.locator(".o_data_row .o_field_widget[name=is_ticked] input:checked")).to_have_count(2)

    # What the search hides is not booked; number and amount are asked about.
    page.fill(".o_searchview_input", names[1])
    page.press(".o_searchview_input", "Enter")
    page.wait_for_function("() => document.querySelectorAll('.o_data_row').length === 1")
    page.click("button[name=action_validate_ticked]")
    assert_says(page, ".modal .o_form_view", "1,200.00")
    shot(page, "cash-confirm")
    page.click(".modal button[name=action_book]")
    page.wait_for_function("() => !document.querySelector('.modal, .o_data_row')")
    page.locator(".o_facet_remove").last.click()
    page.wait_for_function("() => document.querySelectorAll('.o_data_row').length === 3")
    page.click("button[name=action_validate_ticked]")
    page.click(".modal button[name=action_book]")
    page.wait_for_function("() => document.querySelectorAll('.o_data_row').length === 2")
    assert sql(opened.database, "SELECT count(*) FROM egg_cash_line WHERE state = 'done'") == [["2"]]
    told = run_script(opened.database, DUE % names[:2])
    assert f"DUE {names[2:]}" in told
    assert "'paid'" in told.split("STAGE ")[1]

    # Nobody knows which of the twins: by hand, the other one.
    page.locator(".o_data_row", has_text="GARAGE MARTIN").locator("button[name=action_open_line]").click()
    page.wait_for_selector(".modal .o_field_widget[name=item_ids] .o_data_row")
    chosen = page.inner_text(".modal .o_field_widget[name=item_ids] .o_data_row td[name=move_name]")
    wanted = next(name for name in names[2:] if name != chosen)
    page.locator(".modal .o_field_widget[name=item_ids] .o_list_record_remove").click()
    page.locator(".modal .o_field_widget[name=item_ids] .o_field_x2many_list_row_add a").click()
    page.locator(".modal .o_list_view .o_data_row", has_text=wanted).locator("td").nth(1).click()
    page.locator(".modal .o_field_widget[name=item_ids] .o_data_row", has_text=wanted).wait_for()
    page.wait_for_function("() => document.querySelectorAll('.modal').length === 1")
    shot(page, "cash-correct")
    page.click(".modal button[name=action_validate]")
    page.wait_for_selector(".modal", state="detached")
    assert sql(opened.database, f"SELECT payment_state FROM account_move WHERE name = '{wanted}'") == [["paid"]]

    show(page, "egg_cash.egg_cash_line_all_action")
    page.wait_for_selector(".o_data_row")
    page.locator(".o_data_row", has_text="576").locator("button[name=action_undo]").click()
    page.wait_for_function("() => document.querySelectorAll('.o_data_row button[name=action_undo]').length === 2")
    assert f"'{names[0]}'" in run_script(opened.database, DUE % names[:2]).split("DUE ")[1].split("\n")[0]


def test_on_a_phone(bank):
    """CAS-03: nothing is wider than the phone, what stands above the lines is one row, in French too, and a line is
    validated with a thumb.
    """
    opened, names = bank
    page = opened.page
    page.set_viewport_size(PHONE)
    run_script(opened.database, 'env.ref("base.user_admin").lang = "fr_FR"\nenv.cr.commit()')
    log_in(page.context, opened.address, "admin")
    page.goto(f"{opened.address}/odoo/action-egg_cash.egg_cash_line_action")
    page.wait_for_selector(".o_kanban_record:not(.o_kanban_ghost)")
    shot(page, "cash-phone")
    assert_fits(page)
    assert page.locator(".o_control_panel").bounding_box()["height"] < 70
    page.locator(".o_kanban_record", has_text="576").locator("button[name=action_validate]").click()
    page.wait_for_function("() => ![...document.querySelectorAll('.o_kanban_record')].some(one => "
                           "one.innerText.includes('576'))")
    assert sql(opened.database, f"SELECT payment_state FROM account_move WHERE name = '{names[0]}'") == [["paid"]]
