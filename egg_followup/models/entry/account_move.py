from odoo import fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["egg.followup.document", "account.move"]

    _egg_followup_entry_link = "move_id"

    _egg_rests_while_typing = ("egg_followup_entry_ids",)
    egg_followup_entry_ids = fields.One2many("egg.followup.entry", "move_id", "Follow-up", groups="base.group_user")

    def action_egg_remind(self):
        """Open the choices of a bulk run for what is due of these invoices.

        :raises UserError: nothing is.
        """
        self.check_access("read")
        items = self._get_egg_due_items()
        if not items:
            raise UserError(self.env._("Nothing is due of these documents: only posted invoices with an open amount "
                                       "are reminded."))
        return self.env["ir.actions.act_window"]._for_xml_id("egg_followup.egg_followup_send_action") | {
            "context": {"active_model": items._name, "active_ids": items.ids}}

    def _get_egg_followup_items(self):
        return self._get_egg_due_items()

    def _get_egg_sending_kind(self):
        return "invoice" if self._get_egg_document_type() in ("invoice", "deposit") else ""

    def _get_egg_payment_bank(self):
        return self.partner_bank_id

    def _get_egg_legal_attachment(self):
        return self.invoice_pdf_report_id

    def _get_mail_template(self):
        """The user's own template, then that of the stage "Document sent", then Odoo's."""
        own = len(self) == 1 and self.move_type == "out_invoice" and self._get_egg_sending_template()
        return own or super()._get_mail_template()

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        self.filtered(lambda move: move.move_type == "out_invoice")._log_egg_payment()
        return result

    def _get_egg_event_stage(self, kind):
        """A payment is noted once the invoice is paid, whatever paid it (`_invoice_paid_hook`)."""
        return self.env["egg.followup.stage"] if kind == "paid" else super()._get_egg_event_stage(kind)

    def _log_egg_payment(self):
        """Add "Payment made" once; a payment that was undone and came again moves its date."""
        today = fields.Date.context_today(self)
        # A payment may be entered by someone without rights on the follow-up.
        entries_sudo = self.env["egg.followup.entry"].sudo()
        known = entries_sudo.search([("move_id", "in", self.ids), ("origin", "=", "payment")])
        known.filtered(lambda entry: entry.date != today).write({"date": today})
        values = []
        for move in self - known.move_id:
            stage = self.env["egg.followup.stage"]._get_stage("paid", move.company_id)
            if stage:
                values.append(
                    {"move_id": move.id, "stage_id": stage.id, "origin": "payment", "user_id": self.env.uid,
                     "date": today},
                )
        entries_sudo.create(values)
