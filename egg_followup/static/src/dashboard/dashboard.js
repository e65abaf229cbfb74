import { Component, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor } from "@web/core/colors/colors";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** One graph: the numbers it shows stand in a table below it, so that whoever does not see it reads them. */
export class EggChart extends Component {
    static template = "egg_followup.Chart";
    static props = { chart: Object, onOpen: Function };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [this.props.chart],
        );
        onWillUnmount(() => this.drawn?.destroy());
    }
    draw() {
        const { kind, labels, series, rows } = this.props.chart;
        const scheme = cookie.get("color_scheme");
        const ink = getComputedStyle(this.canvas.el).color;
        this.drawn?.destroy();
        this.drawn = new Chart(this.canvas.el, {
            type: kind,
            data: {
                labels,
                datasets: series.map(({ label, values }, index) => ({
                    label,
                    data: values,
                    backgroundColor: getColor(index, scheme, "sm"),
                    borderColor: getColor(index, scheme, "sm"),
                    borderWidth: kind === "line" ? 2 : 0,
                    spanGaps: true,
                })),
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                onClick: (ev, [point]) => point && this.open(rows[point.index].cells[point.datasetIndex]),
                onHover: (ev, points) => {
                    ev.native.target.style.cursor = points.length ? "pointer" : "default";
                },
                plugins: {
                    legend: { display: series.length > 1, labels: { color: ink } },
                    tooltip: {
                        callbacks: {
                            label: ({ dataset, datasetIndex, dataIndex }) =>
                                `${dataset.label}: ${rows[dataIndex].cells[datasetIndex].text}`,
                        },
                    },
                },
                scales: {
                    x: { ticks: { color: ink }, grid: { display: false } },
                    y: {
                        beginAtZero: true,
                        ticks: {
                            color: ink,
                            callback: (value) =>
                                new Intl.NumberFormat(user.lang || undefined, { notation: "compact" }).format(value),
                        },
                    },
                },
            },
        });
    }
    open(cell) {
        if (cell.key) {
            this.props.onOpen(cell.key);
        }
    }
}

/** What the customers of a company owe and how they pay. Each number opens the list behind it. */
export class EggCustomerDashboard extends Component {
    static template = "egg_followup.CustomerDashboard";
    static components = { EggChart, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({ board: null });
        onWillStart(() => this.load());
    }
    async load(companyId = null) {
        this.state.board = await this.orm.call("egg.customer.dashboard", "get_figures", [companyId]);
    }
    onCompany(ev) {
        return this.load(Number(ev.target.value));
    }
    async open(key) {
        const action = await this.orm.call("egg.customer.dashboard", "open_list", [this.state.board.company.id, key]);
        return this.action.doAction(action);
    }
}
registry.category("actions").add("egg_customer_dashboard", EggCustomerDashboard);
