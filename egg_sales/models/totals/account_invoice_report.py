from odoo import api, models

from .sale_order import ROLE_PRODUCTS


class AccountInvoiceReport(models.Model):
    _inherit = "account.invoice.report"

    @api.model
    def _get_egg_role_products(self):
        """The products that generated lines have on orders."""
        # sudo: only which ones they are
        found = {role: self.env.ref(name, raise_if_not_found=False) for role, name in ROLE_PRODUCTS.items()}
        return super()._get_egg_role_products() | {role: product.sudo() for role, product in found.items() if product}
