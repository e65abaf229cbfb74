import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("egg_bulk_sales", {
    steps: () => [
        { content: "invoices first", timeout: 40000, trigger: ".egg_bulk_top button.active:contains(Invoices)" },
        { content: "then orders", trigger: ".egg_bulk_top button:contains(Orders)", run: "click" },
        {
            content: "the order",
            trigger: ".o_list_view:has(.egg_bulk_top button.active:contains(Orders)) .o_data_row:contains(Tour Order)",
        },
        { content: "and quotations", trigger: ".egg_bulk_top button:contains(Quotations)", run: "click" },
        {
            content: "the quotation, overdue and ticked",
            trigger: ".o_data_row:contains(Tour Quotation):has(.o_list_record_selector input:checked)",
        },
        { content: "its total", trigger: ".egg_bulk_total:contains(500.00)" },
        { content: "go on", trigger: ".egg_bulk_go:enabled", run: "click" },
        { content: "the choices", trigger: ".modal .o_field_widget[name='about']" },
        { content: "simulate", trigger: ".modal button[name='action_simulate']", run: "click" },
        {
            content: "who gets what",
            trigger: ".o_field_widget[name='followup_message_ids'] .o_data_row:contains(Tour Quotation)",
        },
    ],
});
