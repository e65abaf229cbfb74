from odoo import api, fields, models


class EggPaymentHold(models.Model):
    """A due item that a customer is paying online: the database lets it be in one such payment only.

    A part of a credit that lowers the payment is kept too, so that another payment counts the rest of it only.
    """

    _name = "egg.payment.hold"
    _description = "Due Item Being Paid Online"
    _rec_name = "move_line_id"

    move_line_id = fields.Many2one("account.move.line", "Due item", required=True, readonly=True, index=True,
                                   ondelete="restrict")
    transaction_id = fields.Many2one("payment.transaction", required=True, readonly=True, index=True,
                                     ondelete="cascade")
    credit = fields.Float("Part of the credit", digits=(16, 2), readonly=True)

    _unique_item = models.UniqueIndex("(move_line_id) WHERE COALESCE(credit, 0) = 0",
                                      "One of these amounts is being paid online already.")

    @api.model
    def _cron_release(self):
        """Give back what customers began to pay and left."""
        # sudo: nobody has rights on the table
        self.sudo().search([("transaction_id.state", "=", "draft")]).transaction_id._renew_egg_holds()
