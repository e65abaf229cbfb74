from odoo import models

#: stage under which an event of another module is noted
EVENT_STAGES = {"debit_rejected": "egg_followup.stage_debit_rejected", "debit_disputed": "egg_followup.stage_debit_rejected"}


class EggDocumentMixin(models.AbstractModel):
    _inherit = "egg.document.mixin"

    def _log_egg_event(self, kind: str, text: str) -> None:
        """Besides the message, events become entries of the follow-up."""
        super()._log_egg_event(kind, text)
        xmlid = EVENT_STAGES.get(kind)
        stage = self.env.ref(xmlid, raise_if_not_found=False) if xmlid else self.env["egg.followup.stage"]
        if kind in ("sent", "paid"):
            stage = self.env["egg.followup.stage"]._get_stage(kind, self.company_id[:1] or self.env.company)
        if not stage:
            return
        link = "move_id" if self._name == "account.move" else "order_id"
        # sudo: whoever causes the event (a bank file, a payment) may not be allowed to write follow-ups.
        entries_sudo = self.env["egg.followup.entry"].sudo()
        entries_sudo.create(
            [{link: one.id, "stage_id": stage.id, "origin": "event", "user_id": self.env.uid, "comment": text} for one in self],
        )
