from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _get_default_address_format(self):
        """An address without a country is at home: it is written as the company's country writes them ("13002 Marseille")."""
        return self.env.company.country_id.address_format or super()._get_default_address_format()
