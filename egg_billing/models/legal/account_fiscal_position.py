from odoo import fields, models

from ...core import legal


class AccountFiscalPosition(models.Model):
    _inherit = "account.fiscal.position"

    egg_vat_regime = fields.Selection(
        [(one.code, one.label) for one in legal.REGIMES.values()], "Special VAT rule",
        help="Its sentence is printed on invoices, and VAT that is charged all the same is named before the invoice "
             "is issued (CGI ann. II 242 nonies A).")
