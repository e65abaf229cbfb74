from odoo import models
from odoo.tools import format_date

from ...core.sms_text import fill


class EggFollowupMessage(models.Model):
    """What a reminder says in the few words of an SMS."""

    _inherit = "egg.followup.message"

    def _get_sms_text(self) -> str:
        """Return what the SMS says, in the customer's language."""
        message = self.with_context(lang=self._get_language())
        rows = message._get_rows()
        text = message._get_text_row().sms_text or message.env._(
            "{company}: {amount} to pay for {documents}. {link} Please ignore this if you have paid.")
        due = min((row["due"] for row in rows if row["due"]), default=False)
        return fill(text, {
            "company": message.company_id.name, "customer": message.partner_id.name, "stage": message.stage_id.name,
            "amount": message.currency_id.format(message._get_asked_amount()).replace("\N{NO-BREAK SPACE}", " "),
            "documents": ", ".join(dict.fromkeys(row["document"].name for row in rows)),
            "due": format_date(message.env, due) if due else "", "link": message.payment_url,
        })
