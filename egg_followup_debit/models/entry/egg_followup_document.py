from odoo import models

#: events that a way of debiting tells (see `egg.document.mixin`): refused, and taken back by the customer's bank
REFUSED = ("debit_rejected", "debit_disputed")


class EggFollowupDocument(models.AbstractModel):
    _inherit = "egg.followup.document"

    def _get_egg_event_stage(self, kind: str):
        if kind not in REFUSED:
            return super()._get_egg_event_stage(kind)
        stages_sudo = self.env["egg.followup.stage"].sudo()  # sudo: events are noted for people who may not read stages
        stage_sudo = self.env.ref("egg_followup_debit.stage_debit_rejected", raise_if_not_found=False) or stages_sudo
        return stage_sudo.sudo().filtered("active")  # sudo: as above
