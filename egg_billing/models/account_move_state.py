from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.depends("move_type", "state", "payment_state")
    def _compute_egg_state(self):
        return super()._compute_egg_state()

    @api.model
    def _get_egg_history(self):
        """As `_get_egg_state`."""
        return super()._get_egg_history() | {"egg_state": SQL("""
            CASE WHEN old.move_type NOT IN ('out_invoice', 'out_refund', 'out_receipt') THEN NULL
                 WHEN old.state = 'cancel' OR old.state = 'posted' AND old.payment_state = 'reversed' THEN 'cancelled'
                 WHEN old.state = 'draft' THEN 'draft'
                 WHEN old.payment_state IN ('paid', 'in_payment') THEN 'done'
                 ELSE 'progress' END""")}

    @api.model
    def _get_egg_open_domain(self):
        return super()._get_egg_open_domain() | Domain([
            ("state", "=", "draft"), ("move_type", "in", self.get_sale_types(include_receipts=True)),
        ])

    def _get_egg_state(self):
        if not self.is_sale_document(include_receipts=True):
            return False
        if self.state == "cancel":
            return "refused" if self.egg_refused else "cancelled"
        if self.state == "draft":
            return "draft"
        if self.payment_state == "reversed":
            return "cancelled"
        return "done" if self.payment_state in ("paid", "in_payment") else "progress"

    def _get_egg_state_actions(self):
        if self.state == "draft":
            return {"progress": self._egg_post, "cancelled": self.button_cancel, "refused": self.button_cancel}
        if self.state == "cancel":
            # From cancelled to refused only the note changes; Odoo's state is already the right one.
            note = {"refused": lambda: None, "cancelled": lambda: None}
            return note if self.posted_before else note | {"draft": self.button_draft}
        if self.egg_state == "progress":
            actions = {"done": self.action_register_payment}
            return actions | {"cancelled": self.action_egg_credit_note} if self.move_type == "out_invoice" else actions
        return {}

    def _egg_post(self):
        """Post, from the button; core returns False or an action with warnings."""
        return self.action_post()

    def _get_egg_state_hint(self, target):
        if self.state == "posted" and target in ("draft", "cancelled", "refused"):
            return self.env._("An issued document is not taken back: make a credit note.")
        if target == "done":
            return self.env._("Confirm it, then register its payment.")
        return super()._get_egg_state_hint(target)
