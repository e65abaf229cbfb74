"""A served database and a real browser, for tests that use the screens as people do."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from typing import NamedTuple

from playwright.sync_api import Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as TooLate

from .databases import cloned, run_script

from egg_dev import odoo, paths, system  # isort: skip

expect.set_options(timeout=30000)  # as long as a page is waited for

CHROMIUM_FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    # A sheet that still rises while it is scrolled to is dismissed: nothing moves by itself.
    "--force-prefers-reduced-motion",
]
WIDE, PHONE = {"width": 1400, "height": 900}, {"width": 390, "height": 844}


class ServedPage(NamedTuple):
    """A page on a served database; `output`: what the scripts before said."""

    database: str
    address: str
    page: Page
    output: str


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(database: str, *options):
    """Serve a database; yield the address of the web client."""
    port = free_port()
    command = odoo.command("-d", database, "-p", port, "--db-filter", f"^{database}$", "--log-level", "error", *options)
    with (paths.LOGS / "browser-server.log").open("ab") as log:
        process = subprocess.Popen(
            command, env=odoo.environment(), cwd=paths.ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process)
        yield address
    finally:
        with suppress(ProcessLookupError):
            # Its workers too; an orderly end takes seconds, and the database is dropped next.
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)


def _wait(address, process, seconds=90):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"The server stopped with status {process.returncode}; see "
                                 f"{paths.LOGS / 'browser-server.log'}")
        try:
            with urllib.request.urlopen(f"{address}/web/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError("The server did not answer in time")


#: How many requests of the web client are open, and when the last one ended.
_COUNT_REQUESTS = """(() => {
    window.eggOpen = 0;
    window.eggLast = 0;
    const send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.send = function () {
        window.eggOpen++;
        this.addEventListener("loadend", () => {
            window.eggOpen--;
            window.eggLast = performance.now();
        });
        return send.apply(this, arguments);
    };
})();"""


def slow_down(page) -> None:
    """Make a page as slow as EGG_SLOW says (4: a processor four times slower, and answers 40 ms late),
    to find what a test reads too early: a quick machine hides it.
    """
    rate = int(os.environ.get("EGG_SLOW", "0"))
    if rate:
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
        session.send("Network.emulateNetworkConditions", {
            "offline": False, "latency": 10 * rate, "downloadThroughput": -1, "uploadThroughput": -1})


@contextmanager
def browser_page(address: str, viewport=None, login="admin", touch=False):
    """A logged-in page. An error in the browser's console, or an error dialog, fails the test at the end."""
    errors = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system.chromium(), args=CHROMIUM_FLAGS)
        context = browser.new_context(viewport=viewport or WIDE, has_touch=touch, is_mobile=touch)
        context.add_init_script(_COUNT_REQUESTS)
        page = context.new_page()
        slow_down(page)
        page.set_default_timeout(30000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        log_in(context, address, login)
        page.goto(f"{address}/odoo")
        page.wait_for_selector(".o_main_navbar", timeout=90000)  # the first page reads the whole web client
        try:
            yield page
        except BaseException:
            shot(page, "failed")
            raise
        finally:
            dialogs = page.locator(".o_error_dialog").count()
            browser.close()
        if errors or dialogs:
            raise AssertionError(f"The browser showed errors: {errors or 'an error dialog'}")


@contextmanager
def served_page(name: str, *scripts: str, **page_options):
    """Clone the template with the web client's files, run these scripts on it one after the other, serve it, and open
    a page; yield a `ServedPage`.

    :param page_options: those of `browser_page`
    """
    with cloned(name, odoo.WEB_TEMPLATE) as database:
        output = "".join([run_script(database, script) for script in scripts])
        with served(database) as address, browser_page(address, **page_options) as page:
            yield ServedPage(database, address, page, output)


def log_in(context, address, login):
    """Get the cookie of a session as the web client does, without the log-in page of the web site and its files."""
    def call(path, **params):
        answer = context.request.post(address + path,
                                      data={"jsonrpc": "2.0", "method": "call", "params": params}).json()
        assert "error" not in answer, answer
        return answer["result"]

    [database] = call("/web/database/list")
    call("/web/session/authenticate", db=database, login=login, password=login)


#: A record is opened in its form; anything else is the path or the id of an action. Nobody waits here: a screen that
#: asks whether it may be left would be waited for without end.
_SHOW = """target => {
    const [model, id] = target.split("/");
    const record = {type: "ir.actions.act_window", res_model: model, res_id: Number(id), views: [[false, "form"]],
        target: "current"};
    const action = id ? record : /^\\d+$/.test(target) ? Number(target) : target;
    const options = {clearBreadcrumbs: true, forceLeave: true};
    window.eggShown = false;
    odoo.__WOWL_DEBUG__.root.env.services.action.doAction(action, options).then(() => { window.eggShown = true; });
}"""
#: What a test that failed half-way left open.
_LEFT_OPEN = """() => document.querySelector('.modal, .o_form_status_indicator_buttons:not(.invisible)')
    || !window.odoo?.__WOWL_DEBUG__"""
#: The server has answered all that was asked, and a moment has passed in which the answers were drawn: the web client
#: draws a list's frame before its rows, and its sign of loading comes after a quarter of a second only.
SETTLED = """() => !(window.eggOpen > 0) && !(performance.now() - window.eggLast < 60)
    && !document.querySelector('.o_loading_indicator')
    && document.querySelector(
        '.o_action_manager .o_content, .modal .o_form_view, .o_action_manager > .o_view_controller')"""


def show(page, target: str) -> None:
    """Go to another screen as a click on a menu does: the web client stays loaded,
    which is far quicker than its address.

    :param target: `model/id`, or an action's path, number or external id
    """
    if page.evaluate(_LEFT_OPEN):
        page.goto(f"{page.url.split('/odoo')[0]}/odoo")
        page.wait_for_selector(".o_main_navbar")
    page.evaluate(_SHOW, target)
    page.wait_for_function("() => window.eggShown")
    page.wait_for_function(SETTLED)


def choose_customer(page, name: str) -> None:
    """Choose the customer of a new document, and wait for what the server answers: what the form then tells of him
    moves what stands below.
    """
    page.locator(".o_field_widget[name=partner_id] input").first.click()
    page.keyboard.type(name)
    with page.expect_response(lambda answer: answer.url.endswith("/onchange")):
        page.locator(".o-autocomplete--dropdown-item", has_text=name).first.click()
    page.wait_for_function(SETTLED)


#: Where a narrow screen has the buttons of a form.
OPENERS = (".o_button_more", ".o_statusbar_buttons_dropdown", ".o_statusbar_buttons .o-dropdown",
           ".o_egg_gear")


def press(page, name: str) -> None:
    """Press a button of the form, which a narrow screen has in one of two lists."""
    button = page.locator(f"button[name={name}]:visible")
    for opener in () if button.count() else OPENERS:
        if page.locator(f"{opener}:visible").count():
            page.locator(f"{opener}:visible").first.click()
            page.wait_for_selector(".o-dropdown--menu")
            page.wait_for_timeout(300)  # it slides in
            if button.count():
                break
            page.keyboard.press("Escape")
            page.wait_for_selector(".o-dropdown--menu", state="detached")
    button.first.click()


def shot(page, name: str) -> None:
    """Keep a picture of the screen among the artefacts."""
    paths.ARTEFACTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(paths.ARTEFACTS / f"{name}.png"))


#: Nothing is wider than the screen.
_FITS = "() => document.documentElement.scrollWidth <= window.innerWidth"


def fits(page) -> bool:
    """Tell whether a page stays without a scroll to the side, once its bar of menus knows the size of the screen."""
    try:
        page.wait_for_function(_FITS, timeout=5000)
    except TooLate:
        return False
    return True


def assert_fits(page, name: str = "the page") -> None:
    """Fail for a page that is wider than its screen."""
    assert fits(page), f"{name} is wider than the screen"


def assert_says(page, selector: str, *texts: str) -> None:
    """Fail unless the first such part of a page comes to show these texts: what is read once may be read too early."""
    for text in texts:
        expect(page.locator(selector).first).to_contain_text(text, use_inner_text=True)
