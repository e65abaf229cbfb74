from odoo import api, fields, models


class EggPrintDefault(models.Model):
    _inherit = "egg.print.default"

    document_type = fields.Selection(
        selection_add=[("quote", "Quotation"), ("order", "Sales order"), ("invoice",)],
        ondelete={"quote": "cascade", "order": "cascade"},
    )

    @api.model
    def _get_types_with_conditions(self):
        return super()._get_types_with_conditions() | {"quote", "order"}
