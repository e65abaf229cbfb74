from odoo import api, fields, models


class EggFollowupLink(models.AbstractModel):
    _inherit = "egg.followup.link"

    order_id = fields.Many2one("sale.order", "Quotation or order", ondelete="cascade", index="btree_not_null")

    @api.model
    def _get_target_fields(self):
        return (*super()._get_target_fields(), "order_id")
