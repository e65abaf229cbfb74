import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { registry } from "@web/core/registry";
import { Many2XAutocomplete } from "@web/views/fields/relational_utils";

registry.category("egg_proposal_keys").add("egg_customer_order_id", "egg_customer_order_id");

/**
 * A supplier order made for a customer's offers the vendors of its products first, then who is marked as a supplier;
 * all other contacts stand below, under a heading of their own: a new contact is never marked.
 */
patch(Many2XAutocomplete.prototype, {
    async search(name) {
        const vendors = this.props.context.egg_vendor_ids;
        if (!Array.isArray(vendors)) {
            return super.search(...arguments);
        }
        const find = (domain) =>
            this.orm.call(this.props.resModel, "web_name_search", [], {
                name,
                operator: "ilike",
                domain: Domain.and([this.props.getDomain(), domain]).toList(),
                limit: this.props.searchLimit + 1,
                context: this.props.context,
                specification: this.searchSpecification,
            });
        const groups = await Promise.all([
            find([["id", "in", vendors]]),
            find([["id", "not in", vendors], ["supplier_rank", ">", 0]]),
            find([["id", "not in", vendors], ["supplier_rank", "=", 0]]),
        ]);
        const marks = ["supplier", "supplier", "other"];
        return groups.flatMap((records, place) => records.map((record) => ({ ...record, eggGroup: marks[place] })));
    },
    async suggest() {
        const suggestions = await super.suggest(...arguments);
        const titles = { supplier: _t("Suppliers"), other: _t("Other contacts") };
        const headed = [];
        let group;
        for (const suggestion of suggestions) {
            const own = suggestion.data?.record?.eggGroup;
            if (own && own !== group) {
                group = own;
                headed.push({ label: titles[own], unselectable: true, cssClass: "o_egg_heading fw-bold text-muted" });
            }
            headed.push(suggestion);
        }
        return headed;
    },
});
