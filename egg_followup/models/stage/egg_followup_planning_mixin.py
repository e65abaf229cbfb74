from odoo import api, models


class EggFollowupPlanningMixin(models.AbstractModel):
    """A row that says when customers are reminded: once it changes, what comes next is computed anew for all that is
    open.
    """

    _name = "egg.followup.planning.mixin"
    _description = "What Says When Reminders Come"
    _inherit = "egg.shared.mixin"

    @api.model
    def _get_planning_fields(self) -> set:
        """Hook: the names of the fields that say when reminders come."""
        return set()

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        self.env["egg.followup.stage"]._replan()
        return rows

    def write(self, vals):
        result = super().write(vals)
        if not self._get_planning_fields().isdisjoint(vals):
            self.env["egg.followup.stage"]._replan()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["egg.followup.stage"]._replan()
        return result
