from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: what waits longer would leave on facts of yesterday
MAX_MINUTES = 24 * 60


class ResCompany(models.Model):
    _inherit = "res.company"

    egg_followup_undo_minutes = fields.Integer(
        "Minutes to take a run back", default=10,
        help="What somebody sends from the bulk screen leaves after so many minutes; until then one click takes it "
             "back. 0: it leaves at once.", groups="base.group_user",
    )

    @api.constrains("egg_followup_undo_minutes")
    def _check_egg_followup_undo_minutes(self):
        if any(not 0 <= company.egg_followup_undo_minutes <= MAX_MINUTES for company in self):
            raise ValidationError(self.env._("A run can be taken back for 0 to %(most)s minutes.", most=MAX_MINUTES))
