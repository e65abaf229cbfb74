from odoo import api, models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _get_egg_report_models(self):
        return super()._get_egg_report_models() | {
            "sale.report_saleorder": {},
            "sale.report_saleorder_raw": {},
            "sale.report_saleorder_pro_forma": {"proforma": True},
        }
