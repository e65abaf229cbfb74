from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...core.iban import clean_iban, find_iban_fault

#: What a debit is taken from: the files for the bank carry it, or the account cannot be debited without.
_DEBITED_FIELDS = frozenset({"acc_number", "acc_holder_name", "egg_bic", "bank_id", "bank_bic", "bank_name", "active",
                             "clearing_number", "currency_id"})


class ResPartnerBank(models.Model):
    _inherit = "res.partner.bank"

    egg_mandate_ids = fields.One2many("egg.debit.mandate", "bank_account_id", "Mandates")
    egg_debit_status = fields.Selection(
        [("none", "No mandate"), ("draft", "Mandate to complete"), ("ready", "Ready"),
         ("stopped", "Mandate not usable")],
        "Direct debit", compute="_compute_egg_debit_status",
    )

    @api.depends("egg_mandate_ids.state", "acc_number")
    @api.depends_context("company")
    def _compute_egg_debit_status(self):
        for account in self:
            states = set(
                account.egg_mandate_ids.filtered(lambda one: one.company_id == self.env.company).mapped("state"))
            usable = "valid" in states and not find_iban_fault(account.acc_number)
            account.egg_debit_status = self._get_debit_status(usable, states)

    @staticmethod
    def _get_debit_status(usable: bool, states: set) -> str:
        if usable:
            return "ready"
        if "draft" in states:
            return "draft"
        return "stopped" if states else "none"

    def _check_egg_signed_owner(self, values):
        """:raises UserError: the account of a signed mandate would go to somebody who did not sign it"""
        owner = self.env["res.partner"].browse(values.get("partner_id")).commercial_partner_id
        # sudo: mandates of all companies count, whoever keeps the contacts
        for mandate in self.sudo().egg_mandate_ids if owner else ():
            if mandate.state != "draft" and mandate.partner_id != owner:
                raise UserError(self.env._(
                    "%(name)s signed the mandate %(number)s for this account: it cannot go to another customer. Add "
                    "the account to that customer instead.",
                    name=mandate.partner_id.display_name, number=mandate.name))

    def _check_egg_signed_account(self, values):
        """:raises AccessError: somebody who is not of billing changes what a signed mandate is debited from"""
        if self.env.su or self.env.user.has_groups("account.group_account_invoice,base.group_system"):
            return
        # sudo: mandates of all companies count, whoever keeps the contacts
        for account in self.filtered(lambda one: one._is_egg_account_changed(values, _DEBITED_FIELDS)):
            if signed := account.sudo().egg_mandate_ids._filter_signed():
                raise AccessError(self.env._(
                    "The mandate %(number)s of %(name)s is on this account: ask billing to change it.",
                    number=signed[0].name, name=signed[0].partner_id.display_name))

    def write(self, vals):
        self._check_egg_signed_owner(vals)
        self._check_egg_signed_account(vals)
        number = vals.get("acc_number")
        moved = self.browse() if not number else self.filtered(
            lambda one: one.sanitized_acc_number != clean_iban(number) and one.egg_mandate_ids)
        result = super().write(vals)
        # The debtor's bank must hear of the new account with the next debit.
        # sudo: the program notes what banks must be told; whoever may change the account has changed it just now
        moved.egg_mandate_ids.sudo()._filter_known_to_bank().write({"amended_account": True})
        return result

    def action_egg_mandate(self):
        """Open the mandate of this account, or a new one for it."""
        self.ensure_one()
        mandates = self.egg_mandate_ids.filtered(lambda one: one.company_id == self.env.company
                                                 and one.state != "cancelled")
        return {
            "type": "ir.actions.act_window", "res_model": "egg.debit.mandate", "view_mode": "form", "target": "current",
            "name": self.env._("Mandate"), "res_id": mandates[:1].id, "context": {"default_bank_account_id": self.id},
        }
