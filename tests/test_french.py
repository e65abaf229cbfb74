"""A French user reads French: catalogues, screens, messages, printed documents (QLT-02)."""

import base64
import re
import subprocess

import polib
import pytest

from .support.databases import run_script, sql
from .support.web import SETTLED, served_page, shot, show

from egg_dev import odoo, paths  # isort: skip

SETUP = """
from datetime import timedelta
from odoo import fields
env.ref("base.user_admin").write({"lang": "fr_FR", "odoobot_state": "disabled"})
env.company.partner_id.lang = "fr_FR"
vat = env["account.tax"].search([("type_tax_use", "=", "sale"), ("amount", "=", 20),
                                 ("company_id", "=", env.company.id)], limit=1)
customer = env["res.partner"].create({"name": "Zoé Zola", "is_company": True, "lang": "fr_FR",
                                      "email": "zoe@zola.example",
                                      "street": "1 rue Basse", "zip": "69001", "city": "Lyon",
                                      "country_id": env.ref("base.fr").id})
product = env["product.product"].create({
    "name": "Xylo", "list_price": 1000, "type": "service", "invoice_policy": "order", "taxes_id": [(6, 0, vat.ids)]})
today = fields.Date.today()
order = env["sale.order"].create({"partner_id": customer.id, "order_line": [(0, 0, {"product_id": product.id})],
                                  "egg_discount_mode": "untaxed_percent", "egg_discount_value": 5})
quote = order.copy()
order.action_confirm()
late = env["account.move"].create({
    "move_type": "out_invoice", "partner_id": customer.id, "invoice_date": today - timedelta(days=40),
    "invoice_date_due": today - timedelta(days=10), "invoice_payment_term_id": False,
    "egg_discount_mode": "untaxed_percent", "egg_discount_value": 5,
    "invoice_line_ids": [(0, 0, {"product_id": product.id, "price_unit": 480})]})
late.action_post()
env["egg.followup.run"]._plan_run(late._get_egg_due_items())
stage = env["egg.followup.stage"].create({"name": "Xyx", "sequence": 90, "delay_days": 5, "channel": "call",
                                          "kind": "reminder"})
env["egg.task"].create([
    {"name": "Zz", "due_date": today, "user_id": env.ref("base.user_admin").id, "egg_customer_id": customer.id},
    {"name": "Zy", "due_date": today, "user_id": env.ref("base.user_admin").id, "egg_customer_id": customer.id,
     "call_stage_id": stage.id, "call_item_ids": [(6, 0, late._get_egg_due_items().ids)]},
])
env.cr.commit()
"""
DOCUMENTS = """
import base64
french = env["account.move"].search([("partner_id.name", "=", "Zoé Zola")]).with_context(lang="fr_FR")
order = env["sale.order"].search([("partner_id.name", "=", "Zoé Zola")], limit=1).with_context(lang="fr_FR")
letter = env["egg.followup.message"].search([], limit=1).with_context(lang="fr_FR")
for record in (order, french):
    print("PDF", base64.b64encode(record._get_egg_pdf()).decode())
templates = env["mail.template"].search([("id", "in", env["ir.model.data"].search(
    [("model", "=", "mail.template"), ("module", "=like", "egg\\\\_%")]).mapped("res_id"))])
for template in templates:
    english, translated = (template.with_context(lang=lang) for lang in ("en_US", "fr_FR"))
    for name in ("subject", "body_html"):
        if english[name] and english[name] == translated[name]:
            print("SAME", template.name, name)
print("TEMPLATES", len(templates))
"""
#: The catalogue of each addon, as `make i18n` exports it.
EXPORT = """
from odoo.tools.translate import trans_export
for addon in {addons!r}:
    with open(f"{folder}/{{addon}}.po", "wb") as file:
        trans_export("fr_FR", [addon], file, "po", env)
"""
#: Texts of a screen, as a person reads them: what is shown, and what a screen reader or a hovering mouse tells.
READ = """() => {
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const parent = walk.currentNode.parentElement;
        if (parent && !["SCRIPT", "STYLE"].includes(parent.tagName) && parent.offsetParent !== null)
            found.push(walk.currentNode.data);
    }
    for (const element of document.querySelectorAll("[title],[placeholder],[aria-label],[data-tooltip]"))
        for (const name of ["title", "placeholder", "aria-label", "data-tooltip"])
            if (element.getAttribute(name)) found.push(element.getAttribute(name));
    return found;
}"""

