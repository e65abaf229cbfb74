import { _t } from "@web/core/l10n/translation";
import { AutoComplete } from "@web/core/autocomplete/autocomplete";
import { patch } from "@web/core/utils/patch";
import { ListRenderer } from "@web/views/list/list_renderer";
import { Many2One } from "@web/views/fields/many2one/many2one";
import { Many2XAutocomplete } from "@web/views/fields/relational_utils";
import {
    ProductLabelSectionAndNoteField,
    productLabelSectionAndNoteField,
} from "@account/components/product_label_section_and_note_field/product_label_section_and_note_field";

/** A box that hands over what was typed in it and not chosen, when somebody leaves it. */
class LineInput extends AutoComplete {
    static props = { ...AutoComplete.props, eggLeave: { type: Function, optional: true } };

    externalClose(event) {
        if (!this.props.eggLeave) {
            return super.externalClose(...arguments);
        }
        if (this.isOpened && !this.root.el.contains(event.target)) {
            this.close(); // the text stays until the box is left
        }
    }
    onInput() {
        this.eggIsTaken = false;
        return super.onInput(...arguments);
    }
    onInputKeydown(event) {
        this.eggIsTabbing = event.key === "Tab";
        return super.onInputKeydown(...arguments);
    }
    selectOption(option) {
        this.eggIsTaken = !option.unselectable;
        return super.selectOption(...arguments);
    }
    /** Enter and Tab take what is found, or a comment: a product is made only by choosing so in the list. */
    navigate(direction) {
        super.navigate(...arguments);
        if (!direction && this.activeOption?.cssClass.includes("o_m2o_dropdown_option_create")) {
            this.state.activeSourceOption = null;
        }
    }
    async onInputBlur() {
        const isGoingOn = this.ignoreBlur;
        const text = this.inputRef.el.value.trim();
        super.onInputBlur(...arguments);
        if (isGoingOn || !text || text === this.props.value) {
            return;
        }
        if (this.eggIsTabbing) {
            await this.loadingPromise; // it may still choose what is being looked for
        }
        if (this.eggIsTaken) {
            return;
        }
        if (this.props.eggLeave) {
            this.props.eggLeave(text);
        } else if (this.inputRef.el) {
            this.inputRef.el.value = this.props.value; // the line keeps its product
        }
    }
}

class LineAutocomplete extends Many2XAutocomplete {
    static components = { ...Many2XAutocomplete.components, AutoComplete: LineInput };
    static props = { ...Many2XAutocomplete.props, eggComment: { type: Function, optional: true } };

    get autoCompleteProps() {
        return { ...super.autoCompleteProps, eggLeave: this.props.eggComment };
    }
    /** The comment stands before the creation of a product: Tab and Enter take the first. */
    get actionSuggestions() {
        const comment = {
            enabled: ({ request }) => Boolean(this.props.eggComment && request.length),
            build: (request) => ({
                cssClass: "o_m2o_dropdown_option o_egg_comment",
                label: _t("Comment: “%s”", request),
                onSelect: () => this.props.eggComment(request),
            }),
        };
        return [comment, ...super.actionSuggestions];
    }
}

class LineMany2One extends Many2One {
    static components = { ...Many2One.components, Many2XAutocomplete: LineAutocomplete };
    static props = { ...Many2One.props, eggComment: { type: Function, optional: true } };

    get many2XAutocompleteProps() {
        return { ...super.many2XAutocompleteProps, eggComment: this.props.eggComment };
    }
}

ProductLabelSectionAndNoteField.components = {
    ...ProductLabelSectionAndNoteField.components,
    Many2One: LineMany2One,
};

/** The text of the comment that was made last: whoever goes on typing adds to it. */
let lastComment = "";

patch(ListRenderer.prototype, {
    /** Tab goes from the product to the quantity; Shift and Tab come back by the description. */
    toggleFocusInsideCell(hotkey, cell) {
        const isInProduct = document.activeElement?.matches(
            ".o_field_product_label_section_and_note_cell .o-autocomplete--input");
        return hotkey === "tab" && isInProduct ? false : super.toggleFocusInsideCell(...arguments);
    },
    focus(el) {
        super.focus(...arguments);
        if (lastComment && el?.tagName === "TEXTAREA" && el.value === lastComment) {
            el.setSelectionRange(el.value.length, el.value.length);
            lastComment = "";
        }
    },
});

/** A narrow screen takes room from the product first: figures are never cut. */
productLabelSectionAndNoteField.listViewWidth = [160, 400];

/** A new line of a customer's document that has no product yet: a text in it is a comment. */
function mayBeComment(record, field) {
    const moveType = record.evalContext.parent?.move_type;
    const isCustomers = !moveType || moveType.startsWith("out_");
    return isCustomers && "egg_role" in record.activeFields && record.isNew && !record.data[field]
        && "display_type" in record.activeFields;
}

patch(ProductLabelSectionAndNoteField.prototype, {
    get m2oProps() {
        const { record, name, readonly } = this.props;
        const props = super.m2oProps;
        if (readonly || !mayBeComment(record, name)) {
            return props;
        }
        return { ...props, eggComment: (text) => this.eggMakeComment(text) };
    },
    async eggMakeComment(text) {
        const { record } = this.props;
        const none = { quantity: 0, product_uom_qty: 0, price_unit: 0, account_id: false };
        const known = Object.entries(none).filter(([field]) => field in record.activeFields);
        lastComment = text;
        await record.update({ display_type: "line_note", name: text, ...Object.fromEntries(known) });
    },
});
