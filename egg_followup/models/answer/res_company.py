from odoo import models
from odoo.addons.egg_billing.core.setup_check import SetupCheck


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_egg_setup_checks(self):
        return [*super()._get_egg_setup_checks(), self._find_egg_setup_answers()]

    def _find_egg_setup_answers(self) -> SetupCheck:
        """Whether answers to reminders, and mails that come back, reach the documents."""
        missing = []
        servers_sudo = self.env["fetchmail.server"].sudo()  # sudo: only whether one is there
        if not self.sudo().alias_domain_id:  # sudo: whoever sees the check list
            missing.append(self.env._("No alias domain is set: answers to reminders go to the salesperson's mailbox, "
                                      "and nobody notices a mail that came back."))
        elif not servers_sudo.search_count([("state", "=", "done")], limit=1):
            missing.append(self.env._("No incoming mail server is set: unless your mail server hands mail over by "
                                      "itself, answers to reminders are not seen."))
        return SetupCheck(self.env._("Answers to reminders"), tuple(missing), "base_setup.action_general_configuration")
