from odoo import fields, models


class EggFollowupStageTemplate(models.Model):
    _inherit = "egg.followup.stage.template"

    document_type = fields.Selection(
        selection_add=[("quote", "Quotation"), ("order", "Order"), ("invoice",)],
        ondelete={"quote": "cascade", "order": "cascade"},
    )
    template_id = fields.Many2one(
        domain="[('model', 'in', stage_kind == 'sent' and ['sale.order', 'account.move'] "
        "or ['egg.followup.message', 'sale.order', 'account.move'])]",
    )
