import { _t } from "@web/core/l10n/translation";
import { Dialog } from "@web/core/dialog/dialog";
import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { ViewButton } from "@web/views/view_button/view_button";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { SelectCreateDialog } from "@web/views/view_dialogs/select_create_dialog";
import {
    SectionAndNoteListRenderer,
} from "@account/components/section_and_note_fields_backend/section_and_note_fields_backend";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, useState } from "@odoo/owl";

/** Where the cursor goes once a line has its product. */
const QUANTITY = "[name=product_uom_qty] input, [name=quantity] input";

/** The line's document can be edited, and so the line. */
function isEditable(record) {
    const parent = record._parentRecord;
    const { state, locked } = (parent && parent.data) || {};
    return state !== "cancel" && state !== "posted" && !locked;
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

/**
 * Beside the label: the catalogue with its filters, whose pick fills the line, and the quick edit of label and comment.
 */
export class EggLineTools extends Component {
    static template = "egg_billing.LineTools";
    static props = { ...standardWidgetProps };

    setup() {
        this.dialog = useService("dialog");
        this.orm = useService("orm");
    }

    get canEdit() {
        return isEditable(this.props.record);
    }

    /** While a line is typed, Tab goes from the product to the quantity; at rest it stops here. */
    get tabIndex() {
        return this.props.record.isInEdition ? "-1" : undefined;
    }

    get canSearch() {
        const { display_type, product_updatable } = this.props.record.data;
        return this.canEdit && (!display_type || display_type === "product") && product_updatable !== false;
    }

    search() {
        this.dialog.add(SelectCreateDialog, {
            title: _t("Search the catalogue"),
            resModel: "product.product",
            domain: [["sale_ok", "=", true]],
            multiSelect: false,
            noCreate: true,
            onSelected: ([id]) => this.props.record.update({ product_id: { id } }),
        });
    }

    /** A line without a product can get a new one. */
    get canCreate() {
        return this.canSearch && !this.props.record.data.product_id;
    }

    /** Name, price, kind and VAT of a new product; what is typed in the line is its name. */
    createProduct(ev) {
        const row = ev.currentTarget.closest("tr");
        const box = row?.querySelector(".o-autocomplete--input");
        let isMade = false;
        const text = box?.value.trim() || "";
        if (box) {
            box.value = ""; // it becomes a product, no comment
        }
        this.dialog.add(FormViewDialog, {
            title: _t("New product"),
            resModel: "egg.product.quick",
            context: { default_name: text },
            canExpand: false,
            size: "md",
            onRecordSaved: async ({ resId }) => {
                const id = await this.orm.call("egg.product.quick", "create_product", [[resId]]);
                await this.props.record.update({ product_id: { id } });
                isMade = true;
            },
        }, { onClose: () => isMade && setTimeout(() => row?.querySelector(QUANTITY)?.focus()) });
    }

    editLabel() {
        const { record } = this.props;
        this.dialog.add(EggLabelDialog, {
            name: record.data.name || "",
            onConfirm: (name) => record.update({ name }),
        });
    }
}

/** At the end of a line: its taxes other than VAT and its page break, coloured when it has some. */
export class EggLineMarks extends Component {
    static template = "egg_billing.LineMarks";
    static components = { ViewButton };
    static props = { ...standardWidgetProps };

    get isSaved() {
        return Boolean(this.props.record.resId);
    }

    get taxes() {
        const { display_type, egg_third_party_tax_count } = this.props.record.data;
        if (!this.isSaved || (display_type && display_type !== "product")) {
            return false;
        }
        return egg_third_party_tax_count
            ? { icon: "fa-leaf", className: "text-success", title: _t("Show the taxes other than VAT on this line") }
            : { icon: "fa-plus-square-o", className: "", title: _t("Add taxes other than VAT to this line") };
    }

    get pageBreak() {
        if (!this.isSaved) {
            return false;
        }
        return this.props.record.data.egg_page_break_before
            ? {
                className: "text-primary o_egg_page_break_on",
                title: _t("A page starts here: click to remove the page break"),
            }
            : { className: "text-muted", title: _t("Start a new page before this line") };
    }
}

/** Sections and comments have marks too: a page may start at a section. */
patch(SectionAndNoteListRenderer.prototype, {
    getSectionColumns(columns, record) {
        const shown = super.getSectionColumns(columns, record);
        const marks = columns.find((column) => column.type === "widget" && column.name === "egg_line_marks");
        if (!marks) {
            return shown;
        }
        return [
            ...shown.map((column) =>
                column.name === this.titleField ? { ...column, colspan: column.colspan - 1 } : column),
            marks,
        ];
    },
});

registry.category("view_widgets").add("egg_line_tools", { component: EggLineTools, listViewWidth: 40 });
registry.category("view_widgets").add("egg_line_marks", { component: EggLineMarks, listViewWidth: 44 });

/**
 * {model of a document: its field of lines and the name of the page that shows them}; each addon registers its own
 * documents.
 */
export const productPages = registry.category("egg_product_pages");
productPages.add("account.move", { field: "invoice_line_ids", page: "invoice_tab" });

/**
 * Once an empty document is saved for the first time by its button, its products come next. Who goes to another page,
 * which saves too, stays there.
 */
patch(FormController.prototype, {
    async saveButtonClicked() {
        const record = this.model.root;
        const isFirst = record.isNew;
        const saved = await super.saveButtonClicked(...arguments);
        const { field, page } = productPages.get(record.resModel, {});
        if (isFirst && saved !== false && !record.isNew && field && record.data[field]
                && !record.data[field].count) {
            this.rootRef.el?.querySelector(`.o_notebook_headers a[name="${page}"]`)?.click();
        }
        return saved;
    },
});
