from odoo import models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """What late payments of a customer cost stands on the account."""

    _inherit = "res.partner"

    def get_egg_account(self, count: int = 0) -> dict:
        """What is to be claimed for late payments is part of it."""
        account = super().get_egg_account(count)
        return account | {"claims": self.env["egg.followup.claim"]._get_account_rows(self.commercial_partner_id)}

    def action_egg_invoice_claims(self):
        """Invoice all that is to be claimed for late payments of this customer, in one click.

        :raises UserError: nothing is
        """
        return self._get_egg_due_claims().action_invoice()

    def action_egg_waive_claims(self):
        """Ask why all that is to be claimed for late payments of this customer is waived.

        :raises UserError: nothing is
        """
        return self._get_egg_due_claims().action_waive()

    def _get_egg_due_claims(self):
        self.check_access("read")
        claims = self.env["egg.followup.claim"].search(
            [("partner_id", "=", self.commercial_partner_id.id), ("company_id", "in", self.env.companies.ids),
             ("state", "=", "due")])
        if not claims:
            raise UserError(self.env._("No late interest is to be claimed for this."))
        return claims

    def _get_egg_account_events(self, count):
        """What was waived stands on the time line."""
        return [*super()._get_egg_account_events(count), self._get_egg_waiver_events(count + 1)]

    def _get_egg_waiver_events(self, count: int) -> list:
        claims = self.env["egg.followup.claim"]
        if not claims._is_kept():
            return []
        claims = claims.search_fetch(
            [("partner_id", "in", self.ids), ("company_id", "in", self.env.companies.ids), ("waived_on", "!=", False)],
            order="waived_on desc, id desc", limit=count)
        return [self._prepare_egg_event(
            claim, claim.waived_on, "waiver", "fa-handshake-o",
            self.env._("Waived: %(claim)s", claim=claim.display_name), text=claim.waive_reason or "",
        ) for claim in claims]
