import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("egg_lines", {
    steps: () => [
        { trigger: ".o_field_widget[name=partner_id] input", run: "edit Client Alpha" },
        { trigger: ".ui-menu-item > a:contains('Client Alpha')", run: "click" },
        { trigger: ".o_notebook_headers a[name=egg_addresses]", run: "click" },
        { trigger: ".o_notebook_headers a[name=egg_addresses].active" },
        { trigger: ".o_form_button_save", run: "click" },
        { content: "The first save leads to the products", trigger: ".o_notebook_headers a[name=order_lines].active" },
        { trigger: ".o_form_saved, .o_form_button_create" },
        { trigger: ".o_field_x2many_list_row_add a:contains('Add a product')", run: "click" },
        { content: "The catalogue opens", trigger: ".o_selected_row .o_egg_product_search", run: "click" },
        { trigger: ".modal .o_searchview_input", run: "edit EGG-P1" },
        { trigger: ".modal .o_searchview_input", run: "press Enter" },
        { trigger: ".modal .o_facet_values:contains('EGG-P1')" },
        { trigger: ".modal .o_data_row .o_data_cell:contains('EGG-P1')", run: "click" },
        {
            content: "The pick fills the line",
            trigger: "body:not(:has(.modal)) .o_data_row .o_field_widget[name=price_unit]",
        },
        { trigger: ".o_data_row .o_egg_label_edit", run: "click" },
        { trigger: ".modal #egg_label", run: "edit Roof tiles" },
        { trigger: ".modal #egg_comment", run: "edit Red, flat" },
        { trigger: ".modal .btn-primary:contains('Apply')", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved, body:not(:has(.o_form_button_save:visible))" },
    ],
});
