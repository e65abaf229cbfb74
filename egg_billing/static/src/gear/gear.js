import { patch } from "@web/core/utils/patch";
import { FormCompiler } from "@web/views/form/form_compiler";
import { StatusBarButtons } from "@web/views/form/status_bar_buttons/status_bar_buttons";

/** Buttons that stand beside the gear at most. */
const MOST = 3;

/** The header of a form that marks buttons with `o_egg_more` has a gear: these are behind it. */
patch(FormCompiler.prototype, {
    compileHeader(el, params) {
        const header = super.compileHeader(el, params);
        for (const slot of header.querySelectorAll("StatusBarButtons > t")) {
            const look = slot.firstElementChild?.getAttribute("className") || "";
            if (/\bo_egg_more\b/.test(look)) {
                slot.setAttribute("isEggMore", "true");
            }
        }
        return header;
    },
});

patch(StatusBarButtons.prototype, {
    /** A narrow screen shows the first only: what is behind the gear comes last. */
    get visibleSlotNames() {
        const isMore = (name) => Boolean(this.props.slots[name].isEggMore);
        return [...super.visibleSlotNames].sort((one, other) => isMore(one) - isMore(other));
    },

    get eggShownSlotNames() {
        const slots = this.props.slots || {};
        if (!Object.values(slots).some((slot) => slot.isEggMore)) {
            return this.visibleSlotNames;
        }
        return this.visibleSlotNames.filter((name) => !slots[name].isEggMore).slice(0, MOST);
    },

    /** What is behind the gear. */
    get eggMoreSlotNames() {
        const shown = this.eggShownSlotNames;
        return this.visibleSlotNames.filter((name) => !shown.includes(name));
    },
});
