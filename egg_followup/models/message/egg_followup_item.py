from odoo import api, fields, models
from odoo.fields import Domain


class EggFollowupItem(models.Model):
    """What a message speaks of: one followed-up item; or one that was skipped, and why."""

    _name = "egg.followup.item"
    _inherit = ["egg.followup.link"]
    _description = "Item of a Follow-up Run"
    _order = "id"

    run_id = fields.Many2one("egg.followup.run", required=True, ondelete="cascade", index=True)
    followup_message_id = fields.Many2one("egg.followup.message", "Message", ondelete="cascade", index="btree_not_null")
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    stage_id = fields.Many2one("egg.followup.stage", "Stage", ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "Customer", compute="_compute_document")
    document_name = fields.Char("Document", compute="_compute_document")
    due_date = fields.Date(compute="_compute_document")
    amount = fields.Monetary()
    currency_id = fields.Many2one("res.currency")
    state = fields.Selection(
        [("planned", "Planned"), ("sent", "Sent"), ("skipped", "Skipped"), ("failed", "Failed"),
         ("cancelled", "Cancelled")],
        required=True, default="planned", index=True,
    )
    reason = fields.Char()
    not_before = fields.Date(help="It was skipped because its next reminder comes on this day only.")

    @api.depends(lambda self: self._get_target_fields())
    def _compute_document(self):
        for item in self:
            target = item._get_targets()
            document = target._get_egg_followup_document()
            item.partner_id = document.partner_id
            item.document_name = document.name
            item.due_date = target._get_egg_followup_base_date()

    def _get_told_amount(self) -> float:
        """Return what is open of it now, or was when the message left."""
        self.ensure_one()
        return self._get_targets()._get_egg_open_amount()[0] if self.state == "planned" else self.amount

    def _is_claimed(self, today) -> bool:
        """Whether late interest is claimed of it: it is late, and credits do not cover all of it."""
        target = self._get_targets()
        due = target._get_egg_followup_base_date()
        is_late = bool(due) and due < today and target._get_egg_followup_document()._is_egg_interest_bearing()
        return is_late and (not self.credit or self.credit < self._get_told_amount())

    def _get_meanwhile_reasons(self) -> dict:
        """Return {target id: reason} of what another run reminded after this one was planned, or with the same stage
        today.
        """
        last, today = min(self.run_id.mapped("last_entry_id"), default=0), fields.Date.context_today(self)
        entries = self.env["egg.followup.entry"].search(
            Domain("origin", "=", "bulk") & (Domain("id", ">", last) | Domain("date", "=", today))
            & Domain.OR(Domain(name, "in", self[name].ids) for name in self._get_target_fields())
        )
        planned, reasons = {(item._get_targets().id, item.stage_id) for item in self}, {}
        for entry in entries:
            target = entry._get_targets().id
            if entry.id > last:
                reasons[target] = self.env._("Reminded meanwhile (%(stage)s).", stage=entry.stage_id.name)
            elif (target, entry.stage_id) in planned:
                reasons.setdefault(target, entry._get_repeat_text())
        return reasons
