import { _t } from "@web/core/l10n/translation";
import { Dialog } from "@web/core/dialog/dialog";
import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { SelectCreateDialog } from "@web/views/view_dialogs/select_create_dialog";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, useState } from "@odoo/owl";

/** The line's document can be edited, and so the line. */
function isEditable(record) {
    const parent = record._parentRecord;
    const { state, locked } = (parent && parent.data) || {};
    return state !== "cancel" && state !== "posted" && !locked;
}

/** Opens the catalogue with its filters; a pick fills the line. */
export class EggProductSearch extends Component {
    static template = "egg_billing.ProductSearch";
    static props = { ...standardWidgetProps };

    setup() {
        this.dialog = useService("dialog");
    }

    get shown() {
        return isEditable(this.props.record);
    }

    onClick() {
        this.dialog.add(SelectCreateDialog, {
            title: _t("Search the catalogue"),
            resModel: "product.product",
            domain: [["sale_ok", "=", true]],
            multiSelect: false,
            noCreate: true,
            onSelected: ([id]) => this.props.record.update({ product_id: { id } }),
        });
    }
}

/** Label and comment of a line: the first line of its text, and the rest. */
export class EggLabelDialog extends Component {
    static template = "egg_billing.LabelDialog";
    static components = { Dialog };
    static props = { name: String, onConfirm: Function, close: Function };

    setup() {
        const [label, ...comment] = this.props.name.split("\n");
        this.state = useState({ label, comment: comment.join("\n") });
        this.title = _t("Label and comment");
    }

    async onConfirm() {
        const { label, comment } = this.state;
        await this.props.onConfirm(comment.trim() ? `${label}\n${comment}` : label);
        this.props.close();
    }
}

export class EggLabelEdit extends Component {
    static template = "egg_billing.LabelEdit";
    static props = { ...standardWidgetProps };

    setup() {
        this.dialog = useService("dialog");
    }

    get shown() {
        return isEditable(this.props.record);
    }

    onClick() {
        const { record } = this.props;
        this.dialog.add(EggLabelDialog, {
            name: record.data.name || "",
            onConfirm: (name) => record.update({ name }),
        });
    }
}

registry.category("view_widgets").add("egg_product_search", { component: EggProductSearch, listViewWidth: 30 });
registry.category("view_widgets").add("egg_label_edit", { component: EggLabelEdit, listViewWidth: 30 });

const PRODUCT_PAGES = { "sale.order": ["order_line", "order_lines"], "account.move": ["invoice_line_ids", "invoice_tab"] };

/** Once an empty document is saved for the first time, its products come next. */
patch(FormController.prototype, {
    async onWillSaveRecord(record) {
        this.eggIsFirstSave = record.isNew;
        return super.onWillSaveRecord(...arguments);
    },
    async onRecordSaved(record) {
        const result = await super.onRecordSaved(...arguments);
        const [field, page] = PRODUCT_PAGES[record.resModel] || [];
        if (this.eggIsFirstSave && field && record.data[field] && !record.data[field].count) {
            this.rootRef.el?.querySelector(`.o_notebook_headers a[name="${page}"]`)?.click();
        }
        this.eggIsFirstSave = false;
        return result;
    },
});
