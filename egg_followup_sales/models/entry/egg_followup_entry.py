from odoo import api, models


class EggFollowupEntry(models.Model):
    _inherit = "egg.followup.entry"

    _one_bulk_a_day_order = models.UniqueIndex(
        "(order_id, stage_id, date) WHERE origin = 'bulk' AND order_id IS NOT NULL",
        "This document has already had this reminder today.",
    )

    @api.depends("order_id.partner_id", "order_id.company_id")
    def _compute_partner_id(self):
        super()._compute_partner_id()

    @api.model
    def _get_document_fields(self):
        return (*super()._get_document_fields(), "order_id")
