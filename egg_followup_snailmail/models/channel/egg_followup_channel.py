from odoo import api, models

from .post_channel import PostChannel


class EggFollowupChannel(models.AbstractModel):
    _inherit = "egg.followup.channel"

    @api.model
    def _get_channels(self):
        return super()._get_channels() | {"post": PostChannel()}
