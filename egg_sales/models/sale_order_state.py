from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.depends("state", "egg_kind", "invoice_status", "egg_child_ids.state")
    def _compute_egg_state(self):
        return super()._compute_egg_state()

    @api.model
    def _get_egg_history(self):
        """As `_get_egg_state`; documents of before have no relation from quote to order."""
        return super()._get_egg_history() | {"egg_state": SQL("""
            CASE WHEN old.state = 'cancel' THEN 'cancelled'
                 WHEN old.state = 'sent' THEN 'progress'
                 WHEN old.state <> 'sale' THEN 'draft'
                 WHEN old.invoice_status IN ('invoiced', 'upselling') THEN 'done'
                 ELSE 'progress' END""")}

    @api.model
    def _get_egg_open_domain(self):
        return super()._get_egg_open_domain() | Domain("state", "in", ("draft", "sent")) | Domain([
            ("state", "=", "sale"), ("invoice_status", "!=", "invoiced"),
        ])

    def _get_egg_state(self):
        if self.state == "cancel":
            return "refused" if self.egg_refused else "cancelled"
        if self.egg_kind == "quote" and self._get_egg_active_children():
            return "done"
        if self.state != "sale":
            return "progress" if self.state == "sent" else "draft"
        is_invoiced = self.invoice_status in ("invoiced", "upselling")
        return "done" if is_invoiced and self._is_egg_delivered() else "progress"

    def _is_egg_delivered(self) -> bool:
        """Whether one order waits for no delivery. Addons that know of deliveries extend it, and the depends of the status."""
        return True

    def _get_egg_state_actions(self):
        if self.state == "cancel":
            # Between cancelled and refused only the reason changes: Odoo's own state is already the right one.
            return {"draft": self.action_draft, "cancelled": lambda: None, "refused": lambda: None}
        actions = {} if self.locked else {"cancelled": self.action_cancel, "refused": self.action_cancel}
        if self.state == "draft":
            actions["progress"] = self.action_confirm if self.egg_kind == "order" else self.action_quotation_sent
        elif self.state == "sent" and not self._get_egg_active_children():
            actions["draft"] = self.action_draft
        return actions

    def _get_egg_state_hint(self, target):
        if target == "done" and self.egg_kind == "quote":
            return self.env._("A quote is done when an order or an invoice is made from it.")
        if target == "done":
            return self.env._("An order is done when it is delivered and invoiced.")
        if target in ("cancelled", "refused") and self.locked:
            return self.env._("Unlock the order first.")
        if target == "draft" and self.state == "sale":
            return self.env._("Cancel the order first.")
        return super()._get_egg_state_hint(target)

    def _egg_refuse_online(self):
        """The customer declined on the portal, where the order was cancelled: it counts as refused."""
        labels = dict(self._fields["egg_state"]._description_selection(self.env))
        for order in self:
            order._egg_mark_refused()
            order._log_egg_event("state", order.env._("Declined by the customer online: %(state)s", state=labels["refused"]))

    def action_draft(self):
        result = super().action_draft()
        self.filtered("egg_refused").write({"egg_refused": False, "egg_refusal_reason_id": False})
        return result
