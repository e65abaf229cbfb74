from odoo import fields, models


class EggFollowupScenarioText(models.Model):
    _inherit = "egg.followup.scenario.text"

    document_type = fields.Selection(
        selection_add=[("quote", "Quotation"), ("order", "Order"), ("invoice",)],
        ondelete={"quote": "cascade", "order": "cascade"},
    )
    template_id = fields.Many2one(
        domain="[('model', 'in', ['egg.followup.message', 'sale.order', 'account.move'])]",
    )
