from odoo import api, models


class EggFollowupShift(models.Model):
    _inherit = "egg.followup.shift"

    _one_per_order = models.UniqueIndex("(order_id, stage_id) WHERE order_id IS NOT NULL")
    _one_target = models.Constraint(
        "CHECK((due_item_id IS NULL) != (order_id IS NULL))", "A moved date belongs to exactly one followed-up item.",
    )

    @api.depends("order_id.company_id")
    def _compute_company_id(self):
        super()._compute_company_id()
