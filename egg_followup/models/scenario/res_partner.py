from odoo import api, fields, models
from odoo.fields import Domain

from ...core.scenario import Customer
from ..customer.res_partner import INTERNAL

#: what decides which scenario a customer has
DECIDING = {"egg_followup_scenario_id", "category_id", "country_id", "is_company", "egg_public_body", "parent_id"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    egg_followup_scenario_id = fields.Many2one(
        "egg.followup.scenario", "Scenario given by hand", company_dependent=True, groups=INTERNAL, copy=False,
        domain="[('company_id', 'in', [False, allowed_company_ids[0]])]",
        help="Empty: the first scenario of the list that is for this customer.")
    egg_followup_scenario_name = fields.Char(
        "Scenario", compute="_compute_egg_followup_scenario_name", groups=INTERNAL,
        help="The stages that this customer's amounts due go through.")

    @api.depends("egg_followup_scenario_id", "category_id", "country_id", "is_company", "egg_public_body")
    @api.depends_context("company")
    def _compute_egg_followup_scenario_name(self):
        chosen = self.env["egg.followup.scenario"]._choose(self.commercial_partner_id, self.env.company)
        for partner in self:
            scenario = chosen.get(partner.commercial_partner_id.id, self.env["egg.followup.scenario"])
            partner.egg_followup_scenario_name = scenario.sudo().name  # sudo: its name only

    def _to_egg_customer(self) -> Customer:
        """Return what decides about the scenario of this debtor."""
        paths = "".join(tag.parent_path or "" for tag in self.category_id)
        tags = {int(number) for number in paths.split("/") if number}
        firm = "firm" if self.is_company else "person"
        return Customer(self.egg_followup_scenario_id.id or None, frozenset(tags),
                        "public" if self.egg_public_body else firm, self.country_id.id or None)

    def write(self, vals):
        result = super().write(vals)
        if not DECIDING.isdisjoint(vals):
            self._replan_egg_followup()
        return result

    def _replan_egg_followup(self):
        """Compute anew what comes next for these customers: another scenario may be for them."""
        scenarios = self.env["egg.followup.scenario"]
        # sudo: whether there is a scenario besides the usual one, for whoever changes a contact
        if scenarios.sudo().search_count([("id", "!=", scenarios._get_usual().id)], limit=1):
            customers = self.commercial_partner_id
            self.env["egg.followup.stage"]._replan_some(Domain("partner_id.commercial_partner_id", "in", customers.ids))
