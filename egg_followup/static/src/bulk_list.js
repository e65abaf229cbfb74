import { registry } from "@web/core/registry";
import { Domain } from "@web/core/domain";
import { user } from "@web/core/user";
import { formatMonetary } from "@web/views/fields/formatters";
import { formatDate, deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { listView } from "@web/views/list/list_view";
import { ListController } from "@web/views/list/list_controller";
import { ListRenderer } from "@web/views/list/list_renderer";
import { onWillStart, status, useEffect, useState } from "@odoo/owl";

/**
 * The tables of the bulk screen. Other addons add theirs: the model listed and who may open it, the fields of its date
 * and amount, the action that shows it and the one that sends.
 */
export const bulkTables = registry.category("egg_bulk_tables");
bulkTables.add("invoice", {
    resModel: "account.move.line",
    label: _t("Invoices"),
    group: "account.group_account_invoice",
    date: "date_maturity",
    amount: "amount_residual_currency",
    sum: "amount_residual:sum",
    show: "egg_followup.egg_bulk_invoice_action",
    send: "egg_followup.egg_followup_send_action",
});

/** What is ticked from the start: what is late, and what is due today when a reminder is planned for that day. */
const URGENT = ["overdue", "reached"];

/** The bulk screen: a range of due dates above, overdue rows ticked, totals and actions below. */
export class EggBulkController extends ListController {
    static template = "egg_followup.BulkList";

    setup() {
        super.setup();
        this.table = bulkTables.getAll().find((table) => table.resModel === this.props.resModel);
        this.bulk = useState({ from: "", until: "", action: "", groupId: null, everywhere: null });
        this.ticked = new WeakSet();
        this.tables = [];
        onWillStart(async () => {
            const tables = bulkTables.getEntries().map(([key, table]) => ({ key, ...table }));
            const allowed = await Promise.all(tables.map((table) => user.hasGroup(table.group)));
            this.tables = tables.filter((_table, index) => allowed[index]);
            // Sending has an entry of its own; who may not send has no such action.
            this.sendActionId = (await this.actionService.loadAction(this.table.send).catch(() => null))?.id;
        });
        // Overdue rows are ticked once, when they first appear: what the user unticks stays so.
        useEffect(
            () => this.tickOverdue(),
            () => [this.model.isReady && this.model.root.records]
        );
        // What was ticked on all pages was of another search.
        useEffect(
            () => this.onOnlyThisPage(),
            () => [this.model.isReady && JSON.stringify(this.model.root.domain)]
        );
    }

    get isEmptyTable() {
        return !this.model.isReady || this.model.useSampleModel || !this.model.root.count;
    }
    get currentTable() {
        return this.props.context.egg_table;
    }
    /** The bar below says what is ticked: the search stays where it is. */
    get hasSelectedRecords() {
        return false;
    }

    tickOverdue() {
        if (!this.model.isReady || this.model.useSampleModel || this.model.root.isDomainSelected) {
            return;
        }
        for (const record of this.model.root.records) {
            if (!this.ticked.has(record)) {
                this.ticked.add(record);
                if (URGENT.includes(record.data.egg_urgency) && !record.data.egg_hold_reason) {
                    record.toggleSelection(true);
                }
            }
        }
    }

    get totals() {
        if (this.bulk.everywhere) {
            return this.bulk.everywhere.total;
        }
        const sums = new Map();
        for (const record of this.model.root.selection) {
            const currency = record.data.currency_id?.id;
            sums.set(currency, (sums.get(currency) || 0) + record.data[this.table.amount]);
        }
        return [...sums].map(([currencyId, sum]) => formatMonetary(sum, { currencyId })).join(" + ");
    }
    get selectedCount() {
        return this.bulk.everywhere ? this.bulk.everywhere.ids.length : this.model.root.selection.length;
    }
    get hasMorePages() {
        const { count, records } = this.model.root;
        return count > records.length;
    }

    /** Tick the overdue rows of all pages, not only those in sight. */
    async onAllOverdue() {
        const domain = Domain.and([this.model.root.domain, [["egg_urgency", "in", URGENT]]]).toList();
        const [ids, groups] = await Promise.all([
            this.orm.search(this.props.resModel, domain, { order: `${this.table.date}, id` }),
            this.orm.formattedReadGroup(this.props.resModel, domain, [], [this.table.sum]),
        ]);
        const total = formatMonetary(groups[0]?.[this.table.sum] || 0, { currencyId: user.activeCompany.currency_id });
        this.bulk.everywhere = { ids, total };
    }
    onOnlyThisPage() {
        this.bulk.everywhere = null;
    }

    /** Send comes first, then whatever other modules bind to this list. */
    get bulkActions() {
        const bound = this.props.info.actionMenus?.action || [];
        return bound
            .filter((action) => action.id !== this.sendActionId)
            .map((action) => ({ id: action.id, name: action.name }));
    }
    async onBulkGo() {
        const actions = this.bulkActions;
        const chosen = actions.find((action) => String(action.id) === this.bulk.action);
        const ids = this.bulk.everywhere?.ids || this.model.root.selection.map((record) => record.resId);
        await this.actionService.doAction(chosen ? chosen.id : this.table.send, {
            additionalContext: { active_id: ids[0], active_ids: ids, active_model: this.props.resModel },
            // Odoo closes the window once this is done: it waits for no list that another screen has replaced.
            onClose: () => {
                if (status(this) === "mounted") {
                    this.onOnlyThisPage();
                    this.model.load();
                }
            },
        });
    }

    /** A range of due dates as a facet of the search, so that favourites keep it. The end day is included. */
    onRangeChange() {
        const { from, until } = this.bulk;
        const search = this.env.searchModel;
        if (this.bulk.groupId !== null) {
            search.deactivateGroup(this.bulk.groupId);
            this.bulk.groupId = null;
        }
        const show = (day) => formatDate(deserializeDate(day));
        const parts = [];
        if (from) {
            parts.push(`("${this.table.date}", ">=", "${from}")`);
        }
        if (until) {
            parts.push(`("${this.table.date}", "<=", "${until}")`);
        }
        if (!parts.length) {
            return;
        }
        const description =
            from && until
                ? _t("Due from %(from)s to %(until)s", { from: show(from), until: show(until) })
                : until
                ? _t("Due until %(until)s", { until: show(until) })
                : _t("Due from %(from)s", { from: show(from) });
        this.bulk.groupId = search.nextGroupId;
        search.createNewFilters([{ description, domain: `[${parts.join(", ")}]` }]);
    }
    onTable(xmlid) {
        this.actionService.doAction(xmlid, { clearBreadcrumbs: true });
    }
}

/**
 * The colour of a row's texts. Not a decoration of the view: that would need the field from people who may not read it.
 */
const rowColours = { overdue: "text-danger", reached: "text-danger", soon: "text-warning", later: "text-info" };

/** Rows with a box to tick on a telephone too, where Odoo's own lists want a long touch. */
export class EggBulkRenderer extends ListRenderer {
    get hasSelectors() {
        return this.props.allowSelectors;
    }
    getRowClass(record) {
        return `${super.getRowClass(record)} ${rowColours[record.data.egg_urgency] || ""}`;
    }
}

registry.category("views").add("egg_bulk_list", {
    ...listView, Controller: EggBulkController, Renderer: EggBulkRenderer,
});
