from odoo import api, fields, models
from odoo.addons.egg_billing.core.inside import INSIDE
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...core.iban import clean_iban, find_iban_fault, is_bic, looks_like_iban, mask_iban

#: Context key: the account comes from a document or a bank, nobody can correct what was typed.
RECEIVED = "egg_received_account"


class ResPartnerBank(models.Model):
    _name = "res.partner.bank"
    _inherit = ["res.partner.bank", "egg.history.mixin"]

    egg_bic = fields.Char(
        "BIC", compute="_compute_egg_bic", store=True, readonly=False,
        help="Identifier of the bank, 8 or 11 characters. Suggested from the IBAN when it can be; what you type stays.",
    )
    egg_domiciliation = fields.Char("Branch", help="Name of the branch that keeps the account, as on the bank details.")
    egg_advice = fields.Char("Advice", compute="_compute_egg_advice")

    @api.model
    def _get_egg_history(self):
        return super()._get_egg_history() | {"egg_bic": SQL("(SELECT bank.bic FROM res_bank AS bank WHERE bank.id = "
                                                            "old.bank_id)")}

    @api.model
    def _get_egg_open_domain(self):
        return super()._get_egg_open_domain() | Domain("egg_bic", "=", False)

    @api.model
    def _get_egg_late_fields(self):
        return [*super()._get_egg_late_fields(), "egg_bic"]

    @api.depends("acc_number", "bank_id.bic")
    def _compute_egg_bic(self):
        for account in self:
            if not account.egg_bic:
                account.egg_bic = account.bank_id.bic or account._suggest_egg_bic()

    def _suggest_egg_bic(self):
        """Return the BIC that the bank code inside the IBAN stands for, or False when it is not known."""
        if find_iban_fault(self.acc_number):
            return False
        from schwifty import IBAN  # its registry takes 0.2 s to load
        from schwifty.exceptions import SchwiftyException
        try:
            bic = IBAN(clean_iban(self.acc_number)).bic
        except SchwiftyException:
            return False
        return str(bic) if bic else False

    @api.depends("egg_bic", "egg_domiciliation", "acc_holder_name")
    def _compute_egg_advice(self):
        labels = {"egg_bic": self.env._("BIC"), "acc_holder_name": self.env._("holder"),
                  "egg_domiciliation": self.env._("branch")}
        for account in self:
            missing = [label for name, label in labels.items() if not account[name]]
            account.egg_advice = self.env._("Advised too: %(fields)s", fields=", ".join(missing)) if missing else False

    @api.constrains("acc_number")
    def _check_egg_iban(self):
        """Core keeps a mistyped IBAN as an ordinary account number: refuse it instead,
        unless a document or a bank gave it.
        """
        if self.env.context.get(RECEIVED) is INSIDE:
            return
        reasons = {
            "format": self.env._("it does not hold two letters, two digits, then the account"),
            "length": self.env._("it does not have the length of its country"),
            "checksum": self.env._("its check digits do not agree with the rest"),
            "national_key": self.env._("its national key (clé RIB) does not agree with the rest"),
        }
        for account in self:
            fault = looks_like_iban(account.acc_number) and find_iban_fault(account.acc_number)
            if fault:
                raise ValidationError(self.env._("The IBAN %(iban)s is not right: %(reason)s. Please check what you "
                                                 "typed.",
                                                 iban=mask_iban(account.acc_number), reason=reasons[fault]))

    @api.constrains("egg_bic")
    def _check_egg_bic(self):
        for account in self:
            if account.egg_bic and not is_bic(account.egg_bic):
                raise ValidationError(
                    self.env._(
                        "The BIC %(bic)s is not right: 8 or 11 capitals and digits, as on the bank details.",
                        bic=account.egg_bic
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_egg_bic(values) for values in vals_list])

    def write(self, vals):
        number = vals.get("acc_number")
        if number and "egg_bic" not in vals:
            # A suggestion made from the former number is no use for the new one; what was typed stays.
            self.filtered(lambda one: one.egg_bic and clean_iban(one.acc_number) != clean_iban(number)
                          and one.egg_bic == one._suggest_egg_bic()).egg_bic = False
        return super().write(self._clean_egg_bic(vals))

    @api.model
    def _clean_egg_bic(self, values):
        return values | {"egg_bic": values["egg_bic"].replace(" ", "").upper()} if values.get("egg_bic") else values
