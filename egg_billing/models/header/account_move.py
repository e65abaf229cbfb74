from odoo import models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "egg.address.mixin", "egg.frozen.mixin"]

    def _get_egg_address_partners(self):
        return self.partner_id, self.partner_shipping_id or self.partner_id

    def _can_egg_edit_address(self) -> bool:
        return self.state == "draft"

    def _prepare_egg_child_values(self) -> dict:
        return super()._prepare_egg_child_values() | self._prepare_egg_address_values()

    def _is_egg_frozen(self) -> bool:
        return self.is_sale_document()

    def write(self, vals):
        self._check_egg_frozen(vals)
        return super().write(vals)
