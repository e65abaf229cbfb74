import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useService } from "@web/core/utils/hooks";
import { Component } from "@odoo/owl";

/** What waits today: each number opens its list. */
export class EggWaiting extends Component {
    static template = "egg_billing.Waiting";
    static props = standardFieldProps;

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }
    get rows() {
        return this.props.record.data[this.props.name] || [];
    }
    async open(key) {
        return this.action.doAction(await this.orm.call("egg.home", "open_waiting", [key]));
    }
}
registry.category("fields").add("egg_waiting", { component: EggWaiting, supportedTypes: ["json"] });
