import { _t } from "@web/core/l10n/translation";
import { bulkTables } from "@egg_followup/bulk_list";

const sales = {
    resModel: "sale.order",
    group: "sales_team.group_sale_salesman",
    date: "egg_followup_base_date",
    amount: "amount_total",
    sum: "amount_total:sum",
    send: "egg_followup_sales.egg_followup_send_order_action",
};
bulkTables.add("order", { ...sales, label: _t("Orders"), show: "egg_followup_sales.egg_bulk_order_action" });
bulkTables.add("quote", { ...sales, label: _t("Quotations"), show: "egg_followup_sales.egg_bulk_quote_action" });
