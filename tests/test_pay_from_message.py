"""From a reminder to money: the link of a message, on a telephone, without a log-in, by Odoo's demo provider."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from .support.databases import cloned, kept, run_script, sql
from .support.sample import customer_with_late_invoices
from .support.web import PHONE, WIDE, assert_fits, assert_says, browser_page, served, shot

from egg_dev import odoo  # isort: skip

PREPARE = """
env.company.partner_id.lang = customer.lang = "fr_FR"
env["res.partner.bank"].create({"acc_number": "FR1420041010050500013M02606", "partner_id": env.company.partner_id.id})
demo = env["payment.provider"].search([("code", "=", "demo"), ("company_id", "=", env.company.id)], limit=1)
demo.write({"state": "test", "is_published": True})
items = late._get_egg_due_items()
run = env["egg.followup.run"]._plan_run(items[0], attach_pdf=False)
print("URL", run.followup_message_ids.payment_url)
"""
PAID = "SELECT move.amount_residual FROM account_move move WHERE move_type = 'out_invoice' ORDER BY id"
REASONS = """
moves = env["account.move"].search([("move_type", "=", "out_invoice")], order="id")
run = env["egg.followup.run"]._plan_run(moves.line_ids.filtered("egg_is_due_item"))
print("PLAN", run.followup_message_ids.item_ids.due_item_id.move_id.mapped("name"))
"""


@pytest.fixture(scope="module")
def shop():
    """Two late invoices, a reminder of the first, and the link that it carries, on a served database."""
    with cloned("pay", odoo.WEB_TEMPLATE) as database:
        odoo.install(database, ["payment_demo"], log="browser")
        said = run_script(database, customer_with_late_invoices("Lave-linge", [480, 250], PREPARE))
        url = next(line.split()[1] for line in said.splitlines() if line.startswith("URL "))
        with served(database) as address, browser_page(address) as page:
            yield database, address, "/egg/pay/" + url.rpartition("/")[2], page.context.browser


def visitor(browser, viewport):
    """A page of somebody whom the server has never seen; with what went wrong on it."""
    context = browser.new_context(viewport=viewport, has_touch=True, is_mobile=viewport is PHONE)
    page, errors = context.new_page(), []
    page.set_default_timeout(30000)
    page.on("pageerror", lambda error: errors.append(str(error)))
    return page, errors


def test_two_taps_on_a_telephone(shop):
    """AUT-04: the link, *Pay*, and exactly that invoice is paid within a minute; the other is open and still reminded;
    afterwards the link says thank you to whoever opens it.
    """
    database, address, path, browser = shop
    page, errors = visitor(browser, PHONE)
    page.goto(address + path)
    page.wait_for_selector("button[name=o_payment_submit_button]:enabled")
    assert_says(page, "[name=egg_pay_total]", "576,00")
    assert_says(page, "button[name=o_payment_submit_button]", "Payer 576,00")
    assert_fits(page)
    shot(page, "pay-phone")
    begun = time.monotonic()
    page.tap("button[name=o_payment_submit_button]")
    page.wait_for_selector("[name=egg_pay_thanks]")
    assert time.monotonic() - begun < 60
    assert_says(page, "[name=egg_pay_thanks]", "Merci")
    assert_fits(page)
    shot(page, "pay-phone-thanks")
    assert [float(left) for [left] in sql(database, PAID)] == [0, 300]
    said = run_script(database, REASONS)
    plan = next(line for line in said.splitlines() if line.startswith("PLAN"))
    assert plan.count("'") == 2, plan
    assert not errors
    other, _errors = visitor(browser, WIDE)
    other.goto(address + path)
    other.wait_for_selector("[name=egg_pay_thanks]")
    shot(other, "pay-wide-thanks")


def test_links_that_open_nothing(shop):
    """AUT-04: a link that lost its end says what to do, on a telephone, in clear words."""
    _database, address, path, browser = shop
    page, errors = visitor(browser, PHONE)
    page.goto(address + path[:-4])
    page.wait_for_selector("[name=egg_pay_refused]")
    assert_says(page, "[name=egg_pay_refused]", "incomplet")
    shot(page, "pay-phone-refused")
    assert_fits(page)
    assert not errors


_ASK = """
invoice = env["account.move"].search([("move_type", "=", "out_invoice"), ("amount_residual", ">", 0)], limit=1)
demo = env["payment.provider"].search([("code", "=", "demo"), ("state", "=", "test")], limit=1)
print("ASK", json.dumps({"provider_id": demo.id, "payment_method_id": env.ref("payment_demo.payment_method_demo").id,
    "token_id": None, "amount": invoice.amount_residual, "flow": "direct", "tokenization_requested": False,
    "landing_route": "/my", "access_token": invoice._portal_ensure_token(), "invoice": invoice.id}))
env.cr.commit()
"""
#: The server works at both requests: each wants the row that somebody keeps.
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def test_two_browsers_at_one_moment(shop):
    """AUT-04: two who pay an invoice on its own page at the same moment: one begins, the other reads why not."""
    database, address, _path, _browser = shop
    said = run_script(database, "import json\n" + _ASK)
    asked = json.loads(next(line[4:] for line in said.splitlines() if line.startswith("ASK ")))
    number = asked.pop("invoice")

    def begin(_browser):
        return requests.post(f"{address}/invoice/transaction/{number}", json={"params": asked}, timeout=60).json()

    with ThreadPoolExecutor(2) as pool:
        with kept(database, "account_move", number):
            both = pool.map(begin, range(2))
            limit = time.monotonic() + 60
            while sql(database, WAITING) != [["2"]] and time.monotonic() < limit:
                time.sleep(0.05)
        refused, begun = sorted(both, key=lambda answer: "result" in answer)
    assert begun["result"]["reference"]
    assert "autre fenêtre" in refused["error"]["data"]["message"] or "another window" in (
        refused["error"]["data"]["message"])
    assert sql(database, f"SELECT count(*) FROM account_invoice_transaction_rel WHERE invoice_id = {number}") == [["1"]]
