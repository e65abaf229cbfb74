from odoo import api, models


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.depends("move_type", "state", "payment_state")
    def _compute_egg_state(self):
        return super()._compute_egg_state()

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
