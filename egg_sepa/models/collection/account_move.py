from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_egg_collect(self):
        """Open the form that collects what is due of these invoices.

        :raises UserError: nothing is.
        """
        self.check_access("read")
        if not self._get_egg_due_items():
            raise UserError(self.env._("Nothing is due of these documents: only posted invoices with an open amount "
                                       "are collected."))
        return self.env["ir.actions.act_window"]._for_xml_id("egg_sepa.egg_sepa_collect_invoices_action") | {
            "context": {"active_model": self._name, "active_ids": self.ids}}
