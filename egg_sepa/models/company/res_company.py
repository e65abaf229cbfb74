from odoo import api, fields, models
from odoo.addons.egg_debit.core.iban import find_iban_fault, is_bic, mask_iban
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """How the company collects through its bank."""

    _inherit = "res.company"

    egg_sepa_iban = fields.Char("IBAN", help="Account that is credited, when the bank journal does not say.",
                                groups="base.group_user")
    egg_sepa_bic = fields.Char("BIC", groups="base.group_user")
    egg_sepa_journal_id = fields.Many2one(
        "account.journal", "Bank for direct debits", check_company=True, domain="[('type', '=', 'bank')]",
        groups="base.group_user",
    )
    egg_sepa_lead_days = fields.Integer("Lead days", default=2, help="Bank days between today and the day of "
                                                                     "collection.", groups="base.group_user")
    egg_sepa_first_sequence = fields.Selection(
        [("RCUR", "Recurrent (RCUR)"), ("FRST", "First (FRST)")], "First debit", default="RCUR", required=True,
        help="How the first debit of a mandate is announced. Banks accept both since 2016; some want FRST.",
        groups="base.group_user",
    )
    egg_sepa_prenotify = fields.Boolean("Pre-notification", help="Announce each debit to the customer by e-mail.",
                                        groups="base.group_user")
    egg_sepa_prenotice_days = fields.Integer(
        "Days of notice", default=14, help="14 days unless agreed otherwise with the customer.",
        groups="base.group_user",
    )
    egg_sepa_suspend = fields.Selection(
        [("never", "Never"), ("mandate", "When the account or the mandate is at fault"),
         ("always", "After each return")],
        "Suspend the mandate", default="mandate", required=True, groups="base.group_user",
    )

    @api.constrains("egg_sepa_iban", "egg_sepa_bic", "egg_sepa_lead_days")
    def _check_egg_sepa_account(self):
        for company in self:
            if company.egg_sepa_iban and find_iban_fault(company.egg_sepa_iban):
                raise ValidationError(self.env._("The IBAN %(iban)s of the company is not right. Please check what "
                                                 "you typed.",
                                                 iban=mask_iban(company.egg_sepa_iban)))
            if company.egg_sepa_bic and not is_bic(company.egg_sepa_bic):
                raise ValidationError(
                    self.env._(
                        "The BIC %(bic)s is not right: 8 or 11 capitals and digits, as on the bank details.",
                        bic=company.egg_sepa_bic,
                    )
                )
            if company.egg_sepa_lead_days < 1:
                raise ValidationError(self.env._("At least one day of lead is needed."))

    @api.model
    def _get_egg_debit_series(self) -> dict:
        return super()._get_egg_debit_series() | {
            "egg.sepa.collection": (self.env._("Direct debit collection"), "PRLV-%(year)s-")}

    def _get_egg_debit_gaps(self) -> list:
        journals = self.egg_sepa_journal_id or self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.id)])
        numbers = [account.acc_number for account in journals.bank_account_id] + [self.egg_sepa_iban]
        if any(number and not find_iban_fault(number) for number in numbers):
            return super()._get_egg_debit_gaps()
        return [*super()._get_egg_debit_gaps(), self.env._("No account to be credited: an IBAN on the bank journal, "
                                                           "or here.")]
