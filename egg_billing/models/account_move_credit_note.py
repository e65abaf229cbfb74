from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    egg_relation_sentence = fields.Char("Related to", compute="_compute_egg_relation_sentence")

    @api.depends("reversed_entry_id", "move_type", "state")
    def _compute_egg_relation_sentence(self):
        for move in self:
            invoice = move.reversed_entry_id
            is_new_credit_note = move.move_type == "out_refund" and move.state == "draft" and bool(invoice)
            move.egg_relation_sentence = is_new_credit_note and move.env._(
                "This credit note is related to invoice %(number)s.", number=invoice.name
            )

    def action_egg_credit_note(self):
        """Open a draft credit note for the whole invoice, with the invoice in relation.

        :raises UserError: unless the document is one issued customer invoice.
        """
        self.ensure_one()
        if self.move_type != "out_invoice" or self.state != "posted":
            raise UserError(self.env._("A credit note is made from an issued invoice. Confirm the invoice first."))
        wizard = self.env["account.move.reversal"].with_context(active_model=self._name, active_ids=self.ids)
        return wizard.create({"journal_id": self.journal_id.id}).refund_moves()
