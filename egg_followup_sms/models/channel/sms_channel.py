"""Reminders by SMS, as a channel."""

from typing import NamedTuple

from odoo.addons.egg_followup.models.channel.channel import Channel


class Sms(NamedTuple):
    """A text that is ready."""

    number: str
    text: str
    uuid: str  # by which the service tells what became of it


class SmsChannel(Channel):
    code = "sms"
    substitute = "email"

    def get_label(self, env):
        return env._("SMS")

    def get_count(self, env, count):
        return env._("1 SMS") if count == 1 else env._("%(count)s SMS", count=count)

    def get_address(self, partner):
        return partner._get_egg_sms_number()

    def get_substitute_reason(self, partner):
        return partner.env._("No mobile number: by another way.")

    def render(self, message):
        return message._make_sms()

    def deliver(self, message, content, line):
        message._send_sms(content)

    def note(self, message, content):
        return message._log_sms(content)
