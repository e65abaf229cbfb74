from odoo import api, fields, models
from odoo.exceptions import ValidationError


class EggFollowupShift(models.Model):
    """A planned stage that was moved to another day by hand."""

    _name = "egg.followup.shift"
    _inherit = ["egg.followup.link"]
    _description = "Moved Follow-up Date"
    _rec_name = "stage_id"

    stage_id = fields.Many2one("egg.followup.stage", required=True, ondelete="cascade", index=True)
    date = fields.Date(required=True)
    company_id = fields.Many2one("res.company", compute="_compute_company_id", store=True)

    _one_per_item = models.UniqueIndex("(due_item_id, stage_id) WHERE due_item_id IS NOT NULL")

    @api.depends("due_item_id.company_id")
    def _compute_company_id(self):
        for shift in self:
            shift.company_id = shift._get_targets().company_id

    @api.constrains(lambda self: ("stage_id", *self._get_target_fields()))
    def _check_target(self):
        for shift in self:
            if len([name for name in self._get_target_fields() if shift[name]]) != 1:
                raise ValidationError(self.env._("A moved date belongs to exactly one followed-up item."))
