from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_egg_account_facts(self, items) -> list:
        """The mandates by which the customer is debited stand on his account."""
        mandates = self.env["egg.debit.mandate"]
        if not mandates.has_access("read"):
            return super()._get_egg_account_facts(items)
        mandates = mandates.search([("partner_id", "=", self.id), ("company_id", "in", self.env.companies.ids),
                                    ("state", "in", ("valid", "suspended"))])
        states = dict(mandates._fields["state"]._description_selection(self.env))
        return super()._get_egg_account_facts(items) + [
            {"label": self.env._("Mandate"), "look": "success" if mandate.state == "valid" else "warning",
             "value": f"{mandate.display_name} ({states[mandate.state]})"} for mandate in mandates]
