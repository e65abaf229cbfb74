import { getLateText, getUrgencyLook } from "@egg_followup/fields";
import { Component, onWillStart, useState } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** What is ticked from the start: what is late and not held back. */
const URGENT = ["overdue", "reached"];
const MORE = 40;

/** The account of one customer: what is owed, how he pays, what was done, and what can be done now. */
export class EggAccount extends Component {
    static template = "egg_followup.Account";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.customerId = this.props.action.context.active_id;
        this.state = useState({ account: null, ticked: {}, count: MORE });
        onWillStart(async () => {
            const [bills] = await Promise.all([user.hasGroup("account.group_account_invoice"), this.load()]);
            this.mayPay = bills;
            for (const item of this.state.account.items) {
                this.state.ticked[item.id] = URGENT.includes(item.urgency) && !item.hold;
            }
        });
    }
    async load() {
        this.state.account = await this.orm.call("res.partner", "get_egg_account", [[this.customerId]], {
            count: this.state.count,
        });
        this.env.config.setDisplayName(this.state.account.customer.name);
    }

    get tickedIds() {
        return this.state.account.items.map((item) => item.id).filter((id) => this.state.ticked[id]);
    }
    get trend() {
        return {
            better: _t("sooner than before"),
            worse: _t("later than before"),
            steady: _t("as before"),
        }[this.state.account.habit.trend];
    }
    getLook(item) {
        return getUrgencyLook(item.urgency);
    }
    getLate(item) {
        return getLateText(item.late);
    }
    formatDay(day) {
        return day ? formatDate(deserializeDate(day)) : "";
    }

    onMore() {
        this.state.count += MORE;
        return this.load();
    }
    openRecord(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
    openItems() {
        return this.action.doAction("egg_followup.egg_bulk_invoice_action", {
            additionalContext: { search_default_partner_id: this.customerId },
        });
    }
    openClaims() {
        return this.action.doAction("egg_followup.egg_followup_claim_action", {
            additionalContext: { search_default_partner_id: this.customerId },
        });
    }
    // What is done is done to what is ticked; what came of it shows when the window is closed.
    remind() {
        return this.action.doAction("egg_followup.egg_followup_send_action", {
            additionalContext: { active_model: "account.move.line", active_ids: this.tickedIds },
            onClose: () => this.load(),
        });
    }
    hold(kind) {
        return this.press("account.move.line", "action_egg_dispute", this.tickedIds, { egg_hold_kind: kind });
    }
    pay() {
        return this.press("account.move.line", "action_register_payment", this.tickedIds);
    }
    doMore(method) {
        return this.press("res.partner", method, [this.customerId]);
    }
    press(resModel, name, resIds, context = {}) {
        return this.action.doActionButton({
            type: "object",
            name,
            resModel,
            resIds,
            context: { ...user.context, ...context },
            onClose: () => this.load(),
        });
    }
}
registry.category("actions").add("egg_account", EggAccount);
