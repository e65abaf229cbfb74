from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    egg_mandate_ids = fields.One2many("egg.debit.mandate", "partner_id", "Mandates")

    def _get_egg_proposed_payment_mode(self, company):
        """Who has signed a mandate is proposed to be debited."""
        found = super()._get_egg_proposed_payment_mode(company)
        if found or not self._get_egg_debit_customers(company):
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

    def _get_egg_debit_customers(self, company):
        """Hook: the customers among these of whom an account can be debited, in whatever way; one read for all."""
        rows = self.env["egg.debit.mandate"]._read_group(
            [("partner_id", "in", self.commercial_partner_id.ids), ("company_id", "=", company.id),
             ("state", "=", "valid")], ["partner_id"])
        return self.browse(customer.id for (customer,) in rows)