#: Words that are the same in both languages.
SAME_WORD = {"Simulation", "Type"}
#: Odoo's own French words that are English ones too: the priority of a delivery note.
ALSO_FRENCH = {"Urgent"}


def catalogue(addon) -> list:
    return list(polib.pofile(str(paths.ROOT / addon / "i18n/fr.po")))


def tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " ")).strip()


@pytest.fixture(scope="module")
def english() -> set:
    """English texts that have another text in French, in the suite and without placeholders or markup.

    Histories say "... created" in the language of whoever did it: the site's own script.
    """
    pairs = [(tidy(entry.msgid), tidy(entry.msgstr)) for addon in paths.ADDONS for entry in catalogue(addon)]
    french = {translated for _source, translated in pairs}
    return {source for source, _translated in pairs if source not in french and not re.search(r"[<{]|%\(|%s", source)
            and len(source) > 2 and not source.endswith(" created")} - ALSO_FRENCH


@pytest.fixture(scope="module")
def site():
    with served_page("french", SETUP) as opened:
        yield opened.database, opened.page


#: What a French user writes in the title of an instalment stands for the same value.
WRITTEN = {"{pourcentage}": "{percentage}", "{montant}": "{amount}"}


def test_every_text_is_in_the_catalogues(tmp_path):
    """QLT-02: what the code and the views say, and nothing else, is in fr.po,
    with a translation that has the same placeholders and tags.
    """
    run_script(odoo.ensure_suite_template(), EXPORT.format(folder=str(tmp_path), addons=paths.ADDONS))
    known, missing = {}, []
    for addon in paths.ADDONS:
        translated = {entry.msgid: entry.msgstr for entry in catalogue(addon)}
        said = {entry.msgid for entry in polib.pofile(str(tmp_path / f"{addon}.po"))}
        missing += [source for source in said if not translated.get(source)]
        assert translated.keys() == said, f"`make i18n` would change {addon}"
        known |= translated
    assert not missing
    marks = re.compile(r"%\(\w+\)[sd]|\{\w+\}|</?\w+")

    def written(text):
        return sorted(WRITTEN.get(mark, mark) for mark in marks.findall(text))

    broken = [source for source, translated in known.items() if written(source) != written(translated)]
    assert not broken
    spoken = re.compile(r'(?:aria-label|title|placeholder)="([^"]+)"')
    english = [(word, source) for source, translated in known.items() for word in spoken.findall(source)
               if word in spoken.findall(translated) and word not in SAME_WORD]
    assert not english, "what a screen reader says is French too"


def test_labels_and_choices_are_french_after_an_installation():
    """QLT-02: with French there already when the suite is installed,
    no field and no choice of a field is left without a French word.

    Choices that documents take from Odoo's own mixins (activities) are Odoo's to translate.
    """
    missing = sql(odoo.ensure_suite_template(), """
        SELECT f.model, f.name, s.name->>'en_US' FROM ir_model_fields_selection s JOIN ir_model_fields f
            ON f.id = s.field_id
         WHERE (f.name LIKE 'egg\\_%' OR f.model LIKE 'egg.%') AND f.name NOT LIKE 'activity\\_%'
             AND NOT s.name ? 'fr_FR'
        UNION ALL SELECT f.model, f.name, f.field_description->>'en_US' FROM ir_model_fields f
         WHERE (f.name LIKE 'egg\\_%' OR f.model LIKE 'egg.%') AND NOT f.field_description ? 'fr_FR'
           AND f.field_description->>'en_US' <> '%' ORDER BY 1, 2, 3""")
    assert missing == []


