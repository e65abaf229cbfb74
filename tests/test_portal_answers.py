"""Without a telephone call: what a customer says under the link of a reminder and in the portal (POR-03, POR-04)."""

from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .support.databases import cloned, run_script, sql
from .support.sample import customer_with_late_invoices
from .support.web import PHONE, WIDE, assert_fits, assert_says, browser_page, log_in, served, shot
from .test_pay_from_message import PREPARE, visitor

from egg_dev import odoo  # isort: skip

MORE = PREPARE + """
for name, language in (("Paul", "en_US"), ("Jeanne", "fr_FR")):
    contact = env["res.partner"].create({"name": f"{name} Alpha", "parent_id": customer.id, "lang": language})
    env["res.users"].create({"name": contact.name, "login": name.lower(), "password": name.lower(), "lang": language,
        "partner_id": contact.id, "group_ids": [(6, 0, env.ref("base.group_portal").ids)]})
env.ref("base.user_admin").lang = "fr_FR"
"""
#: The reminder left.
SENT = """
message = env["egg.followup.message"].search([], limit=1)
if message.state != "sent":
    content = message._prepare_content()
    told = message._create_messages({message: content})[message.id]
    message.sudo().write({"state": "sent", "sent_at": "2026-11-20 09:00:00", "mail_message_id": told.id})
"""
WORDS = "SELECT kind, day::text, hold_until::text, amount::int FROM egg_customer_word ORDER BY id"
#: What Odoo's own frame of the page brings.
NOT_OURS = {"exclude": [["header"], ["footer"], [".o_portal_navbar"], [".o_portal .breadcrumb"],
                        ["#o_payment_form"]]}


@pytest.fixture(scope="module")
def shop():
    """Two late invoices and a reminder of the first."""
    with cloned("answers", odoo.WEB_TEMPLATE) as database:
        odoo.install(database, ["payment_demo"], log="browser")
        said = run_script(database, customer_with_late_invoices("Lave-linge", [480, 250], MORE))
        url = next(line.split()[1] for line in said.splitlines() if line.startswith("URL "))
        with served(database) as address, browser_page(address) as page:
            yield database, address, "/egg/pay/" + url.rpartition("/")[2], page


