"""The jobs of quote, order, deposit, invoice and credit note, in French at three widths: every step is looked at for
errors, English words, sideways scroll and clipped labels (SCR-19).
"""

import pytest

from .support.databases import sql
from .support.sample import customer_with_late_invoices
from .support.web import PHONE, SETTLED, WIDE, fits, press, served_page, shot, show
from .test_french import READ, english, tidy  # noqa: F401 - the fixture

NARROW = {"width": 1280, "height": 800}

#: A quote with all kinds of lines and amounts, instalments that begin with a deposit, not sent yet.
QUOTE = """
env.ref("base.user_admin").lang = "fr_FR"
customer.write({"lang": "fr_FR", "street": "1 rue Basse", "zip": "69001", "country_id": env.ref("base.fr").id})
deposit = {"percent": 30, "kind": "deposit"}
env["sale.order"].create([{
    "partner_id": customer.id, "egg_title": title, "egg_discount_mode": "untaxed_percent", "egg_discount_value": 5,
    "egg_shipping_amount": 20, "client_order_ref": "REF",
    "egg_schedule_line_ids": [(0, 0, deposit), (0, 0, {"percent": 70, "rule": "days", "days": 30})],
    "order_line": [(0, 0, {"display_type": "line_section", "name": "Pose"}),
                   (0, 0, {"product_id": product.id, "product_uom_qty": 2, "discount": 10}),
                   (0, 0, {"display_type": "line_note", "name": "Sous huitaine"})]} for title in %(titles)r])
env.company.egg_deposit_mode = "invoice"
sold = env["sale.order"].create([{
    "partner_id": customer.id, "egg_title": f"Acompte {title}", "egg_discount_mode": "untaxed_percent",
    "egg_discount_value": 5, "egg_schedule_line_ids": [(0, 0, deposit), (0, 0, {"percent": 70})],
    "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 2})]} for title in %(titles)r])
sold.action_quotation_sent()
for quote in sold:
    quote.egg_create_order().action_confirm()
env["account.payment.register"].with_context(active_model="account.move", active_ids=late.ids).create({
    "amount": 100})._create_payments()
"""

#: What is cut off: labels, headings, tabs, buttons and statuses whose text does not fit in what is shown of them.
CLIPPED = """() => [...document.querySelectorAll(
        ".o_form_view :is(.o_form_label, label, .nav-link, .btn, .o_stat_text, .o_horizontal_separator, th, th *)"
    )].filter(one => one.offsetParent && one.innerText && one.innerText.trim()
        && getComputedStyle(one).overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1)
    .map(one => one.innerText.trim())"""
#: Cells of the lines whose figures do not fit.
CUT_FIGURES = """() => [...document.querySelectorAll(
        ".o_field_x2many_list .o_data_row td:is(.o_list_number, .o_list_monetary, [name=product_uom_id])"
    )].filter(one => one.offsetParent && one.scrollWidth > one.clientWidth + 1).map(one => one.innerText.trim())"""
#: Lists of lines that are wider than their place.
WIDE_LISTS = """() => [...document.querySelectorAll(".o_field_x2many_list .o_list_renderer")].filter(
        one => one.offsetParent && one.scrollWidth > one.clientWidth + 1
    ).map(one => `${one.closest("[name]").getAttribute("name")} ${one.scrollWidth} > ${one.clientWidth}`)"""

#: Rows of the footer whose value and unit do not stand side by side.
RAGGED = """() => [...document.querySelectorAll(".o_egg_totals_row")].filter(one => one.offsetParent).filter(one => {
        const shown = [...one.children].filter(child => child.offsetParent).map(child => child.getBoundingClientRect());
        return Math.min(...shown.map(box => box.bottom)) <= Math.max(...shown.map(box => box.top));
    }).map(one => one.innerText)"""


#: Count what the mouse does, but for what a test does to look around.
COUNT = """() => {
    window.eggClicks = 0;
    if (window.eggCounts) return;
    window.eggCounts = true;
    document.addEventListener("click", (event) => {
        window.eggClicks += event.isTrusted && event.detail && !window.eggLooks ? 1 : 0;
    }, true);
}"""


