from odoo import api, models
from odoo.fields import Domain


class EggFollowupMessage(models.Model):
    """Reminders, letters and statements as their customer reads them again in the portal."""

    _inherit = "egg.followup.message"

    @api.model
    def _find_egg_sent_to(self, customer, *more, limit=None):
        """Return what left about what this firm owes or was offered, whoever read it then; the newest first.

        A message goes to the firm that it is about: its reader may be of another one, or have gone to another one.
        """
        about = [Domain("statement_customer_id", "=", customer.id)] + [
            Domain(f"item_ids.{name}.partner_id.commercial_partner_id", "=", customer.id)
            for name in self.env["egg.followup.item"]._get_target_fields()]
        found = self.search(Domain([("state", "in", ("sent", "uncertain")), *more]) & Domain.OR(about),
                            order="sent_at desc, id desc", limit=limit)
        return found.filtered(lambda one: one._get_debtor() == customer)

    def _get_egg_sent_title(self) -> str:
        """Return what it is called in a list."""
        self.ensure_one()
        return self.mail_message_id.subject or self.stage_id.name

    def _get_egg_sent_files(self):
        """Return the files that left with it; of a letter, what was printed."""
        self.ensure_one()
        printed = self.env["ir.attachment"].search([
            ("res_model", "=", self._name), ("res_id", "=", self.id), ("res_field", "=", False),
            ("mimetype", "=", "application/pdf")], order="id")
        return self.mail_message_id.attachment_ids | printed
