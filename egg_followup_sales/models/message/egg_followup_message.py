from odoo import fields, models


class EggFollowupMessage(models.Model):
    _inherit = "egg.followup.message"

    document_type = fields.Selection(
        selection_add=[("quote", "Quotation"), ("order", "Order"), ("invoice",)],
        ondelete={"quote": "cascade", "order": "cascade"},
    )
