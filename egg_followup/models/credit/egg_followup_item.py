from odoo import fields, models


class EggFollowupItem(models.Model):
    _inherit = "egg.followup.item"

    credit = fields.Monetary("Covered by credits", help="What open credits of the customer cover of it: this is not "
                                                        "claimed.")
