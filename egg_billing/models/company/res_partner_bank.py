from decimal import Decimal

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import float_repr

from ...core.transfer_code import Transfer, find_problem, to_code
from ..facts.changes import is_changed, is_chatter


class ResPartnerBank(models.Model):
    """The accounts of the firm itself: customers pay to them, documents and files for the bank carry them.

    Whoever keeps the contacts keeps the accounts of customers and vendors, not these. Odoo deletes no account, it
    archives it: that is a write.
    """

    _inherit = "res.partner.bank"

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create(vals_list)
        accounts._check_egg_company_accounts()
        return accounts

    def write(self, vals):
        # What a form sends unchanged is no change.
        changed = self.filtered(lambda one: one._is_egg_account_changed(vals))
        changed._check_egg_company_accounts()
        result = super().write(vals)
        changed._check_egg_company_accounts()
        return result

    @api.model
    def _may_keep_egg_company_accounts(self) -> bool:
        """Whether the user says where the firm is paid: accountants, and who sets up the database."""
        return self.env.su or self.env.user.has_groups("account.group_account_manager,base.group_system")

    def _is_egg_account_changed(self, values, names=None) -> bool:
        """Whether these values change the account.

        :param names: the fields that count, by default all but the chatter
        """
        fields = [self._fields[name] for name in values if name in self._fields and (names is None or name in names)]
        return any(is_changed(self, field.name, values[field.name]) for field in fields if not is_chatter(field))

    def _filter_egg_company_accounts(self):
        """Return those that belong to a company of the database."""
        # sudo: which contacts are companies, all of them, whoever works for which
        owners = self.env["res.company"].sudo().search([("partner_id", "in", self.sudo().partner_id.ids)]).partner_id
        return self.filtered(lambda one: one.sudo().partner_id in owners) if owners else self.browse()

    def _check_egg_company_accounts(self):
        """:raises AccessError: somebody else than an accountant changes where the firm is paid"""
        if not self or self._may_keep_egg_company_accounts():
            return
        if own := self._filter_egg_company_accounts():
            # sudo: the name of the company, for the refusal
            raise AccessError(self.env._("%(company)s is paid to this account: ask an accountant.",
                                         company=own[0].sudo().partner_id.name))

    def _get_egg_transfer_code(self, amount: float, currency, text: str) -> str:
        """Return the text of a QR code by which a bank application fills in a transfer to this account; empty: there
        is none for this account, amount or currency.
        """
        self.ensure_one()
        # sudo: whoever may print a document shows where it is paid
        account_sudo = self.sudo()
        if currency.name != "EUR":
            return ""
        transfer = Transfer(account_sudo.acc_holder_name or account_sudo.partner_id.name or "", account_sudo.acc_number,
                            Decimal(float_repr(amount, 2)), text or "", account_sudo.bank_bic or "")
        return "" if find_problem(transfer) else to_code(transfer)
