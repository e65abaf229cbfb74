from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    egg_contact_owner_id = fields.Many2one(related="partner_id.commercial_partner_id", string="Contact's company")

    @property
    def _rec_names_search(self):
        return [*super()._rec_names_search, "egg_title", "egg_quote_number"]

    def _get_egg_margin(self):
        return self.margin, self.amount_untaxed
