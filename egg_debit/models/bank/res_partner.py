from odoo import api, fields, models

from ...core.iban import clean_iban


class ResPartner(models.Model):
    _inherit = "res.partner"

    egg_bank_ids = fields.One2many("res.partner.bank", "partner_id", "Bank accounts", context={"active_test": True})
    egg_bank_advice = fields.Char("Advice on the bank accounts", compute="_compute_egg_bank_advice")

    @api.depends("egg_bank_ids.egg_advice", "egg_bank_ids.acc_number")
    def _compute_egg_bank_advice(self):
        """Say what is advised for the accounts beside the IBAN, naming the account when there are several."""
        for partner in self:
            accounts = partner.egg_bank_ids.filtered("acc_number")
            advised = [(clean_iban(account.acc_number)[-4:], account.egg_advice) for account in accounts
                       if account.egg_advice]
            partner.egg_bank_advice = " ".join(
                f"…{end} – {advice}." if len(accounts) > 1 else f"{advice}." for end, advice in advised)
