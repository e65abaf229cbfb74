from odoo import api, fields, models
from odoo.addons.egg_billing.core.rights import BILLING
from odoo.addons.egg_billing.models.company.egg_home import Waiting
from odoo.fields import Domain


class EggHome(models.TransientModel):
    _inherit = "egg.home"

    @api.model
    def _get_waiting(self):
        """What is due by direct debit and not being collected yet."""
        lines = self.env["account.move.line"]
        # sudo: that an item is being collected may be known to whoever sees it
        taken = self.env["egg.debit.claim"].sudo().search(
            [("move_line_id.company_id", "in", self.env.companies.ids)]).move_line_id
        due = lines._get_egg_due_item_domain() & Domain([
            ("egg_payment_mode_id.kind", "=", "direct_debit"), ("date_maturity", "<=", fields.Date.context_today(self)),
            ("id", "not in", taken.ids)])
        invoices = Domain("line_ids", "any", due) & Domain("company_id", "in", self.env.companies.ids)
        return super()._get_waiting() | {
            "collect": Waiting(self.env._("Invoices to collect"), "account.move", invoices,
                               "egg_billing.egg_invoice_action", "fa-bank", BILLING)}
