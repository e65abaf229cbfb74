from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    egg_stripe_account_count = fields.Integer(
        compute="_compute_egg_stripe_account_count",
        groups="account.group_account_invoice,account.group_account_readonly")

    @api.depends_context("company")
    def _compute_egg_stripe_account_count(self):
        """Number of accounts that are declared: they have their ids."""
        counts = dict(self.env["egg.stripe.account"]._read_group(
            [("partner_id", "in", self.commercial_partner_id.ids), ("company_id", "=", self.env.company.id),
             ("token_id", "!=", False)],
            ["partner_id"], ["__count"]))
        for partner in self:
            partner.egg_stripe_account_count = counts.get(partner.commercial_partner_id, 0)

    def action_egg_stripe_accounts(self):
        """Open the accounts of this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("egg_stripe.egg_stripe_account_action")
        partner = self.commercial_partner_id
        return action | {
            "name": self.env._("Stripe management: %(name)s", name=partner.name),
            "domain": [("partner_id", "=", partner.id)],
            "context": {"default_partner_id": partner.id, "search_default_archived": False},
        }

    def _get_egg_merge_refusal(self, destination):
        """An account that was declared at Stripe is the customer's who signed for it."""
        # sudo: accounts of all companies count, whoever merges
        accounts_sudo = self.env["egg.stripe.account"].sudo().with_context(active_test=False)
        if accounts_sudo.search([("partner_id", "=", self.id)])._filter_signed():
            return self.env._(
                "%(name)s has an account that is declared at Stripe: keep this contact and merge the other one into "
                "it.", name=self.display_name)
        return super()._get_egg_merge_refusal(destination)

    def _get_egg_debit_customers(self, company):
        """Accounts that are declared at Stripe have a signed mandate too."""
        # Whoever makes an invoice may know how its customer pays, without reading the accounts.
        accounts_sudo = self.env["egg.stripe.account"].sudo()
        rows = accounts_sudo._read_group(
            [("partner_id", "in", self.commercial_partner_id.ids), ("company_id", "=", company.id),
             ("state", "=", "ready")], ["partner_id"])
        return super()._get_egg_debit_customers(company) | self.browse(customer.id for (customer,) in rows)
