"""Fed to `odoo shell`: use the documents that are there as people do,
and print what came of it as JSON (see `living.py`).

Each step is undone before the next. What is refused is told in the words that a person reads. All documents are looked
at; `KIND` says which are used: "sample" (one of each sort), "history" (those of `living_history.py`), "all" (those of
the demo data too).
"""

import html
import json
import re

from freezegun import freeze_time
from lxml import etree
from odoo import http
from werkzeug.test import Client

KIND = globals()["KIND"]
env = globals()["env"]
admin = env.ref("base.user_admin")
companies = env["res.company"].search([])
env = env(user=admin.id, context={"lang": "en_US", "tz": "Europe/Paris", "allowed_company_ids": companies.ids})
FIGURES = {}
freeze_time("2027-01-15 10:00:00", tick=True).start()  # what depends on the day is the same on each
SAMPLE = {
    "invoice draft", "invoice posted", "invoice in two instalments, one paid", "invoice in dollars",
    "invoice of the Belgian firm", "bill",
    "order with a down payment deducted", "invoice partly refunded", "quote mixed", "quote sent", "quote in dollars",
    "order confirmed",
    "order partly invoiced", "order with a down payment", "order of the Belgian firm", "twin one", "purchase draft",
}


class Undo(Exception):
    """Ends a step whose work is not kept."""


def text_of(markup) -> str:
    """The words of a page, without its tags, scripts and white space."""
    if isinstance(markup, bytes):
        markup = markup.decode()
    markup = re.sub(r"(?s)<(script|style|head)\b.*?</\1>", " ", markup)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def amounts_in(text: str) -> list:
    """All amounts in a text, in order."""
    return re.findall(r"-?\d[\d,\u202f\xa0 ]*\.\d\d\b", text)


def lines(document) -> list:
    name = "order_line" if "order_line" in document else "invoice_line_ids"
    quantity = {"sale.order": "product_uom_qty", "purchase.order": "product_qty"}.get(document._name, "quantity")
    return [[line.display_type or "product", line.product_id.id, line.name, line[quantity], line.product_uom_id.id,
             line.price_unit,
             line.discount, line.price_subtotal, line.price_total, sorted(line[
                 "tax_id" if "tax_id" in line else "tax_ids"].ids)] for line in document[name]]


def totals(document) -> list:
    """The table of totals of the form and of printed pages, without the ids of new records."""
    found = document.tax_totals or {}
    groups = [[group["group_name"], group["base_amount_currency"], group["tax_amount_currency"]]
              for part in found.get("subtotals", []) for group in part["tax_groups"]]
    return [found.get(name)
            for name in ("base_amount_currency", "tax_amount_currency", "total_amount_currency")] + [groups]


def seen(document) -> dict:
    """What the screen shows of a document."""
    names = ["state", "amount_untaxed", "amount_tax", "amount_total", "invoice_status", "locked", "amount_residual",
             "payment_state",
             "invoice_date_due", "invoice_currency_rate", "currency_rate", "amount_to_invoice", "amount_invoiced",
             "margin",
             "delivery_status", "partner_id", "payment_term_id", "invoice_payment_term_id", "currency_id",
             "needed_terms"]
    told = {name: str(document[name]) for name in names if name in document._fields and name != "needed_terms"}
    return told | {"totals": totals(document), "lines": lines(document), "dues": dues(document)}


def dues(document) -> list:
    if document._name != "account.move":
        return []
    items = document.line_ids.sorted(lambda line: (str(line.date_maturity), line.account_id.code or "", line.balance,
                                                   line.amount_currency))
    return [[str(line.date_maturity), line.account_id.code, line.balance, line.amount_currency, line.amount_residual]
            for line in items]


def step(name, document, do):
    """Do something to a document, note what came of it, undo it."""
    result = None
    try:
        with env.cr.savepoint():
            found = do(document.with_env(env).with_company(document.company_id))
            result = [seen(one) for one in found] if hasattr(found, "_name") else found
            raise Undo
    except Undo:
        pass
    except Exception as error:  # a refusal is a figure too
        result = f"refused: {type(error).__name__} {' '.join(str(error).split())[:300]}"
    env.invalidate_all()
    FIGURES[key_of(document)][name] = result


def key_of(document) -> str:
    return " ".join(filter(None, [document._name, str(document.id), document.name or "", (
        document.client_order_ref if document._name == "sale.order" else document.partner_ref
        if document._name == "purchase.order" else document.ref) or ""]))


# What is done

def printed(report):
    def do(document):
        markup, _kind = env["ir.actions.report"]._render_qweb_html(report, document.ids)
        return text_of(markup)
    return do