def faults(page) -> list:
    found = Axe().run(page, context=NOT_OURS, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    return [(one["id"], node["html"][:200]) for one in found.response["violations"] for node in one["nodes"]]


def test_on_a_telephone_in_french(shop):
    """POR-04, POR-03: from the reminder's link, a promise, then a dispute with a picture; both on the account's time
    line, and an activity waits.
    """
    database, address, path, admin = shop
    page, errors = visitor(admin.context.browser, PHONE)
    page.goto(address + path)
    page.wait_for_selector("[name=egg_words]")
    page.click("[name=egg_word_promise] summary")
    day = date.today() + timedelta(10)
    page.fill("#egg_promise_day", day.isoformat())
    shot(page, "answer-phone-promise")
    assert_fits(page)
    assert not faults(page)
    page.click("text=Promettre ce règlement")
    page.wait_for_selector("[name=egg_pay_told]")
    assert_says(page, "[name=egg_pay_words]", "promis pour le")
    expect(page.locator("[name=egg_word_promise]")).to_have_count(0)
    page.click("[name=egg_word_dispute] summary")
    page.fill("#egg_dispute_reason", "Le tambour est rayé.")
    page.set_input_files("#egg_dispute_files", {"name": "rayure.png", "mimeType": "image/png",
                                                "buffer": page.screenshot()})
    shot(page, "answer-phone-dispute")
    page.click("text=Signaler le litige")
    page.wait_for_selector("[name=egg_pay_told]")
    assert_says(page, "[name=egg_pay_words]", "Le tambour est rayé")
    assert_fits(page)
    assert not faults(page)
    shot(page, "answer-phone-told")
    assert sql(database, WORDS) == [
        ["promise", str(day), str(day), "576"], ["dispute", "", "", "576"]]
    assert not errors
    admin.goto(f"{address}/odoo/res.partner/{customer(database)}/action-egg_followup.egg_account_action")
    admin.wait_for_selector(".egg_account >> text=Le tambour est rayé")
    expect(admin.locator(".egg_account >> text=rayure.png").first).to_be_attached()
    shot(admin, "answer-account")


def test_from_the_portal_in_english(shop):
    """POR-03: a contact of the firm logs in, sees both invoices, pays one of them, and says that the other is on its
    way; in English, on a wide screen.
    """
    database, address, _path, admin = shop
    page, errors = visitor(admin.context.browser, WIDE)
    log_in(page.context, address, "paul")
    page.goto(f"{address}/my/due")
    page.wait_for_selector("form[name=egg_due]")
    expect(page.locator("input[name=item]")).to_have_count(2)
    shot(page, "due-wide")
    assert not faults(page)
    page.set_viewport_size(PHONE)
    assert_fits(page)
    shot(page, "due-phone")
    page.set_viewport_size(WIDE)
    page.locator("input[name=item]").first.uncheck()
    page.click("button[value=transfer]")
    page.wait_for_selector("[name=egg_word_transfer][open]")
    assert_says(page, "[name=egg_pay_total]", "300")
    page.click("[name=egg_word_transfer] button[type=submit]")
    page.wait_for_selector("[name=egg_pay_words]")
    shot(page, "answer-wide-transfer")
    today = date.today()
    assert sql(database, WORDS)[-1] == ["transfer", str(today), str(today + timedelta(7)), "300"]
    page.goto(f"{address}/my/due")
    expect(page.locator("[name=taken]")).to_have_text(["Disputed", "Transfer announced"])
    expect(page.locator("input[name=item]:checked, button[value=overdue]")).to_have_count(0)
    for item in page.locator("input[name=item]").all():  # he pays both all the same
        item.check()
    shot(page, "due-wide-answered")
    assert not faults(page)
    page.click("button[value=pay]")
    page.wait_for_selector("button[name=o_payment_submit_button]:enabled")
    assert_says(page, "[name=egg_pay_total]", "876")
    page.click("button[name=o_payment_submit_button]")
    page.wait_for_selector("[name=egg_pay_thanks]")
    page.goto(f"{address}/my/due")
    page.wait_for_selector("[name=egg_due_nothing]")
    assert not errors


@pytest.mark.parametrize(("login", "title"), [("jeanne", "Tout ce que vous avez reçu"), ("paul", "All you were sent")])
def test_all_he_was_sent(shop, login, title):
    """POR-06: invoices and the reminder, opened, in French and English, wide and on a telephone; axe finds nothing."""
    database, address, _path, admin = shop
    run_script(database, SENT + "env.cr.commit()")
    page, errors = visitor(admin.context.browser, WIDE)
    log_in(page.context, address, login)
    for width, viewport in (("wide", WIDE), ("phone", PHONE)):
        page.set_viewport_size(viewport)
        page.goto(f"{address}/my/sent")
        page.wait_for_selector("[name=egg_sent]")
        assert_says(page, "#wrap", title)
        expect(page.locator("[name=egg_sent] tr")).to_have_count(3)
        assert_fits(page)
        assert not faults(page)
        shot(page, f"sent-{login}-{width}")
        page.click("[name=egg_sent] a[href^='/my/sent/']")
        page.wait_for_selector("[name=egg_message]")
        assert_fits(page)
        assert page.locator("[name=egg_message]").evaluate("one => one.scrollWidth - one.clientWidth") <= 0
        shot(page, f"message-{login}-{width}")
        assert not faults(page)
    assert not errors


def customer(database) -> int:
    [[found]] = sql(database, "SELECT id FROM res_partner WHERE name = 'Client Alpha'")
    return found
