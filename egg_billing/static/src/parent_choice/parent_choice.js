import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** On a blank document: choose what it is made from. A button of the form would save the blank document first. */
export class ParentChoice extends Component {
    static template = "egg_billing.ParentChoice";
    static props = { ...standardWidgetProps };

    setup() {
        this.action = useService("action");
    }

    choose() {
        const kind = this.props.record.data.egg_parent_kind;
        return this.action.doAction("egg_billing.egg_parent_choice_action", {
            additionalContext: { default_kind: kind },
        });
    }
}

registry.category("view_widgets").add("egg_parent_choice", {
    component: ParentChoice,
    fieldDependencies: [{ name: "egg_parent_kind", type: "char" }],
});
