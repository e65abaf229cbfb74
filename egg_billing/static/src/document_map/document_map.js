import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const STATE_CLASSES = {
    draft: "text-bg-info",
    progress: "text-bg-warning",
    done: "text-bg-success",
    cancelled: "text-bg-secondary",
    refused: "text-bg-danger",
};

/** One document of the map with those below it. */
export class DocumentMapNode extends Component {
    static template = "egg_billing.DocumentMapNode";
    static props = { node: Object };
    static components = {};

    setup() {
        this.state = useState({ open: false });
    }
    get icon() {
        return this.props.node.icon;
    }
    get stateClass() {
        return STATE_CLASSES[this.props.node.state] || "text-bg-light";
    }
    get url() {
        return `/odoo/${this.props.node.model}/${this.props.node.res_id}`;
    }
    get detailsId() {
        const { kind, model, res_id } = this.props.node;
        return `egg_map_${kind}_${model.replaceAll(".", "_")}_${res_id}`;
    }
    get details() {
        const node = this.props.node;
        return [
            { name: "date", label: _t("Date"), value: node.date },
            { name: "state", label: _t("Status"), value: node.state_label },
            { name: "untaxed", label: _t("Excl. VAT"), value: node.untaxed },
            { name: "total", label: _t("Incl. VAT"), value: node.total },
            { name: "balance", label: _t("Balance"), value: node.balance },
            { name: "salesperson", label: _t("Salesperson"), value: node.salesperson },
        ];
    }
    toggle() {
        this.state.open = !this.state.open;
    }
    onKeydown(ev) {
        if (ev.key === "Escape" && this.state.open) {
            ev.stopPropagation();
            this.state.open = false;
        }
    }
}
DocumentMapNode.components = { DocumentMapNode };

/** The whole tree of related documents; one call to the server. */
export class DocumentMap extends Component {
    static template = "egg_billing.DocumentMap";
    static components = { DocumentMapNode };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.map = useState({ roots: [], count: 0, truncated: false });
        onWillStart(async () => {
            const { res_model, res_id } = this.props.action.params;
            Object.assign(this.map, await this.orm.call("egg.document.map", "get_map", [res_model, res_id]));
        });
    }
}

registry.category("actions").add("egg_document_map", DocumentMap);
