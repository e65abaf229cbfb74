"""The dashboard of customers as people look at it, in a browser."""

import pytest
from playwright.sync_api import expect

from .support.sample import customer_with_late_invoices
from .support.web import PHONE, WIDE, assert_says, served_page, shot
from .test_accessibility import Axe

from egg_dev import paths  # isort: skip

#: Fourteen months of four customers, each of whom pays in his own manner.
YEAR = f"""
import sys
sys.path.insert(0, {str(paths.ROOT / "scripts")!r})
import year_of_invoices
env["res.lang"]._activate_lang("fr_FR")
(env.user | env.ref("base.user_admin")).lang = "fr_FR"
names = ["Menuiserie Durand", "Garage du Pont", "Boulangerie Morel", "Atelier Bernard"]
customers = env["res.partner"].create([{{"name": name, "is_company": True}} for name in names])
year_of_invoices.fill(env, customers, product, vat, today, gaps=(30, 31))
env.cr.commit()
"""


@pytest.fixture(scope="module")
def site():
    with served_page("dashboard", customer_with_late_invoices("Machine", [480, 90], YEAR), viewport=WIDE) as opened:
        yield opened


def _open(site):
    page = site.page
    page.goto(f"{site.address}/odoo/customer-dashboard")
    page.wait_for_selector(".egg_dashboard_charts canvas")
    page.wait_for_timeout(300)  # the graphs are drawn


def _check(page):
    assert page.evaluate("() => document.querySelector('.egg_dashboard').scrollWidth <= window.innerWidth")
    found = Axe().run(page, context=".egg_dashboard",
                      options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    assert not found.response["violations"], found.generate_report()


def test_the_dashboard(site):
    """ACC-05: figures and five graphs in French; a figure, a number of a table and a bar open the list behind them;
    names for screen readers, contrast and roles.
    """
    page = site.page
    _open(site)
    page.screenshot(path=str(paths.ARTEFACTS / "dashboard.png"), full_page=True)
    assert_says(page, ".egg_dashboard", "Solde", "En retard", "DSO", "Attendu sous 4 semaines", "Encaissé",
                "Ce qui est dû, par ancienneté")
    expect(page.locator(".egg_chart canvas")).to_have_count(5)
    _check(page)
    page.locator(".egg_dashboard_figures button", has_text="En retard").click()
    page.wait_for_selector(".o_list_view .o_group_header")
    assert_says(page, ".o_list_view", "Client Alpha")
    page.go_back()
    page.wait_for_selector(".egg_dashboard_charts canvas")
    page.locator(".egg_chart_delays details summary").click()
    page.locator(".egg_chart_delays tbody button").last.click()
    page.wait_for_selector(".o_list_view .o_data_row")
    page.go_back()
    page.wait_for_selector(".egg_dashboard_charts canvas")
    page.wait_for_timeout(300)
    box = page.locator(".egg_chart_ages canvas").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.8)
    page.wait_for_selector(".o_list_view .o_group_header")


def test_the_dashboard_on_a_telephone(site):
    """ACC-05: readable at 390 px, nothing to be scrolled sideways."""
    page = site.page
    page.set_viewport_size(PHONE)
    _open(site)
    shot(page, "dashboard_phone")
    _check(page)
    page.locator(".egg_chart_weeks details summary").click()
    shot(page, "dashboard_phone_table")
    _check(page)
    page.set_viewport_size(WIDE)
