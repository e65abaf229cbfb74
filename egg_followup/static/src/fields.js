import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useService } from "@web/core/utils/hooks";
import { formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { Component } from "@odoo/owl";

/** A number or name that opens what it names: the row's own record, or the one that the field points to. */
export class EggRowLink extends Component {
    static template = "egg_followup.RowLink";
    static props = {
        ...standardFieldProps,
        method: { type: String, optional: true },
        phone: { type: String, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }
    get value() {
        return this.props.record.data[this.props.name];
    }
    get text() {
        return this.value?.display_name ?? this.value;
    }
    get phone() {
        return this.props.phone && this.props.record.data[this.props.phone];
    }
    async open() {
        const { resModel, resId, fields } = this.props.record;
        if (this.props.method) {
            return this.action.doAction(await this.orm.call(resModel, this.props.method, [[resId]]));
        }
        const relation = fields[this.props.name].relation;
        return this.action.doAction({
            type: "ir.actions.act_window", res_model: relation || resModel, res_id: relation ? this.value.id : resId,
            views: [[false, "form"]],
        });
    }
}
registry.category("fields").add("egg_row_link", {
    component: EggRowLink,
    supportedTypes: ["char", "many2one"],
    supportedOptions: [
        { label: _t("Method"), name: "method", type: "string" },
        { label: _t("Phone"), name: "phone", type: "string" },
    ],
    extractProps: ({ options }) => ({ method: options.method, phone: options.phone }),
});

/** A stage, and below it its day. */
export class EggDatedStage extends Component {
    static template = "egg_followup.DatedStage";
    static props = { ...standardFieldProps, date: String };

    get stage() {
        return this.props.record.data[this.props.name]?.display_name;
    }
    get day() {
        return formatDate(this.props.record.data[this.props.date]);
    }
}
registry.category("fields").add("egg_dated_stage", {
    component: EggDatedStage,
    supportedTypes: ["many2one"],
    supportedOptions: [{ label: _t("Day"), name: "date", type: "string" }],
    extractProps: ({ options }) => ({ date: options.date }),
});

/** How an urgency is shown: blue, orange or red, always with an icon and a word. */
export function getUrgencyLook(urgency) {
    return {
        overdue: { icon: "fa-exclamation-circle", css: "egg_overdue", word: _t("Overdue") },
        reached: { icon: "fa-bell", css: "egg_overdue", word: _t("Due today") },
        soon: { icon: "fa-clock-o", css: "egg_soon", word: _t("Due soon") },
        later: { icon: "fa-calendar-o", css: "egg_later", word: _t("Not due yet") },
    }[urgency];
}

/** "3 days late"; nothing for what is not late. */
export function getLateText(days) {
    if (days < 1) {
        return "";
    }
    return days === 1 ? _t("1 day late") : _t("%s days late", days);
}

/** The urgency of a row; what is late says how long. */
export class EggUrgency extends Component {
    static template = "egg_followup.Urgency";
    static props = standardFieldProps;

    get late() {
        return getLateText(this.props.record.data.egg_days_late || 0);
    }
    get look() {
        return getUrgencyLook(this.props.record.data[this.props.name]);
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
