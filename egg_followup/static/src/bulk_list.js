import { registry } from "@web/core/registry";
import { Domain } from "@web/core/domain";
import { user } from "@web/core/user";
import { formatMonetary } from "@web/views/fields/formatters";
import { formatDate, serializeDate } from "@web/core/l10n/dates";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
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

const { DateTime } = luxon;

/** Whether the next action of a row is due, and nothing holds it: such rows are ticked from the start. */
export function isDue({ egg_next_stage_date: day, egg_hold_reason: hold }) {
    return !hold && Boolean(day) && day.startOf("day") <= DateTime.now().startOf("day");
}

/** The bulk screen: a range of due dates above, rows whose action is due ticked, totals and actions below. */
export class EggBulkController extends ListController {
    static template = "egg_followup.BulkList";
    static components = { ...ListController.components, DateTimeInput };

    setup() {
        super.setup();
        this.table = bulkTables.getAll().find((table) => table.resModel === this.props.resModel);
        this.bulk = useState({ from: false, until: false, action: "", groupId: null, everywhere: null });
        this.ticked = new WeakSet();
        this.tables = [];
        onWillStart(async () => {
            // What Odoo binds to these rows (cancel, unreconcile...) belongs to other screens.
            this.ownActionIds = await this.orm.call(this.props.resModel, "get_egg_bulk_actions", []);
            const tables = bulkTables.getEntries().map(([key, table]) => ({ key, ...table }));
            const allowed = await Promise.all(tables.map((table) => user.hasGroup(table.group)));
            this.tables = tables.filter((_table, index) => allowed[index]);
            // Sending has an entry of its own; who may not send has no such action.
            this.sendActionId = (await this.actionService.loadAction(this.table.send).catch(() => null))?.id;
        });
        // Rows are ticked once, when they first appear: what the user unticks stays so.
        useEffect(
            () => this.tickDue(),
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

    tickDue() {
        if (!this.model.isReady || this.model.useSampleModel || this.model.root.isDomainSelected) {
            return;
        }
        for (const record of this.model.root.records) {
            if (!this.ticked.has(record)) {
                this.ticked.add(record);
                if (isDue(record.data)) {
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
    /** "5 ticked: 852.00 €" */
    get tickedText() {
        const count = this.selectedCount;
        if (!count) {
            return _t("Nothing ticked");
        }
        const text = count === 1 ? _t("1 ticked") : _t("%s ticked", count);
        return this.totals ? _t("%(ticked)s: %(total)s", { ticked: text, total: this.totals }) : text;
    }
    get hasMorePages() {
        const { count, records } = this.model.root;
        return count > records.length;
    }

    /** Tick the rows of all pages whose action is due, not only those in sight. */
    async onAllDue() {
        const domain = new Domain(this.model.root.domain).toList();
        const ids = await this.orm.call(this.props.resModel, "get_egg_due_rows", [domain]);
        const ticked = [["id", "in", ids]];
        const groups = await this.orm.formattedReadGroup(this.props.resModel, ticked, [], [this.table.sum]);
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
            .filter((action) => action.id !== this.sendActionId && this.ownActionIds.includes(action.id))
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
    onRange(name, day) {
        this.bulk[name] = day;
        const { from, until } = this.bulk;
        const search = this.env.searchModel;
        if (this.bulk.groupId !== null) {
            search.deactivateGroup(this.bulk.groupId);
            this.bulk.groupId = null;
        }
        const parts = [];
        if (from) {
            parts.push(`("${this.table.date}", ">=", "${serializeDate(from)}")`);
        }
        if (until) {
            parts.push(`("${this.table.date}", "<=", "${serializeDate(until)}")`);
        }
        if (!parts.length) {
            return;
        }
        const description =
            from && until
                ? _t("Due from %(from)s to %(until)s", { from: formatDate(from), until: formatDate(until) })
                : until
                ? _t("Due until %(until)s", { until: formatDate(until) })
                : _t("Due from %(from)s", { from: formatDate(from) });
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

/** Rows with a box to tick, on a telephone too, where Odoo's own lists want a long touch; a click elsewhere opens. */
export class EggBulkRenderer extends ListRenderer {
    get hasSelectors() {
        return this.props.allowSelectors;
    }
    /** Odoo's own lists untick a row that is clicked; here only the box does. */
    async onCellClicked(record, column, ev, newWindow) {
        if (!ev.target.special_click) {
            this.props.openRecord(record, { newWindow });
        }
    }
    /** On a telephone Odoo takes each touch of a row for a tick once one is ticked: links and buttons would be dead. */
    onClickCapture() {}
    getRowClass(record) {
        return `${super.getRowClass(record)} ${rowColours[record.data.egg_urgency] || ""}`;
    }
}

registry.category("views").add("egg_bulk_list", {
    ...listView, Controller: EggBulkController, Renderer: EggBulkRenderer,
});
