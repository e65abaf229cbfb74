import { EggAgedBar } from "@egg_followup/aged/aged";
import { registry } from "@web/core/registry";
import { GraphController } from "@web/views/graph/graph_controller";
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
registry.category("views").add("egg_aged_pivot", { ...pivotView, Controller: EggAgedPivotController });
registry.category("views").add("egg_aged_graph", { ...graphView, Controller: EggAgedGraphController });
