from odoo import fields, models
from odoo.exceptions import UserError


class EggDepositReceiptLine(models.Model):
    _name = "egg.deposit.receipt.line"
    _description = "Line of a Deposit Receipt"

    receipt_id = fields.Many2one("egg.deposit.receipt", required=True, readonly=True, ondelete="cascade", index=True)
    currency_id = fields.Many2one(related="receipt_id.currency_id")
    name = fields.Char("Goods and services", required=True, readonly=True)
    tax_name = fields.Char("VAT", readonly=True)
    base = fields.Monetary("Untaxed", readonly=True)
    tax = fields.Monetary("VAT amount", readonly=True)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("A deposit receipt cannot be changed once it is made."))
