import { registry } from "@web/core/registry";

const frame = () => new Promise((resolve) => setTimeout(resolve, 30));

function fire(target, type, x, y) {
    const buttons = type === "mouseup" ? 0 : 1;
    const init = { bubbles: true, cancelable: true, view: window, button: 0, buttons, clientX: x, clientY: y };
    (target || document.elementFromPoint(x, y)).dispatchEvent(new MouseEvent(type, init));
}

/** Press, move in small steps, let go: what a hand does, in the middle of what is to be seen. */
async function drag(from, to) {
    const source = document.elementFromPoint(from.x, from.y);
    fire(source, "mousedown", from.x, from.y);
    await frame();
    for (let step = 1; step <= 5; step++) {
        fire(document, "mousemove", from.x + ((to.x - from.x) * step) / 5, from.y + ((to.y - from.y) * step) / 5);
        await frame();
    }
    fire(document, "mouseup", to.x, to.y);
    await frame();
}

function middle(element) {
    const box = element.getBoundingClientRect();
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
}

/** The place of an hour in the column of today. */
function placeOf(time) {
    const slot = document.querySelector(`.fc-timegrid-slot-lane[data-time="${time}"]`);
    slot.scrollIntoView({ block: "center" });
    return { x: middle(document.querySelector(".fc-timegrid-col.fc-day-today")).x, y: middle(slot).y };
}

const drawSlot = (start, stop) => ({
    content: `Draw a slot from ${start} to ${stop}`,
    trigger: ".fc-timegrid-col.fc-day-today",
    async run() {
        placeOf(start);
        await frame();
        const to = placeOf(stop);
        const from = { x: to.x, y: middle(document.querySelector(`.fc-timegrid-slot-lane[data-time="${start}"]`)).y };
        await drag(from, to);
    },
});

const chooseType = (label) => [
    { trigger: ".modal .o_field_widget[name=egg_type_id] input", run: `edit ${label}` },
    { trigger: `.o-autocomplete--dropdown-item:contains(${label})`, run: "click" },
    { trigger: `.modal .o_field_widget[name=egg_type_id] input:value(${label})` },
];

registry.category("web_tour.tours").add("egg_planning_desktop", {
    steps: () => [
        { content: "The planning of the week is there", trigger: ".o_calendar_view .fc-timeGridWeek-view" },
        drawSlot("09:00:00", "10:00:00"),
        { trigger: ".modal .o_field_widget[name=name] input", run: "edit Drawn in the planning" },
        ...chooseType("Appointment"),
        { content: "Save", trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal)) .fc-event:contains(Drawn in the planning)" },
        drawSlot("14:00:00", "15:00:00"),
        { trigger: ".modal .o_field_widget[name=name] input", run: "edit With options" },
        ...chooseType("Training"),
        { content: "More options", trigger: ".modal button:contains(More Options)", run: "click" },
        {
            content: "The full form has the slot's title and type",
            trigger: "body:not(:has(.modal)) .o_form_view .o_field_widget[name=egg_type_id] input:value(Training)",
        },
        { trigger: ".o_field_widget[name=location] input", run: "edit Lyon" },
        { content: "Save the full form", trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        {
            content: "Back to the planning",
            trigger: ".breadcrumb-item a:contains(Agenda), .o_back_button",
            run: "click",
        },
        {
            content: "Move the first event to 11:00",
            trigger: ".fc-event:contains(Drawn in the planning)",
            async run() {
                placeOf("11:00:00");
                await frame();
                const to = placeOf("11:00:00");
                const box = this.anchor.getBoundingClientRect();
                await drag({ x: box.left + box.width / 3, y: box.top + 4 }, { x: box.left + box.width / 3, y: to.y });
            },
        },
        { trigger: ".fc-event:contains(Drawn in the planning):contains(11:)" },
        {
            content: "Tick the task",
            trigger: ".fc-event.o_egg_task:contains(Send the catalogue) .o_egg_task_check",
            run: "click",
        },
        { trigger: ".fc-event.o_egg_task:contains(Send the catalogue) .fa-check-square-o" },
        { content: "A new task from the planning", trigger: ".o_egg_new_task", run: "click" },
        { trigger: ".modal .o_field_widget[name=name] input", run: "edit Made from the planning" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal)) .fc-event.o_egg_task:contains(Made from the planning)", run: "click" },
        {
            content: "The small window of a task marks it as done",
            trigger: ".o_cw_popover .o_egg_popover_done",
            run: "click",
        },
        { trigger: ".fc-event.o_egg_task:contains(Made from the planning) .fa-check-square-o" },
        { content: "Colours by person", trigger: ".o_egg_color_mode button:contains(by person)", run: "click" },
        { trigger: ".o_egg_color_mode button.active:contains(by person)" },
    ],
});

