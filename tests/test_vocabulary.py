"""One vocabulary of status on quotes, orders and customers' invoices, in French, as people see it (SCR-02)."""

import pytest
from playwright.sync_api import expect

from .support.sample import customer_with_late_invoices
from .support.web import PHONE, SETTLED, WIDE, served_page, shot, show

#: One document of each kind and status.
DOCUMENTS = """
env.ref("base.user_admin").lang = "fr_FR"
def tell():  # as a commit: the chatter tells what changed since the last one
    env.flush_all()
    env.cr.precommit.run()

def sell(title, kind="quote", **values):
    return env["sale.order"].create({"partner_id": customer.id, "egg_title": title, "egg_kind": kind,
                                     "order_line": [(0, 0, {"product_id": product.id})], **values})

def bill(title, post=True, **values):
    move = env["account.move"].create({"move_type": "out_invoice", "partner_id": customer.id, "egg_title": title,
                                       "invoice_line_ids": [(0, 0, {"product_id": product.id})], **values})
    tell()
    if post:
        move.action_post()
    return move

written = sell("Devis rédigé")
sent, turned, refused = (sell(title) for title in ("Devis envoyé au client", "Devis accepté", "Devis décliné"))
tell()
(sent + turned + refused).action_quotation_sent()
tell()
turned.action_confirm()
refused.egg_set_state("refused")
started = sell("Commande rédigée", "order")
mailed = sell("Commande partie", "order")
tell()
mailed.action_quotation_sent()
tell()
mailed.action_confirm()
tell()
draft, part, paid = bill("Facture rédigée", post=False), bill("Facture entamée"), bill("Facture réglée")
tell()
mode = env["egg.payment.mode"].search([], limit=1)
part.egg_register_payment(100, today, mode)
tell()
paid.egg_register_payment(paid.amount_residual, today, mode)
credit = env["account.move"].browse(bill("Facture reprise").action_egg_credit_note()["res_id"])
credit.action_post()
tell()
"""
#: The fields that tell of the status in Odoo's words.
ODOO = """
env = env(context={"lang": "fr_FR"})
words = set()
for model, names in (("sale.order", ["state"]), ("account.move", ["state", "payment_state", "status_in_payment"])):
    for name in names:
        words |= {label for _key, label in env[model]._fields[name]._description_selection(env)}
words -= {label for _key, label in env["sale.order"]._fields["egg_state"]._description_selection(env)}
print("WORDS", "|".join(sorted(words)))
for model in ("sale.order", "account.move"):
    for record in env[model].search([("egg_title", "!=", False)], order="id desc"):
        print("RECORD", record._name, record.id, record.egg_title, sep="|")
"""
SCREENS = ["egg_sales.egg_quote_screen", "egg_sales.egg_order_screen", "account.action_move_out_invoice",
           "account.action_move_out_refund_type", "sale.action_quotations_with_onboarding", "sale.action_orders"]
#: What says how a document stands, and where: not its title, nor what a button does.
STATUS = ", ".join((".o_statusbar_status button", ".o_data_cell .badge", ".o_field_label_selection", ".ribbon",
                    ".o_kanban_record .badge", ".o-mail-Message-tracking", ".o_field_badge"))


@pytest.fixture(scope="module")
def site():
    """A page in French on a served database, the words of Odoo, and the documents by title."""
    with served_page("vocabulary", customer_with_late_invoices("Xylo", [], DOCUMENTS), ODOO) as opened:
        lines = opened.output.splitlines()
        words = next(line for line in lines if line.startswith("WORDS"))[6:].split("|")
        records = {title: f"{model}/{number}" for _tag, model, number, title in (
            line.split("|") for line in lines if line.startswith("RECORD|"))}
        yield opened.page, words, records


