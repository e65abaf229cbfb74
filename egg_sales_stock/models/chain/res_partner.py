from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    #: Contacts of the portal read their own; this is said of them to people of the firm.
    picking_warn_msg = fields.Text(groups="base.group_user")
