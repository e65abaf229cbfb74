from odoo import models
from odoo.addons.egg_billing.core.setup_check import SetupCheck


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_egg_setup_checks(self) -> list:
        checks = super()._get_egg_setup_checks()
        numbers = self._check_egg_setup_numbers()
        return [*checks, numbers] if numbers.missing else checks

    def _check_egg_setup_numbers(self) -> SetupCheck:
        """Numbers that two documents had before the installation: the database refuses only new ones."""
        domain = [("company_id", "=", self.id), ("egg_is_number_twice", "=", True)]
        orders_sudo = self.env["sale.order"].sudo().search_fetch(domain, ["name"], limit=10)  # whoever sets up sees what to mend
        missing = (self.env._(
            "Used by more than one quotation or order: %(numbers)s. They stay as they are; rename one of each if you can. A new document "
            "never takes a number again.", numbers=", ".join(sorted(set(orders_sudo.mapped("name")))),
        ),) if orders_sudo else ()
        return SetupCheck(self.env._("Numbers used twice"), missing, "sale.action_quotations", optional=True)
