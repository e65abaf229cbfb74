import { EggAgedBar } from "@egg_followup/aged/aged";
import { registry } from "@web/core/registry";
import { GraphController } from "@web/views/graph/graph_controller";
import { GraphModel } from "@web/views/graph/graph_model";
import { graphView } from "@web/views/graph/graph_view";
import { PivotController } from "@web/views/pivot/pivot_controller";
import { pivotView } from "@web/views/pivot/pivot_view";

export class EggAgedPivotController extends PivotController {
    static template = "egg_followup.AgedPivot";
    static components = { ...PivotController.components, EggAgedBar };
}
export class EggAgedGraphController extends GraphController {
    static template = "egg_followup.AgedGraph";
    static components = { ...GraphController.components, EggAgedBar };
}
/** Whatever the bars are grouped by, each is stacked by age. */
export class EggAgedGraphModel extends GraphModel {
    load(searchParams) {
        const { groupBy } = searchParams;
        const isByAge = !groupBy.length || groupBy.includes("bracket");
        return super.load(isByAge ? searchParams : { ...searchParams, groupBy: [...groupBy, "bracket"] });
    }
}
registry.category("views").add("egg_aged_pivot", { ...pivotView, Controller: EggAgedPivotController });
registry.category("views").add("egg_aged_graph", {
    ...graphView,
    Controller: EggAgedGraphController,
    Model: EggAgedGraphModel,
});
