from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._create_egg_number_series()
        return companies

    def _create_egg_number_series(self):
        """Give each of these companies its own series for quotes and for orders; those that have one keep it."""
        # Series are technical records that only administrators may make, whoever creates the company.
        sequences_sudo = self.env["ir.sequence"].sudo()
        codes = {"sale.order": ("DV", self.env._("Quotes")), "egg.sale.order": ("CC", self.env._("Orders"))}
        existing = sequences_sudo.search([("code", "in", list(codes)), ("company_id", "in", self.ids)])
        known = {(sequence.code, sequence.company_id) for sequence in existing}
        sequences_sudo.create(
            [
                {
                    "name": f"{label} {company.name}", "code": code, "prefix": prefix, "padding": 5, "company_id": company.id,
                }
                for company in self
                for code, (prefix, label) in codes.items()
                if (code, company) not in known
            ]
        )

    @api.model
    def _create_egg_missing_number_series(self):
        """Called when the addon is installed, for the companies that are already there."""
        self.search([])._create_egg_number_series()  # pylint: disable=no-search-all
