import { SaleUpdateLineButton } from "@sale_management/interactions/sale_update_line_button";
import { patch } from "@web/core/utils/patch";

patch(SaleUpdateLineButton.prototype, {
    /** What is no number, or less than nothing, changes nothing: the page shows again what holds. */
    async onQuantityChange(ev, target) {
        const typed = target.value.trim().replace(",", ".");
        const quantity = Number(typed);
        if (typed && quantity >= 0) {
            await this.waitFor(
                this.callUpdateLineRoute(this.orderDetail.orderId, {
                    access_token: this.orderDetail.token,
                    input_quantity: quantity,
                    line_id: target.dataset.lineId,
                })
            );
        }
        this.refreshOrderUI();
    },
});
