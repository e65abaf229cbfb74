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
        """Whether an account of this customer can be debited, in whatever way."""
        return bool(self._get_egg_debit_customers(company))

    def _get_egg_debit_customers(self, company):
        """Hook: the customers among these of whom an account can be debited, in whatever way; one read for all."""
        rows = self.env["egg.debit.mandate"]._read_group(
            [("partner_id", "in", self.commercial_partner_id.ids), ("company_id", "=", company.id),
             ("state", "=", "valid")], ["partner_id"])
        return self.browse(customer.id for (customer,) in rows)
