from odoo import fields, models

#: Who reads what the firm thinks of a customer.
TEAM = "base.group_user"


class ResPartner(models.Model):
    """Customers read their own contact, but not what the firm notes on it."""

    _inherit = "res.partner"

    comment = fields.Html(groups=TEAM)
    trust = fields.Selection(groups=TEAM)
