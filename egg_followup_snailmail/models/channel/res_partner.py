from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_egg_postal_address(self) -> str:
        """Return the address in one line, when the post finds it; else an empty text."""
        if not self.env["snailmail.letter"]._is_valid_address(self):
            return ""
        return ", ".join(filter(None, (self.street, self.street2, f"{self.zip} {self.city}", self.country_id.name)))