class Journey:
    """Somebody at work, whose every step is looked at and whose clicks are counted."""

    def __init__(self, opened, words, viewport):
        self.database, self.page, self.words, self.width = opened.database, opened.page, words, viewport["width"]
        self.faults = []
        self.page.set_viewport_size(viewport)
        self.page.on("console", self._hear)
        self.page.on("response", self._receive)

    def leave(self):
        self.page.remove_listener("console", self._hear)
        self.page.remove_listener("response", self._receive)

    def _hear(self, message):
        if message.type == "error":
            self.faults.append(f"console: {message.text}")

    def _receive(self, response):
        if response.status >= 500:
            self.faults.append(f"server: {response.status} {response.url}")

    def see(self, name):
        """Look at the screen as it stands, tab by tab."""
        self.page.evaluate("window.eggLooks = true")
        self._see(name)
        self.page.evaluate("window.eggLooks = false")

    def _see(self, name):
        self.page.wait_for_function(SETTLED)
        tabs = self.page.locator(".o_form_view .o_notebook_headers .nav-link:visible").all()
        if not tabs or self.page.locator(".modal").count():
            self._look(f"journey-{self.width}-{name}")
            return
        for tab in (*tabs[1:], tabs[0]):
            tab.click()
            self.page.wait_for_function(SETTLED)
            self._look(f"journey-{self.width}-{name}-{tabs.index(tab)}")

    def _look(self, picture):
        page = self.page
        shot(page, picture)
        found = {tidy(text) for text in page.evaluate(READ)} & self.words
        self.faults += [f"{picture}: English: {text}" for text in sorted(found)]
        self.faults += [f"{picture}: clipped: {text}" for text in page.evaluate(CLIPPED)]
        self.faults += [f"{picture}: cut figure: {text}" for text in page.evaluate(CUT_FIGURES)]
        self.faults += [f"{picture}: list cut: {text}" for text in page.evaluate(WIDE_LISTS)]
        self.faults += [f"{picture}: ragged: {text}" for text in page.evaluate(RAGGED)]
        if not fits(page):
            self.faults.append(f"{picture}: scrolls sideways")
        if page.locator(".o_error_dialog").count():
            self.faults.append(f"{picture}: an error window")

    def agree(self, name=""):
        """Go on in the window that opened."""
        choice = f".modal button[name={name}]" if name else ".modal .modal-footer .btn-primary"
        self.page.locator(choice).locator("visible=true").first.click()
        self.page.wait_for_selector(".modal", state="detached")

    def one(self, statement):
        return sql(self.database, statement)[0][0]

    def start(self):
        """Count the clicks from now on."""
        self.page.evaluate(COUNT)

    @property
    def clicks(self) -> int:
        return self.page.evaluate("window.eggClicks")

    def open_tab(self, name):
        self.page.locator(f".o_notebook_headers .nav-link[name={name}]:visible").click()
        self.page.wait_for_function(SETTLED)

    def choose(self, field, text, scope=""):
        """Type the name of a record and take it; a phone shows a window of them instead."""
        box = self.page.locator(f"{scope} .o_field_widget[name={field}] input").first
        box.click()
        if self.width == PHONE["width"]:
            self.page.locator(".modal :is(.o_kanban_record, .o_data_row)", has_text=text).first.click()
        else:
            box.fill(text)
            self.page.locator(".o-autocomplete--dropdown-item", has_text=text).first.click()

    def wait_for(self, state):
        self.page.wait_for_selector(f".o_arrow_button_current[data-value={state}]", state="attached")

    def issue(self):
        """Issue the invoice on the screen, whatever the law misses on it."""
        page = self.page
        press(page, "action_post")
        page.wait_for_selector(".modal button[name=action_confirm], .o_arrow_button_current[data-value=progress]",
                               state="attached")
        if page.locator(".modal button[name=action_confirm]").count():
            page.locator(".modal button[name=action_confirm]").click()
        page.locator(".modal .modal-footer .btn-primary:has-text('Ok')").click()
        self.wait_for("progress")

    def pay(self, name):
        """Note the payment that is proposed for the invoice on the screen."""
        self.open_tab("egg_schedule")
        press(self.page, "action_egg_add_payment")
        self.page.wait_for_selector(".modal button[name=action_confirm]")
        self.see(f"{name}-payment")
        self.agree("action_confirm")
        self.wait_for("done")
        self.see(f"{name}-paid")


@pytest.fixture(scope="module")
def site():
    titles = ["1400", "1280", "390"]
    with served_page("journeys", customer_with_late_invoices("Xylo", [480], QUOTE % {"titles": titles})) as opened:
        yield opened


WIDTHS = [pytest.param(WIDE, id="1400"), pytest.param(NARROW, id="1280", marks=pytest.mark.proof),
          pytest.param(PHONE, id="390", marks=pytest.mark.proof)]


#: The clicks that a journey takes at most, wide: on a phone buttons stand in lists that are opened first.
MOST_DEPOSIT, MOST_INVOICE, MORE_ON_A_PHONE = 12, 10, 4


@pytest.mark.parametrize("viewport", WIDTHS)
def test_from_quote_to_credit_note(site, english, viewport):  # noqa: F811
    """SCR-19: quote, order, deposit, invoice and credit note by their buttons: no console error, no server error, no
    English word, nothing scrolls sideways, no label is clipped, no figure of a line is cut.
    """
    _go(site, english, viewport, _walk)


