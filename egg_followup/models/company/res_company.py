from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    egg_followup_grouping = fields.Selection(
        [("customer", "One per customer"), ("document", "One per document")], "Reminders", default="customer",
        required=True,
        help="One per customer: all amounts due in one message, the sternest stage sets the text.",
    )
    egg_followup_soon_days = fields.Integer("Due soon: days before the due date", default=7)