def assert_no_word_of_odoo(page, words, where):
    """Nothing on the screen that says how a document stands says it in Odoo's words."""
    shot(page, f"vocabulary-{where}")
    page.wait_for_function(SETTLED)
    shown = [text.strip() for text in page.locator(STATUS).all_inner_texts() if text.strip()]
    told = [text for text in shown if any(word in text.split("\n") for word in words)]
    assert shown and not told, (where, told)


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_lists_and_cards(site, viewport):
    """SCR-02: lists, and cards on the phone, have one status each, of EGG."""
    page, words, _records = site
    page.set_viewport_size(viewport)
    for screen in SCREENS:
        show(page, screen)
        page.wait_for_selector(".o_data_row, .o_kanban_record:not(.o_kanban_ghost)")
        assert_no_word_of_odoo(page, words, f"{screen.split('.')[-1]}-{viewport['width']}")
        if viewport == WIDE:
            heads = [text.strip() for text in page.locator("thead th").all_inner_texts()]
            assert heads.count("Statut") == 1, (screen, heads)


def test_forms_and_history(site):
    """SCR-02: bar, ribbon and history of each document; a draft order is no quote, a refused quote not cancelled."""
    page, words, records = site
    page.set_viewport_size(WIDE)
    for title, document in records.items():
        show(page, document)
        page.wait_for_selector(".o-mail-Message")
        assert_no_word_of_odoo(page, words, document.replace("/", "-"))
        expect(page.locator(".o_statusbar_status button:visible").first, title).to_be_visible()
        expect(page.locator(".o_statusbar_status:visible button:enabled"), title).to_have_count(0)
        history = page.inner_text(".o-mail-Thread")
        assert "supprimé" not in history, "no empty note"
        assert not any(f"{word}\n" in f"{history}\n" for word in words), (title, history)
        if title in ("Devis accepté", "Devis décliné", "Facture réglée"):
            assert "Statut du document" in history, (title, history)
    show(page, records["Commande rédigée"])
    page.wait_for_selector(".o_arrow_button_current:has-text('Brouillon')", state="attached")
    head = page.inner_text(".o_form_statusbar") + page.inner_text(".oe_title")
    assert "Devis" not in head, head
    show(page, records["Devis décliné"])
    page.wait_for_selector(".ribbon:has-text('Refusé')")
    expect(page.locator(".o_form_sheet_bg"), "a refused quote was not cancelled").not_to_contain_text("Annulé")


def test_search(site):
    """SCR-02: one set of statuses to filter by, and titles are found by typing and Enter."""
    page, _words, _records = site
    page.set_viewport_size(WIDE)
    for screen, title in (("egg_sales.egg_quote_screen", "décliné"), ("egg_sales.egg_order_screen", "partie"),
                          ("account.action_move_out_invoice", "entamée")):
        show(page, screen)
        page.wait_for_selector(".o_data_row")
        page.click(".o_searchview_dropdown_toggler")
        page.wait_for_selector(".o_filter_menu")
        shot(page, f"vocabulary-search-{screen.split('.')[-1]}")
        filters = [text.strip() for text in page.locator(".o_filter_menu .o_menu_item").all_inner_texts()]
        for word in ("Brouillon", "En cours", "Terminé", "Annulé", "Refusé"):
            assert filters.count(word) == 1, (screen, filters)
        assert not {"Comptabilisé", "En paiement", "Devis", "Bons de commande"} & set(filters), (screen, filters)
        groups = [text.strip() for text in page.locator(".o_group_by_menu .o_menu_item").all_inner_texts()]
        assert groups.count("Statut") == 1, (screen, groups)
        page.keyboard.press("Escape")
        box = page.locator(".o_searchview_input")
        box.click()
        box.type(title)
        box.press("Enter")
        page.wait_for_selector(f".o_facet_value:has-text('{title}')")
        page.wait_for_function("() => document.querySelectorAll('.o_data_row').length === 1")
        page.click(".o_data_row .o_data_cell[name=name]")
        page.wait_for_selector(".o_form_view .o_field_widget[name=egg_title]")
        assert title in page.locator(".o_field_widget[name=egg_title] input").or_(
            page.locator(".o_field_widget[name=egg_title] span")).first.evaluate("one => one.value || one.innerText")
