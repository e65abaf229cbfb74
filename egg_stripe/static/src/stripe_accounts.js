import { registry } from "@web/core/registry";
import { listView } from "@web/views/list/list_view";
import { ListController } from "@web/views/list/list_controller";

/** The list of the accounts of a customer: its button says what it does. */
class StripeAccountsController extends ListController {
    static template = "egg_stripe.StripeAccountsList";
}

registry.category("views").add("egg_stripe_accounts", { ...listView, Controller: StripeAccountsController });
