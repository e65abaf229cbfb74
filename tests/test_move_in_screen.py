"""Moving in, in a real browser: template, file, columns, dry run, taking over, taking back (MIG-01, MIG-02)."""

import io

import pytest

from .support.databases import run_script, sql
from .support.web import PHONE, SETTLED, assert_fits, assert_says, log_in, served_page, shot, show

CUSTOMERS = """Code tiers;Nom du tiers;CP;Commune
C1;S.A.R.L. Müller & Fils;13001;Marseille
C2;Muller et fils;13001;Marseille
C3;;69001;Lyon
C4;Durand;06000;Nice
"""
ITEMS = """Réf. facture;Tiers;Date;Date échéance;Reste à percevoir
FA-101;C1;25/09/2026;31/10/2026;1 250,50
FA-102;C4;25/09/2026;31/10/2026;100,00
FA-102;C4;25/09/2026;30/11/2026;100,00
"""


@pytest.fixture(scope="module")
def moving():
    with served_page("movein", "env.cr.commit()") as opened:
        yield opened


def drop(page, kind: str, text: str, told: str = "") -> None:
    """A new import of this kind with this file, read."""
    show(page, "egg_move_in.egg_move_in_action")
    page.click(".o_list_button_add")
    page.wait_for_selector(".o_field_widget[name=kind]")
    choose(page, "kind", kind)
    page.set_input_files(".o_field_widget[name=file] input[type=file]", {
        "name": f"{kind}.csv", "mimeType": "text/csv", "buffer": text.encode("cp1252")})
    page.wait_for_selector(".o_field_widget[name=file] .fa-pencil")
    if told:
        page.fill(".o_field_widget[name=told_total] input", told)
    page.click("button[name=action_read]")
    page.wait_for_selector(".o_field_widget[name=column_ids] .o_data_row")


def choose(page, field: str, label: str) -> None:
    """Choose in a list of the form."""
    page.click(f".o_field_widget[name={field}] input")
    page.locator(".o_select_menu_item, .o-dropdown-item", has_text=label).first.click()


def load(page) -> None:
    """Press "Take over", say yes, and wait for it."""
    page.click("button[name=action_load]")
    page.click(".modal .btn-primary")
    page.wait_for_function("() => !document.querySelector('.modal, button[name=action_load]')")
    page.wait_for_selector("button[name=action_undo]")


def test_from_the_template_to_the_way_back(moving):
    """MIG-01, MIG-02, MIG-03: a template is downloaded; the list of another tool is read as it is, checked without a
    trace, corrected, taken over and taken back.
    """
    page = moving.page
    page.set_default_timeout(60000)
    drop(page, "Clients et contacts", CUSTOMERS)
    shot(page, "move-columns")
    with page.expect_download() as download:
        page.click("button[name=action_template_xlsx]")
    from openpyxl import load_workbook
    book = load_workbook(io.BytesIO(download.value.path().read_bytes()))
    assert [cell.value for cell in book.active[1]][:2] == ["Code client", "Nom ou raison sociale"]
    page.click("button[name=action_check] >> nth=0")
    page.wait_for_selector("div[name=counts]")
    page.wait_for_function(SETTLED)
    shot(page, "move-checked")
    assert sql(moving.database, "SELECT count(*) FROM res_partner WHERE ref = 'C1'") == [["0"]]
    with page.expect_download() as download:
        page.click("button[name=action_report]")
    assert "Perhaps the same" in download.value.path().read_text("utf-8-sig")

    # One is in error, one is doubtful: both are settled in the list.
    page.click("button[name=action_lines]")
    page.wait_for_selector(".o_list_view .o_data_row")
    page.locator(".o_facet_remove").first.click()
    page.wait_for_function("() => document.querySelectorAll('.o_list_view .o_data_row').length === 4")
    shot(page, "move-lines")
    page.locator(".o_data_row", has_text="Perhaps the same").locator("button[name=action_same]").click()
    page.wait_for_function("() => ![...document.querySelectorAll('.o_data_row')].some(one => "
                           "one.innerText.includes('Perhaps the same'))")
    page.locator(".o_data_row", has_text="is missing").locator("button[name=action_mend]").click()
    row = page.locator(".modal .o_data_row", has_text="Nom ou raison sociale")
    row.locator("td[name=value]").click()
    row.locator("td[name=value] input").fill("Petit")
    shot(page, "move-mend")
    page.click(".modal button[name=action_load]")
    page.wait_for_selector(".modal", state="detached")
    assert sql(moving.database, "SELECT name FROM res_partner WHERE ref = 'C3'") == [["Petit"]]
    page.go_back()
    page.wait_for_selector("button[name=action_load]")
    load(page)
    names = sql(moving.database, "SELECT name FROM res_partner WHERE ref IN ('C1', 'C2', 'C3', 'C4') ORDER BY ref")
    assert names == [["S.A.R.L. Müller & Fils"], ["Petit"], ["Durand"]]

    drop(page, "Factures ouvertes", ITEMS, "1460.50")
    page.click("button[name=action_check] >> nth=0")
    page.wait_for_selector("div[name=total]")
    assert_says(page, "div[name=total]", "10.00")
    page.fill(".o_field_widget[name=told_total] input", "1450.50")
    page.click(".o_form_button_save")
    page.wait_for_function("() => document.querySelector('div[name=total]').innerText.includes('exactly')")
    load(page)
    shot(page, "move-items")
    due = "SELECT count(*) FROM account_move WHERE egg_former_number LIKE 'FA-10%' AND state = 'posted'"
    assert sql(moving.database, due) == [["2"]]
    page.click("button[name=action_undo]")
    page.click(".modal .btn-primary")
    page.wait_for_function("() => !document.querySelector('button[name=action_undo]')")
    assert sql(moving.database, due) == [["0"]]


def test_on_a_phone(moving):
    """MIG-02: nothing is wider than the phone, in French too."""
    page = moving.page
    page.set_viewport_size(PHONE)
    run_script(moving.database, 'env.ref("base.user_admin").lang = "fr_FR"\nenv.cr.commit()')
    log_in(page.context, moving.address, "admin")
    number = sql(moving.database, "SELECT min(id) FROM egg_move_in")[0][0]
    page.goto(f"{moving.address}/odoo/action-egg_move_in.egg_move_in_action/{number}")
    page.wait_for_selector("div[name=counts]")
    page.wait_for_function(SETTLED)
    shot(page, "move-phone")
    assert_fits(page)
    page.goto(f"{moving.address}/odoo/action-egg_move_in.egg_move_in_line_action")
    page.wait_for_selector(".o_kanban_record:not(.o_kanban_ghost)")
    shot(page, "move-phone-lines")
    assert_fits(page)
