from odoo import fields, models


class EggFollowupLetter(models.Model):
    _inherit = "egg.followup.letter"

    document_type = fields.Selection(
        selection_add=[("quote", "Quotation"), ("order", "Order"), ("invoice",)], ondelete={"quote": "cascade", "order": "cascade"},
    )
