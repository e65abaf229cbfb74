"""Reminders that run by themselves, switched on and followed by a person in a browser, wide and on a phone."""

import pytest

from .support.databases import run_script, sql
from .support.sample import customer_with_late_invoices
from .support.smtp_sink import Sink
from .support.web import PHONE, SETTLED, WIDE, assert_fits, assert_says, press, served_page, shot, show

#: A second customer whose invoice should have been reminded long ago; a firm that writes at any hour.
MORE = """
env["res.lang"]._activate_lang("fr_FR")
admin = env.ref("base.user_admin")
(env.user | admin).lang = "fr_FR"
admin.partner_id.email = "paul@egg.example"
old = late[:1].copy({"partner_id": customer.copy({"name": "Client Omega", "email": "omega@example.com"}).id,
                     "invoice_date": today - timedelta(days=90), "invoice_date_due": today - timedelta(days=60),
                     "invoice_payment_term_id": False})
old.action_post()
days = dict.fromkeys(("saturday", "sunday", "on_holidays"), True)
env.ref("egg_followup.scenario_usual").write(days | {"hour_from": 0, "hour_to": 24})
"""
#: What the jobs do in a day.
DAY = """
env["egg.followup.daily"]._cron_daily()
env["egg.followup.run"]._cron_simulate()
env["egg.followup.run"]._cron_send()
env["egg.followup.daily"]._cron_daily()
env.cr.commit()
"""
#: The time in which somebody can take a run back is over.
LATER = """
env.cr.execute("UPDATE egg_followup_run SET next_try = NULL, leaves_at = NULL")
env.cr.commit()
env.invalidate_all()
"""
SENT = "SELECT email_to FROM egg_followup_message WHERE state = 'sent' ORDER BY email_to"


@pytest.fixture(scope="module")
def site():
    with served_page("daily", customer_with_late_invoices("Machine", [480], MORE), viewport=WIDE) as opened:
        yield opened


@pytest.fixture(scope="module")
def sink():
    with Sink() as one:
        yield one


def _work(site, sink):
    run_script(site.database, DAY, "--smtp", "127.0.0.1", "--smtp-port", str(sink.port))


def test_switched_on(site, sink):
    """AUT-02, AUT-10: the form says what the first run reminds before it is switched on; nothing leaves before."""
    page = site.page
    show(page, "egg_followup.egg_followup_daily_action")
    assert_says(page, ".o_action_manager", "Laissez les relances partir seules")
    page.locator(".o_list_button_add:visible, .o-kanban-button-new:visible").first.click()
    page.wait_for_selector("[name=first_run]:visible")
    shot(page, "daily-new")
    assert_says(page, "[name=first_run]", "2", "€")
    page.locator(".o_field_widget[name=is_on] input").click()
    page.locator(".o_field_widget[name=without_bank] label", has_text="Envoyer quand même").first.click()
    page.locator(".o_form_button_save").first.click()
    page.wait_for_selector(".o_form_saved, .o_form_status_indicator_buttons.invisible", state="attached")
    shot(page, "daily-on")
    assert sql(site.database, "SELECT is_on, without_bank FROM egg_followup_daily") == [["t", "run"]]
    assert sql(site.database, SENT) == []


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_what_waits_is_said(site, sink, viewport):
    """AUT-02, AUT-10: the daily run sends what needs nobody; what should have left long ago waits, and the screen says
    so and leads there.
    """
    page = site.page
    _work(site, sink)
    assert sql(site.database, SENT) == [["alpha@example.com"]]
    page.set_viewport_size(viewport)
    show(page, "egg_followup.egg_followup_daily_action")
    page.locator(".o_data_row, .o_kanban_record:not(.o_kanban_ghost)").first.click()
    page.wait_for_selector("[name=waiting]:visible")
    shot(page, f"daily-waiting-{viewport['width']}")
    assert_fits(page)
    page.locator("[name=waiting] button").click()
    page.wait_for_selector(".o_action .o_content")
    page.wait_for_function(SETTLED)
    page.locator(".o_data_row, .o_kanban_record:not(.o_kanban_ghost)").first.click()
    page.wait_for_selector("[name=approval]:visible")
    shot(page, f"daily-approval-{viewport['width']}")
    assert_fits(page)
    assert_says(page, ".o_form_view", "Client Omega")


def test_approved(site, sink):
    """AUT-02, SCR-18: a person approves what waited; it leaves once the time to take it back is over, once."""
    page = site.page
    page.set_viewport_size(WIDE)
    show(page, "egg_followup.egg_followup_approval_action")
    page.locator(".o_data_row").first.click()
    press(page, "action_start")
    page.wait_for_selector("[name=approval]", state="hidden")
    page.wait_for_function(SETTLED)
    shot(page, "daily-approved")
    run_script(site.database, LATER)
    _work(site, sink)
    _work(site, sink)
    assert sql(site.database, SENT) == [["alpha@example.com"], ["omega@example.com"]]
    show(page, "egg_followup.egg_followup_approval_action")
    page.wait_for_function(  # the list may be drawn from what it held, until the server answers
        "() => document.querySelector('.o_action_manager').innerText.includes('attend votre accord')")
    shot(page, "daily-nothing-waits")
