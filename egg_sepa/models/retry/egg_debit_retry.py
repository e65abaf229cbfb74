from odoo import models
from odoo.exceptions import UserError


class EggDebitRetry(models.Model):
    _inherit = "egg.debit.retry"

    def action_collect(self):
        """Open the form that collects those that are planned, on the day that was announced.

        :raises UserError: none of these is planned, or they are of several days.
        """
        self.check_access("read")
        planned = self.filtered(lambda retry: retry.state == "planned" and retry.mandate_id)
        days = set(planned.mapped("propose_on"))
        if len(days) != 1:
            raise UserError(self.env._("Tick what is planned for one day."))
        return self.env["ir.actions.act_window"]._for_xml_id("egg_sepa.egg_sepa_collect_items_action") | {
            "context": {"active_model": "account.move.line", "active_ids": planned.due_item_id.ids,
                        "default_collect_on": days.pop()}}
