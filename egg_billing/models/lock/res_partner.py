from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_egg_merge_refusal(self, destination) -> str | None:
        """Why this partner is not merged into another one, in words; None when it may be. Features extend this.

        Issued invoices follow a partner that was entered twice; they are not handed to another firm.
        """
        self.ensure_one()
        if self._moves_egg_company_accounts(destination):
            return self.env._("%(name)s has bank accounts, and where the firm is paid is kept by accountants: ask one.",
                              name=self.display_name)
        if not self._is_egg_other_firm(destination):
            return None
        # sudo: invoices of all companies count, whoever merges
        issued_sudo = self.env["account.move"].sudo().search_count([
            ("commercial_partner_id", "=", self.commercial_partner_id.id), ("state", "=", "posted"),
            ("move_type", "in", self.env["account.move"].get_sale_types())], limit=1)
        return self.env._(
            "%(name)s has issued invoices and another VAT or registration number than %(other)s: they are two firms, "
            "and are not merged.", name=self.display_name, other=destination.display_name) if issued_sudo else None

    def _moves_egg_company_accounts(self, destination) -> bool:
        """Whether a merge would give a company accounts, or take its own, for a user who does not keep them."""
        if self.env["res.partner.bank"]._may_keep_egg_company_accounts():
            return False
        # sudo: which contacts are companies, and all the accounts that would move, whoever merges
        contact_sudo = self.sudo().with_context(active_test=False)
        companies_sudo = contact_sudo.env["res.company"].search_count(
            [("partner_id", "in", (self | destination).ids)], limit=1)
        return bool(companies_sudo and contact_sudo.bank_ids)

    def _is_egg_other_firm(self, other) -> bool:
        """Whether both have a number by which the state knows them, and not the same."""
        mine, theirs = self.commercial_partner_id, other.commercial_partner_id
        return any(mine[name] and theirs[name] and mine[name] != theirs[name] for name in ("vat", "company_registry"))
