import { Component } from "@odoo/owl";
import { serializeDate, today } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { GraphController } from "@web/views/graph/graph_controller";
import { graphView } from "@web/views/graph/graph_view";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";
import { PivotController } from "@web/views/pivot/pivot_controller";
import { pivotView } from "@web/views/pivot/pivot_view";

/** Above the aged balance: the day that it is of, and its files. What is searched and how it is shown stay. */
export class EggAgedBar extends Component {
    static template = "egg_followup.AgedBar";
    static props = { view: String };

    setup() {
        this.action = useService("action");
    }
    get day() {
        return this.env.searchModel.context.egg_aged_on || serializeDate(today());
    }

    async onDay(event) {
        if (!event.target.value) {
            return;
        }
        await this.action.doAction("egg_followup.egg_aged_action", {
            additionalContext: { egg_aged_on: event.target.value },
            props: { globalState: { searchModel: JSON.stringify(this.env.searchModel.exportState()) } },
            stackPosition: "replaceCurrentAction",
            viewType: this.props.view,
        });
    }
    getFile(ending) {
        const asked = new URLSearchParams({
            day: this.day,
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
export class EggAgedPivotController extends PivotController {
    static template = "egg_followup.AgedPivot";
    static components = { ...PivotController.components, EggAgedBar };
}
export class EggAgedGraphController extends GraphController {
    static template = "egg_followup.AgedGraph";
    static components = { ...GraphController.components, EggAgedBar };
}
registry.category("views").add("egg_aged_list", { ...listView, Controller: EggAgedListController });
registry.category("views").add("egg_aged_pivot", { ...pivotView, Controller: EggAgedPivotController });
registry.category("views").add("egg_aged_graph", { ...graphView, Controller: EggAgedGraphController });
