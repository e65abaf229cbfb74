import { makeContext } from "@web/core/context";
import { registry } from "@web/core/registry";
import { getFieldContext } from "@web/model/relational_model/utils";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";

/**
 * Rows of which a new one starts from what the others make, such as the percentage that is missing:
 * `<field name="line_ids" widget="egg_settled_rows" context="{'default_percent': missing}"/>`. A new row waits for what
 * the server answers to the last one; its defaults are read then, not when the button was pressed.
 */
export class SettledRows extends X2ManyField {
    async onAdd(params = {}) {
        const { record, name } = this.props;
        await this.list.leaveEditMode({ canAbandon: false });
        await record.model.mutex.getUnlockedDef();
        const context = makeContext([getFieldContext(record, name), params.context]);
        return super.onAdd({ ...params, context });
    }
}

registry.category("fields").add("egg_settled_rows", { ...x2ManyField, component: SettledRows });
