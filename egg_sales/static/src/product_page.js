import { registry } from "@web/core/registry";
import { saleOrderLineProductField } from "@sale/js/sale_product_field";

saleOrderLineProductField.listViewWidth = [160, 400]; // as in invoices: figures are never cut
registry.category("egg_product_pages").add("sale.order", { field: "order_line", page: "order_lines" });
registry.category("egg_proposal_keys").add("egg_parent_order_id", "egg_parent_order_id");
