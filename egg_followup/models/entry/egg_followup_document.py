from itertools import chain

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class EggFollowupDocument(models.AbstractModel):
    """A document with its history of follow-ups and the forecast of those to come.

    The adopter is an `egg.document.mixin` too, provides `egg_followup_entry_ids` and says what it is through the hooks
    at the end.
    """

    _name = "egg.followup.document"
    _description = "Document with Follow-up"

    _egg_rests_while_typing = ("egg_forecast",)
    egg_forecast = fields.Json("Forecast", compute="_compute_egg_forecast", groups="base.group_user")

    @api.depends("egg_followup_entry_ids.date", "egg_followup_entry_ids.stage_id")
    def _compute_egg_forecast(self):
        for document in self:
            document.egg_forecast = document._get_egg_forecast_rows()

    def _get_egg_forecast_rows(self) -> list:
        """Return one dict per planned or done stage: what the form shows as the forecast."""
        self.ensure_one()
        items = self._get_egg_followup_items().filtered(lambda item: item._is_egg_followed_up())
        today, rows = fields.Date.context_today(self), []
        forecasts = items._get_egg_forecasts() if items else {}
        stages_sudo = self.env["egg.followup.stage"].sudo()  # sudo: the names of stages, for whoever sees the document
        stages_sudo = stages_sudo.browse({step.stage_id for step in chain.from_iterable(forecasts.values())})
        names = {stage.id: stage.name for stage in stages_sudo}
        for item in items:
            for step in forecasts[item.id]:
                state = "reached" if step.is_reached(today) else "planned"
                rows.append({
                    "item_id": item.id, "item_model": item._name, "item": item.egg_due_badge, "stage_id": step.stage_id,
                    "stage": names[step.stage_id], "date": str(step.on), "date_text": format_date(self.env, step.on),
                    "state": "done" if step.done else state, "moved": step.moved,
                })
        return rows

    def _get_egg_sending_template(self):
        """Return the template for sending this document: the user's own, else that of the stage "Document sent"."""
        self.ensure_one()
        kind = self._get_egg_sending_kind()
        if not kind:
            return self.env["mail.template"]
        own = self.env.user[f"egg_template_{kind}_id"]
        stage = self.env["egg.followup.stage"]._get_stage("sent", self.company_id)
        template = own or stage._get_row(kind).template_id
        return template.filtered(lambda one: one.model == self._name)

    def _log_egg_sending(self, message):
        """Add "Document sent" with the mail it was sent by.

        :param message: the `mail.message` that went to the customer.
        """
        # Whoever may send the document may not be allowed to write follow-ups.
        entries_sudo = self.env["egg.followup.entry"].sudo()
        values = []
        for document in self:
            stage = self.env["egg.followup.stage"]._get_stage("sent", document.company_id)
            if stage:
                values.append({
                    self._egg_followup_entry_link: document.id, "stage_id": stage.id, "origin": "mail",
                    "user_id": self.env.uid,
                    "message_id": message.id,
                    "comment": ", ".join(message.partner_ids.mapped("display_name")) or False,
                })
        entries_sudo.create(values)

    def _log_egg_event(self, kind: str, text: str) -> None:
        """Besides the message, events become entries of the follow-up."""
        super()._log_egg_event(kind, text)
        stage = self._get_egg_event_stage(kind)
        if not stage:
            return
        # sudo: whoever causes the event (a bank file, a payment) may not be allowed to write follow-ups.
        entries_sudo = self.env["egg.followup.entry"].sudo()
        entries_sudo.create([
            {self._egg_followup_entry_link: one.id, "stage_id": stage.id, "origin": "event", "user_id": self.env.uid,
             "comment": text}
            for one in self
        ])

    def action_egg_move_forecast(self, item_id: int, stage_id: int):
        """Open the small form that moves a planned stage to another day.

        :raises UserError: this document has no such due item, or there is no such stage.
        """
        self.ensure_one()
        items, stages = self._get_egg_followup_items(), self.env["egg.followup.stage"]
        is_known = type(item_id) is int and item_id in items.ids and type(stage_id) is int
        if not is_known or not stages.search_count([("id", "=", stage_id)], limit=1):
            raise UserError(self.env._("This document has no such due item or stage."))
        link = items._egg_followup_link
        return {
            "type": "ir.actions.act_window", "name": self.env._("Move the planned date"),
            "res_model": "egg.followup.move",
            "view_mode": "form", "views": [(False, "form")], "target": "new",
            "context": {f"default_{link}": item_id, "default_stage_id": stage_id},
        }

    # Hooks

    def _get_egg_event_stage(self, kind: str):
        """Return the stage under which an event is noted (see `_log_egg_event`); none: it is told in the messages only.

        An addon that brings events brings their stages.
        """
        stages = self.env["egg.followup.stage"]
        is_told = kind == "sent" or (kind == "paid" and self._is_egg_paid_in_full())
        return stages._get_stage(kind, self.company_id[:1] or self.env.company) if is_told else stages

    def _is_egg_paid_in_full(self) -> bool:
        """Whether nothing is left to pay of these documents: what is paid in part was not paid."""
        return all(one.currency_id.compare_amounts(one.egg_net_to_pay, 0.0) <= 0 for one in self)

    #: field by which entries know the document
    _egg_followup_entry_link = None

    def _get_egg_followup_items(self):
        """Return what is reminded of this document: its open instalments, or itself."""
        raise NotImplementedError

    def _get_egg_sending_kind(self) -> str:
        """Return the type of document (see `egg.followup.stage.template`)
        whose template sends it; empty: none of ours.
        """
        raise NotImplementedError

    def _get_egg_payment_bank(self):
        """Return the bank account that this document asks to pay to; none: the company's."""
        return self.env["res.partner.bank"]

    def _get_egg_legal_attachment(self):
        """Return the attachment that is the document in law; none: it is printed when it is needed."""
        return self.env["ir.attachment"]
