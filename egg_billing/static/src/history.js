import { patch } from "@web/core/utils/patch";
import { Thread } from "@mail/core/common/thread";

/** A note of which nothing is left to show (Odoo's own status, told in EGG's words elsewhere) is no removed message. */
patch(Thread.prototype, {
    get orderedMessages() {
        return super.orderedMessages.filter(
            (message) => !(message.isEmpty && message.message_type === "notification")
        );
    },
});
