import { registry } from "@web/core/registry";

const BUTTON_BOX_MORE = ".o-form-buttonbox .o_button_more";

/** Click a stat button, which may stand behind "More". */
function statButton(name) {
    return [
        {
            trigger: ".o_form_view .o-form-buttonbox",
            run: () => {
                if (!document.querySelector(`.o-form-buttonbox button[name=${name}]`)) {
                    document.querySelector(BUTTON_BOX_MORE).click();
                }
            },
        },
        { trigger: `button[name=${name}]`, run: "click" },
    ];
}

registry.category("web_tour.tours").add("egg_document_map", {
    steps: () => [
        ...statButton("action_egg_map"),
        {
            content: "the whole tree, with this order marked",
            trigger: ".o_egg_map_node[data-kind=order] > .o_egg_map_current",
        },
        {
            content: "each number opens a new tab",
            trigger:
                ".o_egg_map_node[data-kind=quote] > .o_egg_map_row " +
                "a.o_egg_map_link[target=_blank][href^='/odoo/sale.order/']",
        },
        {
            content: "details by keyboard",
            trigger: ".o_egg_map_node[data-kind=quote] > .o_egg_map_row .o_egg_map_info",
            run: "click",
        },
        { trigger: ".o_egg_map_details [data-detail=date]:contains('01/15/2026')" },
        { trigger: ".o_egg_map_details [data-detail=state]:contains('Done')" },
        { trigger: ".o_egg_map_details [data-detail=untaxed]:contains('1,500.00')" },
        { trigger: ".o_egg_map_details [data-detail=total]:contains('1,750.00')" },
        { trigger: ".o_egg_map_details [data-detail=balance]" },
        { trigger: ".o_egg_map_details [data-detail=salesperson]" },
        { trigger: ".o_egg_map_info[aria-expanded=true]", run: "click" },
        { trigger: ".o_egg_map_node[data-kind=quote]:not(:has(.o_egg_map_details))" },
        { trigger: ".modal .btn-close", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});

registry.category("web_tour.tours").add("egg_key_figures", {
    steps: () => [
        ...statButton("action_egg_key_figures"),
        { trigger: ".modal .o_egg_key_figures .o_field_widget[name=margin]:contains('600.00'):contains('€')" },
        { trigger: ".modal .o_egg_key_figures .o_field_widget[name=margin_percent]:contains('40')" },
        { trigger: ".modal .modal-footer button:contains('Close')", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});

registry.category("web_tour.tours").add("egg_quote_to_order", {
    steps: () => [
        {
            content: "the shortcut is there for a quote in progress",
            trigger: "button[name=action_egg_order]",
            run: "click",
        },
        { content: "the red sentence names the quote", trigger: ".o_egg_relation:contains('related to quote')" },
        { trigger: ".o_field_widget[name=order_line] .o_data_row:eq(1)" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: "button[name=action_confirm]:visible" },
    ],
});

registry.category("web_tour.tours").add("egg_state_change", {
    steps: () => [
        ...statButton("action_egg_change_state"),
        {
            content: "only the statuses that it can take",
            trigger: ".modal .o_field_widget[name=state]:not(:contains('In progress'))",
        },
        { trigger: ".modal .o_field_widget[name=state] label:contains('Refused')", run: "click" },
        { trigger: ".modal .o_field_widget[name=reason_id]" },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        { trigger: "body:not(:has(.modal)) .ribbon:contains('Refused')" },
    ],
});

registry.category("web_tour.tours").add("egg_pager_and_new", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row .o_data_cell[name=name]", run: "click" },
        { trigger: ".o_form_view" },
        { trigger: ".o_pager_limit:contains('5')" },
        { trigger: ".o_pager_value:contains('1')" },
        { trigger: ".o_pager_next", run: "click" },
        { trigger: ".o_pager_value:contains('2')" },
        { trigger: ".o_pager_previous", run: "click" },
        { trigger: ".o_pager_value:contains('1')" },
        { trigger: ".o_form_button_create", run: "click" },
        { content: "an empty form", trigger: ".o_form_view .o_field_widget[name=name]:contains('New')" },
        { trigger: ".o_field_widget[name=order_line]:not(:has(.o_data_row))" },
        { trigger: ".o_form_button_cancel, .o_form_button_discard", run: "click" },
    ],
});
