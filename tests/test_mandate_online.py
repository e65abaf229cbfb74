"""A mandate signed online, from the link to "Prêt": on a telephone in French, on a wide screen in English (POR-01)."""

import hashlib
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe

from .support.databases import cloned, kept, run_script, sql
from .support.sample import customer_with_late_invoices
from .support.smtp_sink import Sink
from .support.web import PHONE, WIDE, assert_fits, assert_says, browser_page, served, shot, show
from .test_pay_from_message import WAITING, visitor

from egg_dev import odoo, paths  # isort: skip

PREPARE = """
env.company.partner_id.lang = customer.lang = "fr_FR"
env.company.write({"egg_debit_creditor_identifier": "FR72ZZZ123456", "egg_debit_issuer": "Lavoir Central"})
env.ref("base.user_admin").lang = "fr_FR"
beta = env["res.partner"].create({"name": "Zoe Zola", "email": "zoe@example.com", "lang": "en_US", "city": "Leeds"})
print("URL", beta._make_egg_mandate_url(env.company))
gamma = env["res.partner"].create({"name": "Yann Ygrec", "email": "yann@example.com", "lang": "en_US"})
print("MANY", gamma._make_egg_mandate_url(env.company))
delta = env["res.partner"].create({"name": "Wim Wolf", "email": "wim@example.com", "lang": "en_US"})
print("TWO", delta._make_egg_mandate_url(env.company))
print("CUSTOMER", customer.id)
"""
IBAN = "FR7630006000011234567890189"
STATE = "SELECT state, signature_town FROM egg_debit_mandate ORDER BY id DESC LIMIT 1"
NOT_OURS = {"exclude": [["header"], ["footer"], ["owl-component"]]}


@pytest.fixture(scope="module")
def shop():
    with cloned("sign", odoo.WEB_TEMPLATE) as database, Sink() as sink:
        said = run_script(database, customer_with_late_invoices("Lavage", [480], PREPARE))
        told = dict(line.split() for line in said.splitlines()
                    if line.startswith(("URL ", "MANY ", "TWO ", "CUSTOMER ")))
        smtp = ("--smtp", "127.0.0.1", "--smtp-port", str(sink.port))
        with served(database, *smtp) as address, browser_page(address) as page:
            yield database, address, told, page, sink


def faults(page) -> list:
    found = Axe().run(page, context=NOT_OURS, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    return [(one["id"], node["html"][:200]) for one in found.response["violations"] for node in one["nodes"]]


def draw(page):
    """A line over the field, as a finger draws it."""
    page.wait_for_selector("canvas.o_web_sign_signature")
    page.locator("canvas.o_web_sign_signature").scroll_into_view_if_needed()
    box = page.locator("canvas.o_web_sign_signature").bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 20)
    page.mouse.down()
    for step in range(8):
        page.mouse.move(box["x"] + 40 + 20 * step, box["y"] + 20 + 10 * (step % 3))
    page.mouse.up()


def code_of(sink, address) -> str:
    deadline = time.monotonic() + 30
    while not sink.to(address) and time.monotonic() < deadline:
        time.sleep(0.1)
    body = sink.to(address)[-1].get_body(("plain", "html")).get_content()
    return re.search(r"\b(\d{6})\b", body).group(1)


def test_on_a_telephone_in_french(shop):
    """POR-01: from the customer's screen the mail leaves with the link; IBAN, text, signature, code: within two minutes
    the mandate is ready, its PDF goes to both, and its hash is the one that is kept.
    """
    database, address, told, admin, sink = shop
    show(admin, f"res.partner/{told['CUSTOMER']}")
    admin.click("a[name=egg_bank]")
    admin.click("button[name=action_egg_sign_online]")
    admin.wait_for_selector(".modal .o_field_widget[name=body] a:has-text('Signer le mandat')")
    shot(admin, "mandate-mail")
    admin.click(".modal .o_mail_send, .modal button[name=action_send_mail]")
    admin.wait_for_selector(".modal", state="detached")
    run_script(database, "env['mail.mail'].search([('state', '=', 'outgoing')]).send()\nenv.cr.commit()",
               "--smtp", "127.0.0.1", "--smtp-port", str(sink.port))
    mail = sink.to("alpha@example.com")[-1].get_body(("html",)).get_content()
    path = re.search(r"/egg/mandate/[\w-]+", mail).group(0)
    sink.messages.clear()

    page, errors = visitor(admin.context.browser, PHONE)
    begun = time.monotonic()
    page.goto(address + path)
    page.fill("#egg_iban", "FR76 3000 6000 0112 3456 7890 180")
    page.fill("#egg_town", "Lyon")
    page.click("[name=egg_sign_account] button")
    page.wait_for_selector("[name=egg_sign_problem]")
    assert_says(page, "[name=egg_sign_problem]", "pas juste")
    shot(page, "mandate-phone-refused")
    assert not faults(page)
    page.fill("#egg_iban", "FR76 3000 6000 0112 3456 7890 189")
    page.click("[name=egg_sign_account] button")
    page.wait_for_selector("[name=egg_sign_facts]")
    assert_says(page, "[name=egg_sign_french]", "vous autorisez (A) Lavoir Central")
    assert_says(page, "[name=egg_sign_bic]", "AGRIFRPP")
    assert_fits(page)
    page.fill("input[name=signer]", "Jean Alpha")
    draw(page)
    page.screenshot(path=str(paths.ARTEFACTS / "mandate-phone-text.png"), full_page=True)
    assert not faults(page)
    page.locator(".o_portal_sign_submit:not([disabled])").click()
    page.wait_for_selector("#egg_code")
    shot(page, "mandate-phone-code")
    assert not faults(page)
    page.fill("#egg_code", code_of(sink, "alpha@example.com"))
    page.click("[name=egg_sign_code] button")
    page.wait_for_selector("[name=egg_sign_done]")
    assert time.monotonic() - begun < 120
    shot(page, "mandate-phone-done")
    assert not faults(page)
    assert not errors
    assert sql(database, STATE) == [["valid", "Lyon"]]
    signed = [one for one in sink.messages if any(part.get_content_type() == "application/pdf" for part in one.walk())]
    assert {"alpha@example.com", "contact@egg.example"} <= set(re.findall(r"[\w.]+@[\w.]+", signed[-1]["To"]))
    pdf = next(part for part in signed[-1].walk() if part.get_content_type() == "application/pdf").get_content()
    [[kept]] = sql(database, "SELECT sha256 FROM egg_mandate_signing ORDER BY id DESC LIMIT 1")
    assert hashlib.sha256(pdf).hexdigest() == kept
    (paths.ARTEFACTS / "mandate-signed.pdf").write_bytes(pdf)
    [[mandate]] = sql(database, "SELECT max(id) FROM egg_debit_mandate")
    show(admin, f"egg.debit.mandate/{mandate}")
    admin.wait_for_selector(".o-mail-Message:has-text('SHA-256')")
    told = admin.inner_text(".o-mail-Chatter")
    assert IBAN[4:20] not in told.replace(" ", ""), told
    shot(admin, "mandate-ready")


