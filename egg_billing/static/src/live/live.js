import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, onWillUnmount, useEffect, xml } from "@odoo/owl";

/**
 * Reads the form again while a background job works on its record:
 * `<widget name="egg_live" seconds="refresh_seconds"/>` names the field that says after how many seconds; 0 stops.
 * What somebody is typing, a dialog over the form and a hidden page are left alone.
 */
export class EggLive extends Component {
    static template = xml`<t/>`;
    static props = { ...standardWidgetProps, seconds: { type: String } };

    setup() {
        useEffect(
            (seconds) => {
                clearInterval(this.timer);
                if (seconds) {
                    this.timer = setInterval(() => this.refresh(), 1000 * seconds);
                }
            },
            () => [this.props.record.resId && this.props.record.data[this.props.seconds]]
        );
        onWillUnmount(() => clearInterval(this.timer));
    }
    async refresh() {
        const record = this.props.record;
        if (!document.hidden && !record.dirty && !document.querySelector(".modal")) {
            await record.load();
        }
    }
}
registry.category("view_widgets").add("egg_live", {
    component: EggLive,
    extractProps: ({ attrs }) => ({ seconds: attrs.seconds }),
});
