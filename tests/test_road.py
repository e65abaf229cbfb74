"""From quote to order in the browser: by the button, and by the customer who signs on the portal (SCR-01)."""

import json

import pytest
from playwright.sync_api import expect

from .support.databases import run_script
from .support.sample import customer_with_late_invoices
from .support.web import WIDE, served_page, shot, show

#: Quotes with typed instalments, a discount, shipping and a third-party tax.
QUOTES = """
customer.lang = "fr_FR"
env.ref("base.user_admin").lang = "fr_FR"
def quote(title, **values):
    made = env["sale.order"].create({
        "partner_id": customer.id, "egg_title": title, "egg_discount_mode": "untaxed_percent",
        "egg_discount_value": 10, "egg_shipping_amount": 20, "note": "Sous huitaine",
        "egg_schedule_line_ids": [(0, 0, {"percent": 40}), (0, 0, {"percent": 60, "rule": "days", "days": 30})],
        "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 2, "egg_third_party_tax_ids": [
            (0, 0, {"name": "Éco-participation", "amount": 5, "amount_type": "fixed"})]})], **values})
    made.action_quotation_sent()
    return made
clicked = quote("Cliqué", require_signature=False, require_payment=False)
signed = quote("Signé", require_signature=True, require_payment=False)
print("QUOTES", clicked.id, signed.id, signed.get_portal_url())
"""
PAIRS = """
import json
for title in ("Cliqué", "Signé"):
    order = env["sale.order"].search([("egg_title", "=", title), ("egg_kind", "=", "order")])
    told = [{
        "lines": [(line.name, line.product_uom_qty, line.price_subtotal, line.egg_role)
                  for line in one.order_line.sorted(lambda line: (line.egg_role or "", line.id))],
        "rows": [(row.percent, row.rule, row.days, row.amount) for row in one.egg_schedule_line_ids],
        "total": one.amount_total, "discount": one.egg_discount_value, "shipping": one.egg_shipping_amount,
        "note": one.note, "customer": one.partner_id.name} for one in (order.egg_parent_id, order)]
    quote = order.egg_parent_id
    states = (quote.egg_state, quote.locked, order.egg_quote_number == quote.name)
    print("PAIR", json.dumps([told, states, order.egg_state, bool(order.signature), bool(quote.signature)]))
"""


@pytest.fixture(scope="module")
def site():
    """A page on a served database, the address, and the two quotes."""
    with served_page("road", customer_with_late_invoices("Xylo", [], QUOTES)) as opened:
        line = next(line for line in opened.output.splitlines() if line.startswith("QUOTES"))
        yield opened.database, opened.address, opened.page, line.split()[1:]


def test_button_and_signature_end_in_the_same_pair(site):
    """SCR-01, QUO-10: two clicks make the order, the red sentence first; a signature ends in the same pair."""
    database, address, page, (clicked, signed, link) = site
    page.set_viewport_size(WIDE)
    show(page, f"sale.order/{clicked}")
    expect(page.locator("button[name=action_confirm]:visible")).to_have_count(0)
    expect(page.locator(".o_statusbar_buttons .btn-primary:visible")).to_have_text(["Commande"])
    page.click("button[name=action_egg_order]")
    page.wait_for_selector(".o_egg_relation:has-text('devis')")
    shot(page, "road-unsaved-order")
    page.click(".o_form_button_save")
    page.wait_for_selector(".o_form_saved")
    shot(page, "road-order")

    visitor = page.context.browser.new_context(viewport=WIDE).new_page()
    visitor.goto(address + link)
    visitor.locator("a[data-bs-target='#modalaccept']:visible").first.click()
    visitor.locator("#modalaccept input[name=signer]").fill("Marie Durand")
    visitor.locator("#modalaccept .o_portal_sign_submit:not([disabled])").click()
    visitor.wait_for_url("**sign_ok**", timeout=90000)
    shot(visitor, "road-portal-signed")
    show(page, f"sale.order/{signed}")
    page.wait_for_selector(".o_form_view")
    shot(page, "road-signed-order")

    pairs = [json.loads(line[5:]) for line in run_script(database, PAIRS).splitlines() if line.startswith("PAIR")]
    (by_button, button_states, *_rest), (by_signature, sign_states, state, *signatures) = pairs
    assert by_button[0] == by_button[1], "everything is carried"
    assert by_signature == by_button
    assert button_states == sign_states == ["done", True, True]
    assert (state, signatures) == ("progress", [True, True])
