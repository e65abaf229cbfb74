from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """What the company lets go when a transfer is not to the cent."""

    _inherit = "res.company"

    egg_cash_tolerance = fields.Monetary(
        "Difference written off", help="A transfer that differs by no more than this settles the invoice; the "
                                       "difference goes to the account beside. 0: never.", groups="base.group_user")
    egg_cash_difference_account_id = fields.Many2one(
        "account.account", "Account of differences", check_company=True,
        domain="[('account_type', 'in', ('income', 'income_other', 'expense'))]", groups="base.group_user")
    egg_cash_fee_max = fields.Monetary(
        "Fee of other banks", help="What banks on the way may keep of a transfer: the invoice counts as paid, the fee "
                                   "is yours. 0: never.", groups="base.group_user")
    egg_cash_fee_account_id = fields.Many2one(
        "account.account", "Account of bank fees", check_company=True, domain="[('account_type', '=', 'expense')]",
        groups="base.group_user")

    @api.constrains("egg_cash_tolerance", "egg_cash_fee_max")
    def _check_egg_cash_limits(self):
        for company in self:
            if company.egg_cash_tolerance < 0 or company.egg_cash_fee_max < 0:
                raise ValidationError(self.env._("A limit is 0 or more."))
