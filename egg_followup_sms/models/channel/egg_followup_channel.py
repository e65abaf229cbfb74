from odoo import api, models

from .sms_channel import SmsChannel


class EggFollowupChannel(models.AbstractModel):
    _inherit = "egg.followup.channel"

    @api.model
    def _get_channels(self):
        return super()._get_channels() | {"sms": SmsChannel()}
