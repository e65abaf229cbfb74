from odoo import fields, models
from odoo.addons.egg_billing.core.iban_text import clean as clean_account
from odoo.exceptions import UserError

#: Figures of a national account number: fewer could be part of any IBAN.
LEAST = 8


class AccountJournal(models.Model):
    """A bank's account: its files are found by its IBAN, its tables are read as they were read before."""

    _inherit = "account.journal"

    egg_cash_mapping = fields.Json("How its tables are read", copy=False)

    def _get_egg_cash_currency(self):
        return self.currency_id or self.company_id.currency_id

    def _filter_egg_cash_account(self, account: str):
        """The journals of the account that a file names: by IBAN, or by a number that stands in it."""
        account = clean_account(account)
        numbers = {journal: clean_account(journal.bank_account_id.acc_number) for journal in self}
        exact = self.filtered(lambda journal: account and numbers[journal] == account)
        if exact or len(account) < LEAST:
            return exact
        return self.filtered(lambda journal: numbers[journal] and (
            account in numbers[journal] or len(numbers[journal]) >= LEAST and numbers[journal] in account))

    def _check_egg_cash_account(self, account: str):
        """:raises UserError: the file is of another account than this journal's"""
        self.ensure_one()
        own = clean_account(self.bank_account_id.acc_number)
        if account and own and not self._filter_egg_cash_account(account):
            raise UserError(self.env._(
                "The file is of the account %(file)s, the journal %(journal)s is of %(own)s. Choose the journal of "
                "that account, or another file.", file=mask(account), journal=self.display_name, own=mask(own)))


def mask(account: str) -> str:
    """An account number that may stand in a message: its ends only."""
    account = clean_account(account)
    return f"{account[:4]}…{account[-4:]}" if len(account) > 8 else account
