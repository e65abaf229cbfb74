from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    egg_followup_grouping = fields.Selection(
        [("customer", "One per customer"), ("document", "One per document")], "Reminders", default="customer",
        required=True,
        help="One per customer: all amounts due in one message, the sternest stage sets the text.",
        groups="base.group_user",
    )
    egg_followup_soon_days = fields.Integer("Due soon: days before the due date", default=7, groups="base.group_user")

    @api.constrains("egg_followup_soon_days")
    def _check_egg_followup_soon_days(self):
        if any(company.egg_followup_soon_days < 0 for company in self):
            raise ValidationError(self.env._("What is due soon counts from today: 0 days or more."))
