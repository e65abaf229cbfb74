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

    def _get_egg_merge_refusal(self, destination):
        """A mandate is what its debtor signed: it does not become somebody else's."""
        # sudo: mandates of all companies count, whoever merges
        signed_sudo = self.env["egg.debit.mandate"].sudo().search(
            [("partner_id", "=", self.id), ("state", "!=", "draft")], limit=1)
        if signed_sudo:
            return self.env._(
                "%(name)s has signed the mandate %(number)s: keep this contact and merge the other one into it.",
                name=self.display_name, number=signed_sudo.name)
        return super()._get_egg_merge_refusal(destination)

    def _has_egg_debit_account(self, company) -> bool:
        """Hook: whether an account of this customer can be debited, in whatever way."""
        return bool(self.env["egg.debit.mandate"].search_count(
            [("partner_id", "=", self.commercial_partner_id.id), ("company_id", "=", company.id),
             ("state", "=", "valid")], limit=1))
