from odoo import fields, models


class EggPaymentMode(models.Model):
    """How a customer pays: cheque, transfer, direct debit... A label on documents, a filter for what is collected."""

    _name = "egg.payment.mode"
    _description = "Payment Mode"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("cheque", "Cheque"),
            ("transfer", "Transfer"),
            ("direct_debit", "Direct debit"),
            ("card", "Card"),
            ("cash", "Cash"),
            ("bill", "Bill of exchange"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
        help="Direct debit: due items with this mode can be collected by a SEPA file or by Stripe.",
    )
    company_id = fields.Many2one("res.company", help="Leave empty to offer the mode in every company.")
