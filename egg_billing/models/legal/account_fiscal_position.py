from odoo import fields, models


class AccountFiscalPosition(models.Model):
    _inherit = "account.fiscal.position"

    egg_vat_regime = fields.Selection(
        [
            ("subcontracting", "Reverse charge: construction subcontracting"),
            ("margin_goods", "Margin scheme: second-hand goods"),
            ("margin_art", "Margin scheme: works of art"),
            ("margin_antiques", "Margin scheme: collectors' items and antiques"),
            ("margin_travel", "Margin scheme: travel agents"),
        ], "Special VAT rule",
        help="Its sentence is printed on invoices, and VAT that is charged all the same is named before the invoice "
             "is issued (CGI ann. II 242 nonies A).")