def test_screens_have_no_english_text(site, english):
    """QLT-02: every menu of EGG in each of its views, and the form of a new and of an old record,
    read by a French user.
    """
    database, page = site
    rows = sql(database, """
        WITH RECURSIVE tree AS (
            SELECT res_id AS id FROM ir_model_data WHERE module = 'egg_billing' AND name = 'menu_egg_root'
            UNION ALL SELECT menu.id FROM ir_ui_menu menu JOIN tree ON menu.parent_id = tree.id)
        SELECT DISTINCT split_part(action, ',', 2) FROM ir_ui_menu JOIN tree USING (id)
         WHERE action LIKE 'ir.actions.act_window,%' OR action LIKE 'ir.actions.server,%'""")
    assert len(rows) > 15
    found, seen = {}, set()
    for (action,) in rows:
        show(page, action)
        for kind in (None, *_views(page), "form"):
            if kind:
                _switch(page, kind)
            page.wait_for_function(SETTLED)
            texts = {tidy(text) for text in page.evaluate(READ)}
            seen |= texts
            if texts & english:
                found[f"{action} {kind or ''}"] = sorted(texts & english)
                shot(page, f"english-{action}-{kind}")
    assert not found
    french = {tidy(entry.msgstr) for addon in paths.ADDONS for entry in catalogue(addon)}
    assert len(seen & french) > 200, "the screens were there to be read"


def test_the_result_of_a_call_has_no_english_text(site, english):
    """QLT-02, BEY-07: the list of calls with a row, and the window that notes what came of the call."""
    _database, page = site
    show(page, "who-to-call")
    row = page.locator(".o_data_row", has_text="Zoé Zola")
    row.locator("button[name=action_call_result]").click()
    page.wait_for_selector(".modal .o_field_widget[name=result]")
    shot(page, "call-result-french")
    texts = {tidy(text) for text in page.evaluate(READ)}
    assert "Noter le résultat" in texts
    assert not texts & english


def _views(page) -> list:
    page.wait_for_selector(".o_view_controller, .o_form_view, .modal")
    return page.locator(".o_cp_switch_buttons button[data-type]").evaluate_all(
        "all => all.map(one => one.dataset.type)")


def _switch(page, kind):
    """Go to another view of the action; "form" opens the first row, when there is one."""
    if kind != "form":
        page.locator(f".o_cp_switch_buttons button[data-type={kind}]").first.click(timeout=2000)
        page.wait_for_selector(f".o_{kind}_view, .o_{kind}_renderer, .o_view_controller")
        return
    first = page.locator(".o_data_row:not(.o_view_sample_data *) .o_data_cell").first
    if first.count():
        page.mouse.move(0, 0)  # a tooltip under the mouse may lie over the row
        first.click()
        page.wait_for_selector(".o_form_view, .o_data_row .o_field_widget input, .o_view_controller")


def test_mails_and_documents_have_no_english_text(site, english, tmp_path):
    """QLT-02: mail templates have a French text of their own; a quote's and an invoice's PDF have no English line."""
    database, _page = site
    output = run_script(database, DOCUMENTS)
    assert not re.findall(r"^SAME .*", output, re.MULTILINE)
    assert int(re.search(r"TEMPLATES (\d+)", output)[1]) > 5
    documents = re.findall(r"^PDF (\S+)", output, re.MULTILINE)
    assert len(documents) == 2
    for index, content in enumerate(documents):
        file = tmp_path / f"{index}.pdf"
        file.write_bytes(base64.b64decode(content))
        text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
        cells = {tidy(cell) for line in text.splitlines() for cell in re.split(r" {2,}", line)}
        assert "Zoé Zola" in text
        assert not cells & english
