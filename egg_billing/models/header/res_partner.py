from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _get_default_address_format(self):
        """An address without a country is at home: it is written as the company's
        country writes them ("13002 Marseille").

        A company that prints Odoo's own reports keeps Odoo's format on them.
        """
        company_sudo = self.env.company.sudo()  # who may print addresses need not read settings
        own = company_sudo.egg_print_enabled and company_sudo.country_id.address_format
        return own or super()._get_default_address_format()
