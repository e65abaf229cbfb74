import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useService } from "@web/core/utils/hooks";
import { Component, xml } from "@odoo/owl";

/** How long a form takes at most to show the field that is jumped to. */
const TRIES = 50;

/** Bring a field into sight and put the cursor in it, once its form is there. */
export function jumpTo(name, tries = TRIES) {
    const field = document.querySelector(`.o_form_view .o_field_widget[name="${name}"]`);
    if (!field) {
        return tries && setTimeout(() => jumpTo(name, tries - 1), 100);
    }
    const page = field.closest(".tab-pane:not(.active)");
    if (!page) {
        field.scrollIntoView({ block: "center" });
        field.querySelector("input, textarea, select, button")?.focus();
    }
}

/** The check list: its links open in the same tab, at the field that is missing, and lead back here. */
export class EggSetupChecklist extends Component {
    static template = xml`<div class="egg_setup" t-on-click="onClick" t-out="props.record.data[props.name] || ''"/>`;
    static props = standardFieldProps;

    setup() {
        this.action = useService("action");
    }
    async onClick(ev) {
        const link = ev.target.closest("a[data-action]");
        if (!link || ev.ctrlKey || ev.metaKey || ev.button) {
            return;
        }
        ev.preventDefault();
        const { action, record, field } = link.dataset;
        const isHere = field && this.props.record.fieldNames.includes(field);
        if (!isHere) {
            const options = record ? { viewType: "form", props: { resId: Number(record) } } : {};
            await this.action.doAction(action, options);
        }
        if (field) {
            jumpTo(field);
        }
    }
}
registry.category("fields").add("egg_setup_checklist", { component: EggSetupChecklist, supportedTypes: ["html"] });
