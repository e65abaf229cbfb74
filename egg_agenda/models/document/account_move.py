from odoo import api, models
from odoo.addons.egg_billing.core.rights import BILLING


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["egg.from.event.mixin", "account.move"]

    _egg_agenda_invisible = "not partner_id or move_type not in ('out_invoice', 'out_refund')"

    @api.model
    def _get_egg_open_fields(self) -> dict:
        return super()._get_egg_open_fields() | {"egg_event_id": BILLING}
