import { registry } from "@web/core/registry";

const row = (name, state) => `.o_data_row:contains(${name})${state}`;
const ticked = ":has(.o_list_record_selector input:checked)";
const unticked = ":has(.o_list_record_selector input:not(:checked))";

registry.category("web_tour.tours").add("egg_bulk_followup", {
    steps: () => [
        { content: "overdue rows are ticked", timeout: 40000, trigger: row("Tour Overdue", ticked) },
        { content: "those not due are not", trigger: row("Tour Later", unticked) },
        { content: "nor those on hold", trigger: row("Tour Disputed", unticked) },
        {
            content: "a word and an icon",
            trigger: row("Tour Overdue", " .egg_overdue:contains(Overdue) i.fa-exclamation-circle"),
        },
        { content: "orange", trigger: row("Tour Soon", " .egg_soon:contains(Due soon) i.fa-clock-o") },
        { content: "blue", trigger: row("Tour Later", " .egg_later:contains(Not due yet) i.fa-calendar-o") },
        { content: "the whole row", trigger: row("Tour Overdue", ".text-danger") },
        { content: "the violet badge", trigger: row("Tour Overdue", " .egg_due_badge:contains(1,000.00)") },
        { content: "next action", trigger: row("Tour Overdue", " td[name='egg_next_stage_id']:contains(Reminder 1)") },
        { content: "total of what is ticked", trigger: ".egg_bulk_total:contains(1,000.00)" },
        {
            content: "untick",
            trigger: ".o_data_row:contains(Tour Overdue) .o_list_record_selector input",
            run: "click",
        },
        { content: "nothing is ticked", trigger: ".egg_bulk_go:disabled" },
        {
            content: "tick again",
            trigger: ".o_data_row:contains(Tour Overdue) .o_list_record_selector input",
            run: "click",
        },
        {
            content: "a click on the row's texts unticks nothing: number and customer are links",
            trigger: row(
                "Tour Overdue",
                ":has(td[name='move_name'] a.egg_row_link):has(td[name='partner_id'] a.egg_row_link)"
            ),
        },
        { content: "how late it is", trigger: row("Tour Overdue", " .egg_late:contains(3 days late)") },
        { content: "actions are listed", trigger: ".egg_bulk_action:has(option:contains(E-mail or letter))" },
        {
            content: "other addons' actions too",
            trigger: ".egg_bulk_action:has(option:contains(Tour action of another addon))",
        },
        { content: "Odoo's own actions are not", trigger: ".egg_bulk_action:not(:has(option:contains(Unreconcile)))" },
        { content: "go on", trigger: ".egg_bulk_go:enabled", run: "click" },
        { content: "the choices", trigger: ".modal .o_field_widget[name='about']" },
        { content: "simulate", trigger: ".modal button[name='action_simulate']", run: "click" },
        {
            content: "the simulation",
            trigger: ".o_form_view .alert:contains(To send: 1 e-mail):contains(This is a simulation)",
        },
        {
            content: "who gets what",
            trigger:
                ".o_field_widget[name='followup_message_ids'] " +
                ".o_data_row:contains(Tour Overdue):contains(Reminder 1)",
        },
        { content: "send", trigger: "button[name='action_send']", run: "click" },
        { content: "on its way", trigger: ".o_statusbar_status button.o_arrow_button_current:contains(Sending)" },
        { content: "taken back", trigger: "button[name='action_take_back']", run: "click" },
        {
            content: "a simulation again",
            trigger: ".o_statusbar_status button.o_arrow_button_current:contains(Simulation)",
        },
        { content: "send again", trigger: "button[name='action_send']", run: "click" },
        { content: "do not wait", trigger: "button[name='action_send_now']", run: "click" },
        {
            content: "not to be taken back any more",
            trigger: ".o_form_view:not(:has(button[name='action_take_back'])):has(button[name='action_cancel'])",
        },
    ],
});

registry.category("web_tour.tours").add("egg_followup_page", {
    steps: () => [
        { content: "the page", trigger: "a[name='egg_followup']", run: "click" },
        {
            content: "a reached stage is red, in words",
            trigger: ".egg_forecast tr.egg_reached.text-danger:contains(Reminder 1):contains(Reached)",
        },
        { content: "the pencil", trigger: ".egg_forecast tr:contains(Reminder 2) button", run: "click" },
        { content: "move", trigger: ".modal button[name='action_apply']", run: "click" },
        { content: "moved", trigger: "body:not(:has(.modal)) .egg_forecast tr:contains(Reminder 2) .fa-thumb-tack" },
    ],
});
