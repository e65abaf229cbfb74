from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    egg_contact_owner_id = fields.Many2one(related="partner_id.commercial_partner_id", string="Contact's company")

    def _get_egg_contact_owners(self):
        # The invoice may go to another firm than the customer's: the contact is then one of those who are delivered.
        orders_partner = self.partner_shipping_id.commercial_partner_id
        return super()._get_egg_contact_owners() | orders_partner