def test_on_a_wide_screen_in_english(shop):
    """POR-01: who reads English has the French wording beside it."""
    database, address, told, admin, sink = shop
    page, errors = visitor(admin.context.browser, WIDE)
    page.goto(address + "/egg/mandate/" + told["URL"].rpartition("/")[2])
    page.fill("#egg_iban", "GB29NWBK60161331926819")
    page.click("[name=egg_sign_account] button")
    page.wait_for_selector("[name=egg_sign_facts]")
    assert_says(page, "#wrap", "you authorise (A) Lavoir Central")
    assert_says(page, "[name=egg_sign_french]", "vous autorisez (A) Lavoir Central")
    draw(page)
    page.screenshot(path=str(paths.ARTEFACTS / "mandate-wide-text.png"), full_page=True)
    page.locator(".o_portal_sign_submit:not([disabled])").click()
    page.wait_for_selector("#egg_code")
    page.fill("#egg_code", code_of(sink, "zoe@example.com"))
    page.click("[name=egg_sign_code] button")
    page.wait_for_selector("[name=egg_sign_done]")
    assert_says(page, "[name=egg_sign_done]", "Thank you")
    assert not faults(page)
    assert not errors
    assert sql(database, STATE) == [["valid", "Leeds"]]


TRIES = "SELECT kind, count(*) FROM egg_mandate_try t JOIN res_partner p ON p.id = t.partner_id " \
        "WHERE p.email = 'yann@example.com' GROUP BY kind ORDER BY kind"
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="


def begin(url, name, iban):
    """Enter an account and sign in a browser of one's own; return it with what its forms send."""
    browser = requests.Session()
    form = {"csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', browser.get(url, timeout=60).text).group(1)}
    typed = form | {"iban": iban, "holder": name, "town": "Lyon"}
    assert "egg_sign_facts" in browser.post(f"{url}/account", data=typed, timeout=60).text
    browser.post(f"{url}/sign", json={"params": {"name": name, "signature": PNG}}, timeout=60)
    return browser, form


def test_two_browsers_at_one_moment(shop):
    """POR-02: two who sign under one link at the same moment make one mandate; the other reads that it is signed."""
    database, address, told, _admin, sink = shop
    url = address + "/egg/mandate/" + told["TWO"].rpartition("/")[2]
    ready = []
    for iban in ("NL91ABNA0417164300", "BE71096123456769"):
        browser, form = begin(url, "Wim Wolf", iban)
        ready.append((browser, form | {"code": code_of(sink, "wim@example.com")}))
        sink.messages.clear()
    [[number]] = sql(database, "SELECT id FROM res_partner WHERE email = 'wim@example.com'")
    with ThreadPoolExecutor(2) as pool:
        with kept(database, "res_partner", number):
            both = [pool.submit(browser.post, f"{url}/code", data=form, timeout=60) for browser, form in ready]
            limit = time.monotonic() + 60
            while sql(database, WAITING) != [["2"]] and time.monotonic() < limit:
                time.sleep(0.05)
        answers = sorted((one.result() for one in both), key=lambda answer: answer.status_code)
    assert [answer.status_code for answer in answers] == [200, 410]
    assert "signed already" in answers[1].text
    made = f"SELECT count(*) FROM egg_debit_mandate WHERE partner_id = {number} AND state = 'valid'"
    assert sql(database, made) == [["1"]]


def test_many_at_once(shop):
    """POR-02: whoever tries many accounts, or asks for many codes, at the same moment has no more of them than one
    after the other; no mail more leaves.
    """
    database, address, told, _admin, sink = shop
    url = address + "/egg/mandate/" + told["MANY"].rpartition("/")[2]
    browser, form = begin(url, "Yann Ygrec", "DE89370400440532013000")

    def post(step, **values):
        return requests.post(f"{url}/{step}", data=form | values, cookies=browser.cookies, timeout=120)

    with ThreadPoolExecutor(10) as crowd:
        answers = list(crowd.map(lambda _one: post("account", iban="FR00", holder="Yann", town="Lyon"), range(20)))
        answers += crowd.map(lambda _one: post("again"), range(12))
    answers += [post("again") for _one in range(5)]  # those at one moment were one
    assert {answer.status_code for answer in answers} <= {200, 422}
    assert sql(database, TRIES) == [["account", "10"], ["mail", "5"]]
    assert len(sink.to("yann@example.com")) <= 5
