from odoo import fields, models
from odoo.exceptions import UserError


class EggFollowupWaive(models.TransientModel):
    """Waive late interest and flat fees, and say why."""

    _name = "egg.followup.waive"
    _description = "Waiver of Late Interest"

    claim_ids = fields.Many2many("egg.followup.claim", "egg_followup_waive_claim_rel", "waive_id", "claim_id", "Claims",
                                 default=lambda self: self._default_claim_ids())
    reason = fields.Char(help="Told in the history of the invoice and of the customer.")

    def _default_claim_ids(self):
        context = self.env.context
        if context.get("active_model") != "egg.followup.claim":
            return self.env["egg.followup.claim"]
        claims = self.env["egg.followup.claim"].browse(context.get("active_ids") or [])
        claims.check_access("read")
        return claims.filtered(lambda claim: claim.state == "due")

    def action_apply(self):
        """Waive them.

        :raises UserError: without a reason, or when nothing of them is to be claimed.
        """
        self.ensure_one()
        reason = " ".join((self.reason or "").split())
        if not reason:
            raise UserError(self.env._("Enter why this is waived: it is told in the history of the invoice."))
        self.claim_ids._waive(reason)
        return {"type": "ir.actions.act_window_close"}
