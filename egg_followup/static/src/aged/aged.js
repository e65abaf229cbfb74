import { Component } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { deserializeDate, serializeDate, today } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

/** Above the aged balance: the day that it is of, and its files. What is searched and how it is shown stay. */
export class EggAgedBar extends Component {
    static template = "egg_followup.AgedBar";
    static components = { DateTimeInput };
    static props = { view: String };

    setup() {
        this.action = useService("action");
    }
    get day() {
        const asked = this.env.searchModel.context.egg_aged_on;
        return asked ? deserializeDate(asked) : today();
    }

    /** An emptied field asks for today. */
    async onDay(day) {
        await this.action.doAction("egg_followup.egg_aged_action", {
            additionalContext: { egg_aged_on: serializeDate(day || today()) },
            props: { globalState: { searchModel: JSON.stringify(this.env.searchModel.exportState()) } },
            stackPosition: "replaceCurrentAction",
            viewType: this.props.view,
        });
    }
    getFile(ending) {
        const asked = new URLSearchParams({
            day: serializeDate(this.day),
            domain: JSON.stringify(this.env.searchModel.domain),
            companies: user.activeCompanies.map((company) => company.id).join("-"),
        });
        return `/egg/aged/${ending}?${asked}`;
    }
}

export class EggAgedListController extends ListController {
    static template = "egg_followup.AgedList";
    static components = { ...ListController.components, EggAgedBar };
}
registry.category("views").add("egg_aged_list", { ...listView, Controller: EggAgedListController });
