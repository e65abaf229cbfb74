from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_egg_collect(self):
        """Open the form that collects what is due of these invoices."""
        self.check_access("read")
        return self.env["ir.actions.act_window"]._for_xml_id("egg_sepa.egg_sepa_collect_invoices_action") | {
            "context": {"active_model": self._name, "active_ids": self.ids}}
