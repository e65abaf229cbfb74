from odoo import api, models
from odoo.exceptions import UserError

from .channel import Channel, Email, Letter


class EggFollowupChannel(models.AbstractModel):
    """The ways to a customer. An addon that brings another one adds its entry to `_get_channels`."""

    _name = "egg.followup.channel"
    _description = "Channels of Follow-up Messages"

    @api.model
    def _get_channels(self) -> dict:
        """Hook: return {code: `Channel`}, in the order in which people choose."""
        return {channel.code: channel for channel in (Email(), Letter())}

    @api.model
    def _get_channel(self, code: str) -> Channel:
        """:raises UserError: nothing is sent by a channel that nobody knows."""
        channel = self._get_channels().get(code)
        if not channel:
            raise UserError(self.env._("Bulk runs send nothing by “%(channel)s”: choose another channel for the stage.",
                                       channel=code))
        return channel

    @api.model
    def _choose(self, code: str, partner) -> tuple:
        """Return (the `Channel` by which a contact is reached now, why it is not the wished one)."""
        channel, reason = self._get_channel(code), False
        while channel.substitute and not channel.is_reaching(partner):
            reason, channel = channel.get_substitute_reason(partner), self._get_channel(channel.substitute)
        return channel, reason

    @api.model
    def _get_labels(self) -> list:
        return [(code, channel.get_label(self.env)) for code, channel in self._get_channels().items()]

    @api.model
    def _get_plurals(self) -> list:
        return [(code, channel.get_plural(self.env)) for code, channel in self._get_channels().items()]
