import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useService } from "@web/core/utils/hooks";
import { _t } from "@web/core/l10n/translation";
import { Component } from "@odoo/owl";

/** Blue, orange or red, always with an icon and a word. */
export class EggUrgency extends Component {
    static template = "egg_followup.Urgency";
    static props = standardFieldProps;

    get look() {
        return {
            overdue: { icon: "fa-exclamation-circle", css: "egg_overdue", word: _t("Overdue") },
            reached: { icon: "fa-bell", css: "egg_overdue", word: _t("Due today") },
            soon: { icon: "fa-clock-o", css: "egg_soon", word: _t("Due soon") },
            later: { icon: "fa-calendar-o", css: "egg_later", word: _t("Not due yet") },
        }[this.props.record.data[this.props.name]];
    }
}
registry.category("fields").add("egg_urgency", { component: EggUrgency, supportedTypes: ["selection"] });

/** The violet badge with due date and open amount. */
export class EggDueBadge extends Component {
    static template = "egg_followup.DueBadge";
    static props = standardFieldProps;
}
registry.category("fields").add("egg_due_badge", { component: EggDueBadge, supportedTypes: ["char"] });

/** The coming stages of a document, with a pencil to move one. */
export class EggForecast extends Component {
    static template = "egg_followup.Forecast";
    static props = standardFieldProps;

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }
    get rows() {
        return this.props.record.data[this.props.name] || [];
    }
    get severalItems() {
        return new Set(this.rows.map((row) => row.item_id)).size > 1;
    }
    async move(row) {
        const { resModel, resId } = this.props.record;
        const action = await this.orm.call(resModel, "action_egg_move_forecast", [[resId], row.item_id, row.stage_id]);
        await this.action.doAction(action, { onClose: () => this.props.record.load() });
    }
}
registry.category("fields").add("egg_forecast", { component: EggForecast, supportedTypes: ["json"] });

/** A progress bar; `egg_live` beside it reads the run again while it is being sent. */
export class EggRunProgress extends Component {
    static template = "egg_followup.RunProgress";
    static props = standardFieldProps;

    get percent() {
        return Math.round(this.props.record.data[this.props.name]);
    }
}
registry.category("fields").add("egg_run_progress", { component: EggRunProgress, supportedTypes: ["float"] });
