from odoo import models

from ...core.scenario import adopt


class EggFollowupTarget(models.AbstractModel):
    """The stages of an item are those of its customer's scenario."""

    _inherit = "egg.followup.target"

    def _get_egg_scenarios(self) -> dict:
        """Return {id: `egg.followup.scenario`} of these items: that of who owes them."""
        scenarios, found = self.env["egg.followup.scenario"], {}
        for company, items in self.grouped("company_id").items():
            debtors = {one.id: one._get_egg_followup_document().partner_id.commercial_partner_id.id for one in items}
            chosen = scenarios._choose(self.env["res.partner"].browse(set(debtors.values())), company)
            found |= {number: chosen.get(debtor, scenarios) for number, debtor in debtors.items()}
        return found

    def _get_egg_done_of(self, steps, done: dict) -> dict:
        """What was done by another scenario counts in this one, as far as it went."""
        ids = [step.id for step in steps]
        return adopt(ids, done, self.env["egg.followup.stage"]._get_ranks("reminder"))