def exported(builder):
    def do(move):
        content, errors = env[builder]._export_invoice(move)
        root = etree.fromstring(content)
        return [[etree.QName(node).localname, node.text] for node in root.iter() if isinstance(node.tag, str)
                and node.text
                and node.text.strip()
                and re.fullmatch(r"-?[\d.]+|[A-Z]{1,3}", node.text)] + sorted(map(str, errors or []))
    return do


def credited(move):
    wizard = env["account.move.reversal"].with_context(active_model="account.move",
                                                       active_ids=move.ids).with_company(move.company_id).create(
        {"journal_id": move.journal_id.id, "date": "2026-05-05", "reason": "x"})
    reverse = env["account.move"].browse(wizard.refund_moves()["res_id"])
    reverse.action_post()
    return reverse | move


def reset(move):
    move.button_draft()
    move.action_post()
    return move


def copied(document):
    return document.copy()


def posted(move):
    move.action_post()
    return move


def confirmed(order):
    name = order.name
    # of two documents with one number, written before the suite came, one keeps it as its order
    twice = order.search_count([("name", "=", name), ("company_id", "=", order.company_id.id)]) > 1
    order.action_confirm()
    told = seen(order)
    return [told, twice or order.name == name, len(order.picking_ids), len(order.picking_ids.move_ids),
            order.picking_ids.move_ids.mapped("product_uom_qty")]


def invoiced(method, **values):
    def do(order):
        wizard = env["sale.advance.payment.inv"].with_company(order.company_id).with_context(
            active_model="sale.order", active_ids=order.ids).create({"advance_payment_method": method, **values})
        moves = wizard._create_invoices(order)
        moves.invoice_date = "2026-05-05"
        moves.action_post()
        told = [seen(one) for one in moves]
        for row in (row for one in told for row in one["lines"] if method == "percentage"):
            # a deposit made with the suite names the goods, as the law wants; the amounts are compared
            row[2] = "what it is for"
        return told
    return do


def cancelled(order):
    order._action_cancel()
    order.action_draft()
    return order


def bought(order):
    order.button_confirm()
    return order


def opened(document):
    """The page of the portal, through the link that was mailed."""
    path = "invoices" if document._name == "account.move" else "orders"
    answer = CLIENT.get(f"/my/{path}/{document.id}?access_token={document.access_token}", headers={"Host": "127.0.0.1"})
    words = text_of(answer.data)
    return [answer.status_code, words]


def exact(value):
    """Without what a float has behind all decimals that a price can have."""
    if isinstance(value, dict):
        return {name: exact(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return list(map(exact, value))
    return round(value, 9) if isinstance(value, float) else value


CLIENT = Client(http.root)
moves = env["account.move"].search([("state", "!=", "none")], order="id")
orders = env["sale.order"].search([], order="id")
purchases = env["purchase.order"].search([], order="id")
history = env["res.company"].search([("name", "like", "Atelier Durand")])




def is_used(document) -> bool:
    if KIND == "all":
        return True
    if document.create_uid != admin or document.company_id not in history:
        return False
    return KIND == "history" or key_of(document).split(" ", 3)[-1] in SAMPLE


for documents in (moves, orders, purchases):
    for company, of_company in documents.grouped("company_id").items():
        for document in of_company.with_company(company):
            FIGURES[key_of(document)] = {"seen": seen(document)}
used = [documents.filtered(is_used) for documents in (moves, orders, purchases)]
for move in used[0]:
    if move.move_type == "entry":
        step("copied", move, copied)
        continue
    step("printed", move, printed("account.account_invoices"))
    step("copied", move, copied)
    if move.state == "posted":
        step("credited", move, credited)
        step("reset and posted", move, reset)
    if move.state == "posted" and move.move_type in ("out_invoice", "out_refund"):
        step("UBL", move, exported("account.edi.xml.ubl_bis3"))
        step("Factur-X", move, exported("account.edi.xml.cii"))
        step("portal", move, opened)
    if move.state == "draft":
        step("posted", move, posted)
for order in used[1]:
    step("printed", order, printed("sale.action_report_saleorder"))
    step("copied", order, copied)
    step("portal", order, opened)
    if order.state in ("draft", "sent"):
        step("ordered", order, confirmed)
    if order.state == "sale":
        step("invoiced", order, invoiced("delivered"))
        step("down payment", order, invoiced("percentage", amount=10))
        step("cancelled and quoted again", order, cancelled)
for purchase in used[2]:
    step("copied", purchase, copied)
    if purchase.state in ("draft", "sent"):
        step("bought", purchase, bought)
env.cr.rollback()
print("FIGURES " + json.dumps(exact(FIGURES), default=str))
