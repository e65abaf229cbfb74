from odoo import api, fields, models


class EggFollowupTextMixin(models.AbstractModel):
    _inherit = "egg.followup.text.mixin"

    document_type = fields.Selection(
        selection_add=[("quote", "Quotation"), ("order", "Order"), ("invoice",)],
        ondelete={"quote": "cascade", "order": "cascade"},
    )

    @api.model
    def _get_document_models(self):
        return ["sale.order", *super()._get_document_models()]
