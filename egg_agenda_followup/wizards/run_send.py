from odoo import models
from odoo.exceptions import UserError


class EggFollowupSend(models.TransientModel):
    _inherit = "egg.followup.send"

    def action_simulate(self):
        return self._plan_calls() if self._is_call() else super().action_simulate()

    def action_send(self):
        return self._plan_calls() if self._is_call() else super().action_send()

    def _is_call(self) -> bool:
        return self.stage_mode == "given" and self.stage_id.channel == "call"

    def _plan_calls(self):
        """Plan the calls about the ticked rows and show them; nothing is sent.

        :raises UserError: when the rows are no invoices, or there is nothing to call about.
        """
        records = self._get_records()
        if records._name != "account.move.line":
            raise UserError(self.env._("Phone calls are planned from the list of amounts due: tick invoices."))
        records.check_access("read")
        records._check_egg_followup_readable()
        # sudo: calls that wait are everybody's, and their facts are written here only; the rights on the rows were
        # checked just now
        tasks = self.env["egg.task"].sudo()._plan_calls(records.sudo(), self.stage_id.sudo())
        if not tasks:
            raise UserError(self.env._("Nobody is to be called: every ticked row is paid, disputed, promised or "
                                       "being collected."))
        action = self.env["ir.actions.act_window"]._for_xml_id("egg_agenda_followup.action_call")
        return action | {"domain": [("id", "in", tasks.ids)], "context": {}}
