from odoo import api, models

#: How the core's names of files tell a quote from an order, in every language, and how they do here: an order that is
#: still written is none of the core's orders.
BY_STATE, BY_KIND = "object.state in ('draft', 'sent')", "object.egg_kind == 'quote'"


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _get_egg_report_models(self):
        return super()._get_egg_report_models() | {
            "sale.report_saleorder": {},
            "sale.report_saleorder_raw": {},
            "sale.report_saleorder_pro_forma": {"proforma": True},
        }

    @api.model
    def _name_egg_files(self, old=BY_STATE, new=BY_KIND):
        """Files of orders are named orders from the start; what a firm made of the names stays."""
        report = self.env.ref("sale.action_report_saleorder", raise_if_not_found=False)
        for code, _name in self.env["res.lang"].get_installed() if report else ():
            localized = report.with_context(lang=code)
            if old in (localized.print_report_name or ""):
                localized.print_report_name = localized.print_report_name.replace(old, new)
