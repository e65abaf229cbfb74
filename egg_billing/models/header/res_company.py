from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    egg_add_attention = fields.Boolean(
        "Add an attention line", default=True, help="Add “For the attention of” and the contact's name to the "
                                                    "billing address.",
    )

    egg_frozen_header = fields.Boolean(
        "Freeze customer, company and currency",
        help="Once a quote, an order or a customer invoice is saved, its customer, company and currency stay: for "
             "another customer a new document is made. Off: a draft can be given to another customer, as in Odoo.",
    )
