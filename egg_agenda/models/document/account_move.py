from odoo import models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["egg.from.event.mixin", "account.move"]

    _egg_agenda_invisible = "not partner_id or move_type not in ('out_invoice', 'out_refund')"
