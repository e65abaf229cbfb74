from odoo import models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["egg.address.mixin", "egg.frozen.mixin", "account.move"]

    def _get_egg_address_partners(self):
        return self.partner_id, self.partner_shipping_id or self.partner_id

    def _can_egg_edit_address(self) -> bool:
        return self.state == "draft"

    def _is_egg_frozen(self) -> bool:
        return self.is_sale_document() and (super()._is_egg_frozen() or self.posted_before)
