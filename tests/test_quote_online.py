"""From the reminder of a quote to the order and its deposit, by the customer alone (POR-05)."""

import pytest
import requests

from .support.databases import cloned, run_script, sql
from .support.sample import customer_with_late_invoices
from .support.web import PHONE, assert_fits, browser_page, served, shot
from .test_mandate_online import draw
from .test_pay_from_message import visitor

from egg_dev import odoo  # isort: skip

PREPARE = """
import re
env.company.partner_id.lang = customer.lang = "fr_FR"
demo = env["payment.provider"].search([("code", "=", "demo"), ("company_id", "=", env.company.id)], limit=1)
demo.write({"state": "test", "is_published": True})
quote = env["sale.order"].create({
    "partner_id": customer.id, "require_signature": True, "require_payment": True, "prepayment_percent": 0.3,
    "validity_date": False, "date_order": fields.Date.subtract(today, days=20),
    "egg_discount_mode": "untaxed_percent", "egg_discount_value": 10,
    "order_line": [(0, 0, {"product_id": product.id}),
                   (0, 0, {"display_type": "line_section", "name": "Options", "is_optional": True}),
                   (0, 0, {"product_id": product.id, "name": "Pose", "price_unit": 500, "product_uom_qty": 0,
                           "technical_price_unit": 1000})]})  # as the form says that 500 was typed
quote.action_quotation_sent()
quote._portal_ensure_token()  # as starting a run does
message = env["egg.followup.run"]._plan_run(quote, attach_pdf=False).followup_message_ids
mail = message._make_mail().values
body = message._prepare_mail_values(mail)["body_html"]
print("LINK", re.search(r'href="[^"]*?(/my/orders/[^"]+)"', str(body)).group(1).replace("&amp;", "&"))
print("QUOTE", quote.id, quote.order_line.filtered(lambda line: line.name == "Pose").id)
"""
OPTION = "SELECT product_uom_qty::int FROM sale_order_line WHERE id = %s"


@pytest.fixture(scope="module")
def shop():
    """A quote with an option, a signature and a deposit; the mail that reminds of it."""
    with cloned("quote", odoo.WEB_TEMPLATE) as database:
        odoo.install(database, ["payment_demo"], log="browser")
        said = run_script(database, customer_with_late_invoices("Lave-linge", [], PREPARE))
        told = {line.split()[0]: line.split()[1:] for line in said.splitlines() if line.startswith(("LINK", "QUOTE "))}
        with served(database) as address, browser_page(address) as page:
            yield database, address, told, page.context.browser


def test_less_than_none_of_an_option(shop):
    """POR-05, POR-02: whoever has the link takes no option less than not at all, and no quantity that is none."""
    database, address, told, _browser = shop
    quote, option = told["QUOTE"]
    token = told["LINK"][0].split("access_token=")[1].split("&")[0]
    for wanted in (-5, "-5", "x", "NaN", 1e300, None, [1]):
        requests.post(f"{address}/my/orders/{quote}/update_line_dict", timeout=60, json={
            "params": {"line_id": int(option), "access_token": token, "input_quantity": wanted}})
        assert sql(database, OPTION % option) == [["0"]], wanted
    requests.post(f"{address}/my/orders/{quote}/update_line_dict", timeout=60, json={
        "params": {"line_id": int(option), "access_token": "x" * 36, "input_quantity": 3}})
    assert sql(database, OPTION % option) == [["0"]]


def test_signed_and_paid_on_a_telephone(shop):
    """POR-05: the reminder's link: the option is added and the totals follow, he signs and pays the deposit; the order
    and the quote as it was are there, and the money is a deposit of the order.
    """
    database, address, told, browser = shop
    quote, option = told["QUOTE"]
    page, errors = visitor(browser, PHONE)
    page.goto(address + told["LINK"][0])
    page.wait_for_selector("a[data-bs-target='#modalaccept']:visible")
    shot(page, "quote-phone")
    assert_fits(page)
    page.wait_for_load_state("networkidle")  # the page's scripts have started
    with page.expect_navigation():
        page.locator(f"input.js_quantity[data-line-id='{option}']").fill("1")
        page.locator(f"input.js_quantity[data-line-id='{option}']").dispatch_event("change")
    page.wait_for_selector("a[data-bs-target='#modalaccept']:visible")
    assert sql(database, f"SELECT amount_untaxed::int FROM sale_order WHERE id = {quote}") == [["1350"]]
    for typed in ("-4", "abc"):  # changes nothing, and the page shows what holds
        with page.expect_navigation():
            page.locator(f"input.js_quantity[data-line-id='{option}']").fill(typed)
            page.locator(f"input.js_quantity[data-line-id='{option}']").dispatch_event("change")
        assert sql(database, OPTION % option) == [["1"]], typed
        page.wait_for_load_state("networkidle")
    page.locator("a[data-bs-target='#modalaccept']:visible").first.click()
    page.wait_for_selector("#modalaccept.show input[name=signer]")
    page.fill("#modalaccept input[name=signer]", "Jean Alpha")
    draw(page)
    shot(page, "quote-phone-sign")
    page.locator(".o_portal_sign_submit:not([disabled])").click()
    page.wait_for_selector("button[name=o_payment_submit_button]:enabled")
    shot(page, "quote-phone-pay")
    page.locator("button[name=o_payment_submit_button]").click()
    page.wait_for_url(lambda url: "/my/orders/" in url and "allow_payment" not in url)
    page.wait_for_selector("#quote_content")
    shot(page, "quote-phone-done")
    assert not errors
    rows = sql(database, f"""
        SELECT o.state, o.signed_by, kept.state IS NOT NULL, p.amount::numeric(10,2), p.egg_kind
          FROM sale_order o JOIN sale_order kept ON kept.id = o.egg_parent_id
          JOIN account_payment p ON p.egg_order_id = o.id WHERE o.id = {quote}""")
    assert rows == [["sale", "Jean Alpha", "t", "486.00", "deposit"]]
