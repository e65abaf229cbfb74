import { _t } from "@web/core/l10n/translation";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { Record } from "@web/model/relational_model/record";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { patch } from "@web/core/utils/patch";
import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";

/** Keys of the context of a form that proposes a document made from another one: nothing exists before it is saved. */
export const proposalKeys = registry.category("egg_proposal_keys");

function isProposed(context) {
    return proposalKeys.getAll().some((key) => context?.[key]);
}

function isProposal(record) {
    return record.isNew && isProposed(record.context);
}

/** A form is first drawn with what it showed last time; a proposal is made of its quote as that is now. */
patch(RelationalModel.prototype, {
    _getCacheParams(config) {
        return isProposed(config.context) ? undefined : super._getCacheParams(...arguments);
    },
});

/**
 * When the server's newer values arrive in a form that was drawn from memory, what was typed meanwhile stays and is
 * still not saved: the web client forgot the second, and lost it when the form was left.
 */
patch(Record.prototype, {
    _setData(data, { keepChanges } = {}) {
        const isTyped = keepChanges && this.dirty;
        super._setData(...arguments);
        if (isTyped) {
            this.dirty = true;
        }
    },
});

/**
 * The web client saves what is on the screen when the page is reloaded or put aside. A proposal is not made that way:
 * it would take a number and end the quote. Before what was typed in it is lost the browser asks.
 */
patch(FormController.prototype, {
    async beforeUnload(event) {
        const record = this.model.root;
        if (!isProposal(record)) {
            return super.beforeUnload(...arguments);
        }
        if (record.dirty) {
            event.preventDefault();
            event.returnValue = "Unsaved changes";
        }
    },
    beforeVisibilityChange() {
        return isProposal(this.model.root) ? undefined : super.beforeVisibilityChange(...arguments);
    },
    async beforeLeave({ forceLeave } = {}) {
        if (!isProposal(this.model.root)) {
            return super.beforeLeave(...arguments);
        }
        return forceLeave || this.eggMayLeave();
    },
    async create() {
        if (!isProposal(this.model.root)) {
            return super.create(...arguments);
        }
        if (await this.eggMayLeave()) {
            return super.create(...arguments);
        }
    },
    /** Whether the proposal is left: who typed something in it is asked. */
    async eggMayLeave() {
        if (!(await this.model.root.isDirty())) {
            return true;
        }
        return new Promise((resolve) => {
            this.env.services.dialog.add(ConfirmationDialog, {
                title: _t("Leave without saving?"),
                body: _t("This document does not exist yet: what you typed in it is lost. Save it first to keep it."),
                confirmLabel: _t("Leave without saving"),
                confirm: async () => {
                    await this.model.root.discard(); // whoever asks again on the way finds nothing to ask
                    resolve(true);
                },
                cancelLabel: _t("Stay"),
                cancel: () => resolve(false),
                dismiss: () => resolve(false),
            });
        });
    },
});