@pytest.mark.parametrize("viewport", WIDTHS)
def test_from_deposit_to_final_invoice(site, english, viewport):  # noqa: F811
    """SCR-19, DEP-01: the deposit of the schedule, its paid invoice, and the final invoice that deducts it and is paid,
    each step looked at, in few clicks.
    """
    _go(site, english, viewport, _walk_deposit)


@pytest.mark.parametrize("viewport", WIDTHS)
def test_an_invoice_alone(site, english, viewport):  # noqa: F811
    """SCR-19, INV-01: an invoice of nothing else, from the empty form to its payment, each step looked at, in few
    clicks.
    """
    _go(site, english, viewport, _walk_invoice)


def _go(site, words, viewport, walk):
    journey = Journey(site, words, viewport)
    try:
        walk(journey)
    except Exception:
        shot(journey.page, f"journey-{journey.width}-stopped")
        raise
    finally:
        journey.leave()
    assert not journey.faults, "\n".join(journey.faults)


def _walk(journey):
    page, title = journey.page, journey.width
    show(page, "egg_sales.egg_quote_action")
    journey.see("quotes")
    quote = journey.one(f"SELECT id FROM sale_order WHERE egg_title = '{title}' AND egg_kind = 'quote'")
    show(page, f"sale.order/{quote}")
    page.wait_for_selector(".o_field_widget[name=order_line] :is(.o_data_row, .o_kanban_record)")
    journey.see("quote-draft")
    press(page, "action_egg_change_state")
    page.locator(".modal .o_field_widget[name=state] label", has_text="En cours").click()
    journey.agree("action_apply")
    page.wait_for_selector(".o_arrow_button_current[data-value=progress]", state="attached")
    journey.see("quote")

    press(page, "action_egg_order")
    page.wait_for_selector(".o_egg_relation:has-text('devis')")
    journey.see("order-unsaved")
    page.locator(".o_form_button_save").first.click()
    page.wait_for_selector(".o_form_saved, .o_form_status_indicator_buttons.invisible", state="attached")
    order = journey.one(f"SELECT id FROM sale_order WHERE egg_title = '{title}' AND egg_kind = 'order'")
    show(page, f"sale.order/{order}")
    page.wait_for_selector(".o_arrow_button_current[data-value=draft]", state="attached")
    press(page, "action_confirm")
    page.wait_for_selector(".o_arrow_button_current[data-value=progress]", state="attached")
    journey.see("order")

    show(page, "egg_sales.egg_order_action")
    journey.see("orders")
    show(page, f"sale.order/{order}")
    page.wait_for_selector(".o_arrow_button_current[data-value=progress]", state="attached")
    page.locator(".o_form_statusbar button:visible", has_text="Créer une facture").first.click()
    page.wait_for_selector(".modal button[name=create_invoices]:visible")
    journey.see("invoice-window")
    page.locator(".modal button[name=create_invoices]:visible").first.click()
    page.wait_for_selector(".o_form_view .o_field_widget[name=invoice_line_ids]")
    journey.see("invoice-draft")
    press(page, "action_post")
    page.wait_for_selector(".modal button[name=action_confirm], .o_arrow_button_current[data-value=progress]",
                           state="attached")
    if page.locator(".modal button[name=action_confirm]").count():
        journey.see("invoice-missing")
        page.locator(".modal button[name=action_confirm]").click()
    page.locator(".modal .modal-footer .btn-primary:has-text('Ok')").click()
    page.wait_for_selector(".o_arrow_button_current[data-value=progress]", state="attached")
    journey.see("invoice")

    press(page, "action_egg_credit_note")
    journey.see("credit-note-window")
    journey.agree()
    page.wait_for_selector(".o_arrow_button_current[data-value=draft]", state="attached")
    journey.see("credit-note")
    # 2 x 1,000 less 10 %, less 5 %, 20 of shipping, 20 % of VAT, the same on every document
    totals = sql(journey.database, f"""
        SELECT amount_total FROM sale_order WHERE egg_title = '{title}' UNION ALL
        SELECT amount_total FROM account_move WHERE egg_title = '{title}'""")
    assert totals == [["2076.00"]] * 4


