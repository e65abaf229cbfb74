from odoo import api, models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _get_egg_report_models(self) -> dict:
        return super()._get_egg_report_models() | {"egg_sales.deposit_receipt": {}}
