from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_egg_proposed_payment_mode(self, company):
        """Who has signed a mandate is proposed to be debited."""
        found = super()._get_egg_proposed_payment_mode(company)
        if found or not self._has_egg_debit_account(company):
            return found
        return self.env["egg.payment.mode"].search(
            [("kind", "=", "direct_debit"), ("company_id", "in", (False, company.id))], limit=1)

    def _has_egg_debit_account(self, company) -> bool:
        """Hook: whether an account of this customer can be debited, in whatever way."""
        return bool(self.env["egg.debit.mandate"].search_count(
            [("partner_id", "=", self.commercial_partner_id.id), ("company_id", "=", company.id),
             ("state", "=", "valid")], limit=1))
