"""The whole road to the lawyer, in a browser: a quote that the customer signs, its order, the delivery note, the
invoice, reminders by mail and on paper, a part payment; then one click, and what is in the ZIP (ACC-07).
"""

import io
import zipfile
from email import message_from_bytes
from email.policy import default

from pypdf import PdfReader

from .support.databases import run_script
from .support.sample import customer_with_late_invoices
from .support.smtp_sink import Sink
from .support.web import WIDE, served_page, show

from egg_dev import paths  # isort: skip

QUOTE = """
env["res.lang"]._activate_lang("fr_FR")
admin = env.ref("base.user_admin")
(env.user | admin).lang = "fr_FR"
admin.email = "paul@egg.example"
env.company.partner_id.write({"street": "1 place Bellecour", "zip": "69002", "city": "Lyon", "lang": "fr_FR"})
env.company.company_registry = "552 100 554 00025"
customer.write({"lang": "fr_FR", "street": "12 rue Mercière", "zip": "69002", "city": "Lyon", "user_id": admin.id,
                "company_registry": "732 829 320 00074"})
machine = env["product.product"].create({
    "name": "Machine à café", "list_price": 1500, "type": "consu", "is_storable": False,
    "invoice_policy": "order", "taxes_id": [(6, 0, vat.ids)]})
quote = env["sale.order"].create({
    "partner_id": customer.id, "egg_title": "Machine à café", "require_signature": True, "require_payment": False,
    "user_id": admin.id, "order_line": [(0, 0, {"product_id": machine.id, "product_uom_qty": 2})]})
quote.action_quotation_sent()
print("QUOTE", quote.get_portal_url())
"""
#: What the firm does then, over some weeks; its user writes and prints.
ROAD = """
from datetime import timedelta
from odoo import fields
admin, today = env.ref("base.user_admin"), fields.Date.today()
env = env(user=admin)
terms = env["egg.condition.text"].create({"name": "CGV 2026", "body": "<p>Paiement à 30 jours.</p>", "kind": "general"})
order = env["sale.order"].search([("egg_title", "=", "Machine à café"), ("egg_kind", "=", "order")])
picking = order.picking_ids
for move in picking.move_ids:
    move.quantity = move.product_uom_qty
picking.with_context(skip_backorder=True).button_validate()
invoice = order._create_invoices()
invoice.write({"invoice_date": today - timedelta(days=70), "invoice_date_due": today - timedelta(days=40),
               "invoice_payment_term_id": False, "egg_general_condition_id": terms.id})
invoice.action_post()
def remind(channel, stage):
    items = invoice._get_egg_due_items()
    run = env["egg.followup.run"]._plan_run(items, channel=channel, stage=env.ref(stage), attach_pdf=channel == "email")
    run.action_start()
    env["egg.followup.run"].sudo()._cron_send()
    return run
remind("email", "egg_followup.stage_reminder_1")
remind("letter", "egg_followup.stage_formal_notice").action_print()
env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create({
    "payment_date": today - timedelta(days=10), "amount": 600})._create_payments()
invoice.message_post(body="Nous paierons le mois prochain.", subject="Re: relance", author_id=invoice.partner_id.id,
                     message_type="email", email_from="alpha@example.com")
invoice.message_post(body="Note de la maison : client difficile.")
owed = invoice._get_egg_owed(today)
money = invoice.currency_id.with_env(env(context={"lang": "fr_FR"})).format
print("FACTS", "|".join([order.egg_parent_id.name or "", order.name, picking.name, invoice.name,
                         *(money(float(one)) for one in (owed.principal, owed.interest, owed.fee, owed.total))]))
env.cr.commit()
"""


def _sign(page, address, link):
    """As the customer does, on the portal."""
    visitor = page.context.browser.new_context(viewport=WIDE).new_page()
    visitor.goto(address + link)
    visitor.locator("a[data-bs-target='#modalaccept']:visible").first.click()
    visitor.locator("#modalaccept input[name=signer]").fill("Marie Durand")
    visitor.locator("#modalaccept .o_portal_sign_submit:not([disabled])").click()
    visitor.wait_for_url("**sign_ok**", timeout=90000)


def _download(page) -> bytes:
    show(page, "egg_followup.egg_customer_account_action")
    page.wait_for_selector(".o_data_row")
    page.locator(".o_data_row", has_text="Client Alpha").first.click()
    page.wait_for_selector(".egg_account_items")
    with page.expect_download(timeout=90000) as waiting:
        page.locator(".egg_account_actions button", has_text="Dossier de recouvrement").click()
    return open(waiting.value.path(), "rb").read()


def _read(content: bytes) -> str:
    """The words of a PDF, their spaces plain."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def _keep(files: dict):
    """Keep what was unpacked among the artefacts, to be looked at."""
    folder = paths.ARTEFACTS / "lawyer"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def test_the_whole_road():
    """ACC-07: every piece is there, opens, and is what its line of the list says; the sums are those of the day;
    nothing of the house is told.
    """
    with served_page("lawyer", customer_with_late_invoices("Xylo", [], QUOTE), viewport=WIDE) as site, Sink() as sink:
        link = next(line for line in site.output.splitlines() if line.startswith("QUOTE")).split()[1]
        _sign(site.page, site.address, link)
        said = run_script(site.database, ROAD, "--smtp", "127.0.0.1", "--smtp-port", str(sink.port))
        facts = next(line for line in said.splitlines() if line.startswith("FACTS"))[6:].split("|")
        quote, order, picking, invoice, *sums = [" ".join(fact.split()) for fact in facts]
        content = _download(site.page)
        [mailed] = sink.to("alpha@example.com")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    _keep(files)
    listed, *pieces = sorted(name for name in files if name != "SHA256SUMS")
    texts = {name: _read(files[name]) for name in files if name.endswith(".pdf")}
    told = texts[listed]
    for word in (quote, order, picking, invoice, "Client Alpha", "732 829 320 00074", "552 100 554 00025",
                 "Marie Durand", "CGV 2026", *sums):
        assert word in told, (word, told)
    assert "client difficile" not in told and not any(b"client difficile" in one for one in files.values())
    assert all(name in told.replace(" ", "") or name in told for name in pieces), (pieces, told)
    assert [name.partition("-")[0] for name in pieces] == [f"{number:02d}" for number in range(1, len(pieces) + 1)]

    for number in (quote, order, picking, invoice):
        own = [name for name in pieces if number.replace("/", "_") in name or number in name]
        assert own and number in texts[own[0]], (number, pieces)
    signed = [name for name in pieces if "signé en ligne par Marie Durand" in texts.get(name, "")]
    assert len(signed) == 3, (signed, "the quote, the order, and what was kept when it was signed")
    assert all(PdfReader(io.BytesIO(files[name])).pages[0].images for name in signed), "the signature itself"
    letter = next(text for name, text in texts.items() if "mise_en_demeure" in name.lower())
    assert "12 rue Mercière" in letter and invoice in letter
    mails = [message_from_bytes(files[name], policy=default) for name in pieces if name.endswith(".eml")]
    reminder = next(mail for mail in mails if mail["Message-ID"] == mailed["Message-Id"])
    assert reminder["To"] == "alpha@example.com" and [one.get_content_type() for one in reminder.iter_attachments()]
    answer = next(mail for mail in mails if mail["From"] == "alpha@example.com")
    assert "mois prochain" in answer.get_body(("plain",)).get_content()
    table = next(files[name] for name in pieces if name.endswith(".csv")).decode("utf-8-sig")
    assert invoice in table and "600" in table
