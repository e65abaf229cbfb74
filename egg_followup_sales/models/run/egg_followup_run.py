from odoo import fields, models


class EggFollowupRun(models.Model):
    _inherit = "egg.followup.run"

    document_type = fields.Selection(selection_add=[("sale", "Quotations and orders")], ondelete={"sale": "cascade"})
