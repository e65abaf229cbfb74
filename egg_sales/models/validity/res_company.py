from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    egg_validity_by_date = fields.Boolean(
        "Validity counts from the date of the quote",
        help="A quote is valid from its own date for the number of days you set, and follows when the date moves; "
             "with zero days it is valid on its date. Off: counted from the day it is typed, and zero days set no "
             "limit, as in Odoo.",
    )

    @api.model
    def _get_egg_rules(self) -> dict:
        return super()._get_egg_rules() | {"egg_validity_by_date": False}