def _walk_deposit(journey):
    page, title = journey.page, f"Acompte {journey.width}"
    order = journey.one(f"SELECT id FROM sale_order WHERE egg_title = '{title}' AND egg_kind = 'order'")
    show(page, f"sale.order/{order}")
    journey.wait_for("progress")
    journey.start()
    journey.open_tab("egg_schedule")
    page.locator(".o_field_widget[name=egg_schedule_line_ids] button[name=action_egg_create_deposit]:visible").click()
    page.wait_for_selector(".modal button[name=action_confirm]:visible")
    journey.see("deposit-window")
    journey.agree("action_confirm")
    page.wait_for_selector(".o_form_view .o_field_widget[name=invoice_line_ids]")
    journey.wait_for("done")
    journey.see("deposit")
    page.locator(".o_breadcrumb a, .o_back_button").last.click()
    page.wait_for_selector(".o_form_statusbar button:has-text('Créer une facture')", state="attached")
    journey.see("deposit-order")

    page.locator(".o_form_statusbar button:visible", has_text="Créer une facture").first.click()
    page.wait_for_selector(".modal button[name=create_invoices]:visible")
    journey.see("final-window")
    page.locator(".modal button[name=create_invoices]:visible").first.click()
    page.wait_for_selector(".o_form_view .o_field_widget[name=invoice_line_ids]")
    journey.see("final-draft")
    journey.issue()
    journey.see("final")
    journey.pay("final")
    clicks = journey.clicks
    print(f"CLICKS deposit to final invoice at {journey.width}: {clicks}")  # noqa: T201
    # 2 x 1,000 less 5 % and 20 % of VAT are 2,280: 30 % of it first, then the rest
    found = sql(journey.database, f"""
        SELECT m.amount_total, m.amount_residual, m.payment_state IN ('paid', 'in_payment') FROM account_move m
         WHERE m.egg_title = '{title}' ORDER BY m.id""")
    assert found == [["684.00", "0.00", "t"], ["1596.00", "0.00", "t"]]
    assert clicks <= MOST_DEPOSIT + (MORE_ON_A_PHONE if journey.width == PHONE["width"] else 0)


def _walk_invoice(journey):
    page, title, phone = journey.page, f"Seule {journey.width}", journey.width == PHONE["width"]
    show(page, "egg_billing.egg_invoice_action")
    journey.see("invoices")
    journey.start()
    page.locator(":is(.o_list_button_add, .o-kanban-button-new):visible").first.click()
    page.wait_for_selector(".o_form_view .o_field_widget[name=partner_id] input")
    journey.see("alone-empty")
    journey.choose("partner_id", "Client Alpha")
    page.locator(".o_field_widget[name=egg_title] input").fill(title)
    lines = page.locator(".o_field_widget[name=invoice_line_ids]")
    if phone:
        lines.locator(":is(.o-kanban-button-new, button):visible").first.click()
        journey.choose("product_id", "Xylo", ".modal")
        page.locator(".modal .o_field_widget[name=quantity] input").fill("2")
        journey.see("alone-line")
        page.locator(".modal .o_form_button_save").click()
        page.wait_for_selector(".modal", state="detached")
    else:
        lines.locator(".o_field_x2many_list_row_add a").first.click()
        page.wait_for_selector(".o_selected_row input:focus")
        page.keyboard.type("Xylo")
        page.keyboard.press("Tab")
        page.keyboard.type("2")
        page.keyboard.press("Tab")
    page.wait_for_function("() => /2.400,00/.test(document.querySelector('[name=tax_totals]').innerText)")
    journey.see("alone-typed")
    journey.issue()
    journey.see("alone")
    journey.pay("alone")
    clicks = journey.clicks
    print(f"CLICKS an invoice alone at {journey.width}: {clicks}")  # noqa: T201
    found = sql(journey.database, f"""
        SELECT amount_total, amount_residual, state FROM account_move WHERE egg_title = '{title}'""")
    assert found == [["2400.00", "0.00", "posted"]]
    assert clicks <= MOST_INVOICE + (MORE_ON_A_PHONE if phone else 0)


def test_a_payment_is_cancelled_on_a_phone(site):
    """SCR-19: on a phone too a payment is cancelled from its card, once it was asked."""
    page = site.page
    page.set_viewport_size(PHONE)
    [[invoice, residual]] = sql(site.database, """
        SELECT id, amount_residual FROM account_move WHERE move_type = 'out_invoice' AND payment_state = 'partial'""")
    show(page, f"account.move/{invoice}")
    page.locator(".o_notebook_headers .nav-link[name=egg_schedule]").click()
    page.wait_for_selector(".o_field_widget[name=egg_payment_ids] .o_kanban_record:visible")
    button = page.locator(".o_field_widget[name=egg_payment_ids] button[name=action_cancel]")
    button.scroll_into_view_if_needed()
    shot(page, "payment-card-390")
    button.click()
    page.locator(".modal .modal-footer .btn-primary").click()
    page.wait_for_selector(".modal", state="detached")
    page.wait_for_function(SETTLED)
    assert residual == "476.00"
    assert sql(site.database, f"SELECT amount_residual FROM account_move WHERE id = {invoice}") == [["576.00"]]
