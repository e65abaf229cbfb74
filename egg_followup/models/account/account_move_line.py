from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def action_egg_account(self) -> dict:
        """Open the account of the customer who owes this."""
        self.check_access("read")
        return self.partner_id[:1].action_egg_account()

    def _get_egg_payment_title(self) -> str:
        """Return what lowered the account: money that came in, or another entry of the books."""
        if self.payment_id or self.statement_line_id or self.journal_id.type in ("bank", "cash", "credit"):
            return self.env._("Payment %(number)s", number=self.move_name)
        return self.env._("Entry %(number)s", number=self.move_name)

    def _get_egg_account_rows(self) -> list:
        """Return these due items as the account screen shows them."""
        today = fields.Date.context_today(self)
        return [{
            "id": line.id, "document_id": line.move_id.id, "name": line.move_id._get_egg_customer_number(),
            "due": fields.Date.to_string(line.date_maturity) if line.date_maturity else "",
            "late": (today - line.date_maturity).days if line.date_maturity else 0,
            "amount": line.currency_id.format(line.amount_residual_currency), "urgency": line.egg_urgency or "later",
            "last_stage": line.egg_last_stage_id.name or "",
            "last_day": fields.Date.to_string(line.egg_last_stage_date) if line.egg_last_stage_date else "",
            "next_stage": line.egg_next_stage_id.name or "",
            "next_day": fields.Date.to_string(line.egg_next_stage_date) if line.egg_next_stage_date else "",
            "hold": line.egg_hold_reason or "",
        } for line in self]
