from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_egg_merge_refusal(self, destination) -> str | None:
        """Why this partner is not merged into another one, in words; None when it may be. Features extend this.

        Issued invoices follow a partner that was entered twice; they are not handed to another firm.
        """
        self.ensure_one()
        if not self._is_egg_other_firm(destination):
            return None
        # sudo: invoices of all companies count, whoever merges
        issued_sudo = self.env["account.move"].sudo().search_count([
            ("commercial_partner_id", "=", self.commercial_partner_id.id), ("state", "=", "posted"),
            ("move_type", "in", self.env["account.move"].get_sale_types())], limit=1)
        return self.env._(
            "%(name)s has issued invoices and another VAT or registration number than %(other)s: they are two firms, "
            "and are not merged.", name=self.display_name, other=destination.display_name) if issued_sudo else None

    def _is_egg_other_firm(self, other) -> bool:
        """Whether both have a number by which the state knows them, and not the same."""
        mine, theirs = self.commercial_partner_id, other.commercial_partner_id
        return any(mine[name] and theirs[name] and mine[name] != theirs[name] for name in ("vat", "company_registry"))
