import { registry } from "@web/core/registry";
import { radioField, RadioField } from "@web/views/fields/radio/radio_field";

/** Radio buttons for the statuses that the document can take now. */
export class StateChoiceField extends RadioField {
    get items() {
        const allowed = (this.props.record.data.allowed_states || "").split(",");
        return super.items.filter(([value]) => allowed.includes(value));
    }
}

registry.category("fields").add("egg_state_choice", { ...radioField, component: StateChoiceField });