registry.category("web_tour.tours").add("egg_planning_mobile", {
    steps: () => [
        { trigger: ".o_calendar_view .fc-view" },
        { content: "More buttons", trigger: "button.o-control-panel-adaptive-dropdown", run: "click" },
        { content: "A new task", trigger: ".o-dropdown--menu .o_egg_new_task", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=name] input, .modal .o_field_widget[name=name] textarea",
            run: "edit From the telephone",
        },
        { trigger: ".modal .o_form_button_save", run: "click" },
        {
            trigger: "body:not(:has(.modal)) .fc-event.o_egg_task:contains(From the telephone) .o_egg_task_check",
            run: "click",
        },
        { trigger: ".fc-event.o_egg_task:contains(From the telephone) .fa-check-square-o" },
        { content: "A new event, by the full form", trigger: ".o-calendar-button-new", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=name] input", run: "edit Visit by phone" },
        { trigger: ".o_field_widget[name=egg_type_id] input", run: "click" },
        {
            trigger:
                ".o-autocomplete--dropdown-item:contains(Call), .o_kanban_record:contains(Call), " +
                ".o_data_row:contains(Call) td",
            run: "click",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});

const dayOf = (name, number) => `.fc-timegrid-col.fc-day-${number} .fc-event:contains(${name})`;

/** Drag a day of a series to another hour, and answer the question that is put: which days, and how many stay. */
const moveSeries = (name, day, time, choice, stays) => [
    {
        content: `Move ${name} to ${time}`,
        trigger: dayOf(name, day),
        async run() {
            const slot = document.querySelector(`.fc-timegrid-slot-lane[data-time="${time}"]`);
            slot.scrollIntoView({ block: "center" });
            await frame();
            const box = this.anchor.getBoundingClientRect();
            const x = box.left + box.width / 3;
            await drag({ x, y: box.top + 4 }, { x, y: middle(slot).y });
        },
    },
    { content: "It says what stays", trigger: `.modal .o_egg_settled:contains(${stays})` },
    { content: choice, trigger: `.modal .form-check-label:text(${choice})`, run: "click" },
    { trigger: ".modal-footer .btn-primary", run: "click" },
    { trigger: "body:not(:has(.modal))" },
];

registry.category("web_tour.tours").add("egg_planning_series", {
    steps: () => [
        { trigger: ".o_calendar_view .fc-timeGridWeek-view" },
        { content: "Next week", trigger: ".o_calendar_button_next", run: "click" },
        { trigger: dayOf("Alone", "mon") },
        ...moveSeries("Alone", "wed", "10:00:00", "This event", "One day"),
        { trigger: `${dayOf("Alone", "wed")}:contains(10:)` },
        ...moveSeries("Following", "tue", "11:00:00", "This and following events", "2 days"),
        { trigger: `${dayOf("Following", "tue")}:contains(11:)` },
        ...moveSeries("Whole", "wed", "12:00:00", "All events", "One day"),
        { trigger: `${dayOf("Whole", "wed")}:contains(12:)` },
        { content: "Delete a series", trigger: dayOf("Deleted", "thu"), run: "click" },
        { trigger: ".o_cw_popover .o_cw_popover_delete", run: "click" },
        { trigger: ".modal .o_egg_settled:contains(One day)" },
        { trigger: ".modal .o_field_widget[name=delete] label:contains(Delete all the events)", run: "click" },
        { trigger: ".modal button[name=close]", run: "click" },
        { trigger: `body:not(:has(.modal)):not(:has(${dayOf("Deleted", "thu")}))` },
    ],
});
