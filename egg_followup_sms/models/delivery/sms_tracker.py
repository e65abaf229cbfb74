from odoo import models


class SmsTracker(models.Model):
    _inherit = "sms.tracker"

    def _action_update_from_sms_state(self, sms_state, failure_type=False, failure_reason=False):
        result = super()._action_update_from_sms_state(sms_state, failure_type=failure_type,
                                                       failure_reason=failure_reason)
        if sms_state == "sent":
            self._get_egg_messages()._note_sms_delivered()
        elif sms_state == "error":
            self._get_egg_messages()._note_sms_failed(failure_type or "")
        return result

    def _action_update_from_provider_error(self, provider_error):
        result = super()._action_update_from_provider_error(provider_error)
        self._get_egg_messages()._note_sms_failed(provider_error)
        return result

    def _get_egg_messages(self):
        """Return the reminders that these trackers are about."""
        # sudo: the service tells it, nobody is logged in; the number of the SMS is what it knows
        return self.env["egg.followup.message"].sudo().search([("sms_uuid", "in", self.mapped("sms_uuid"))])
