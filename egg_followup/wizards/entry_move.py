from odoo import api, fields, models
from odoo.tools import format_date


class EggFollowupMove(models.TransientModel):
    """Move a planned stage to another day."""

    _name = "egg.followup.move"
    _inherit = ["egg.followup.link"]
    _description = "Move a Planned Stage"

    stage_id = fields.Many2one("egg.followup.stage", "Stage", required=True, readonly=True)
    date = fields.Date("Planned for", required=True, compute="_compute_date", store=True, readonly=False)

    about = fields.Char(compute="_compute_about")

    @api.depends(lambda self: self._get_target_fields())
    def _compute_about(self):
        for wizard in self:
            target = wizard._get_targets()
            wizard.about = target and target._get_egg_about()

    @api.depends(lambda self: ("stage_id", *self._get_target_fields()))
    def _compute_date(self):
        for wizard in self:
            target = wizard._get_targets()
            steps = target._get_egg_forecasts()[target.id] if target else []
            wizard.date = next((step.on for step in steps if step.stage_id == wizard.stage_id.id), False)

    def action_apply(self):
        self.ensure_one()
        target = self._get_targets()
        document = target._get_egg_followup_document()
        target.check_access("read")
        document.check_access("read")
        link = target._egg_followup_link
        # sudo: dates are moved here only; the rights on the document were checked just now
        shifts = self.env["egg.followup.shift"].sudo()
        known = shifts.search([(link, "=", target.id), ("stage_id", "=", self.stage_id.id)])
        if known:
            known.date = self.date
        else:
            shifts.create({link: target.id, "stage_id": self.stage_id.id, "date": self.date})
        day = format_date(self.env, self.date)
        document.message_post(body=self.env._("%(stage)s moved to %(day)s.", stage=self.stage_id.name, day=day))
        return {"type": "ir.actions.act_window_close"}
