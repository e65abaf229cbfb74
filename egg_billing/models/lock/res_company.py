from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    egg_lock_issued = fields.Boolean(
        "Lock issued invoices",
        help="An issued invoice, of the past too, can no longer be changed nor set back to draft; a credit note "
             "corrects it. Due date, payment reference and follow-up stay open. French law asks for it (CGI art. "
             "286 I 3° bis; CIBS art. L. 216-40 from 2027 on: unalterable records).",
    )
