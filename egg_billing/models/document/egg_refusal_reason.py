from odoo import fields, models


class EggRefusalReason(models.Model):
    """Why a customer said no: the list behind the refusal statistics."""

    _name = "egg.refusal.reason"
    _description = "Refusal Reason"
    _inherit = "egg.shared.mixin"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Leave empty to offer the reason in every company.")
