from odoo import fields, models


class ResCompany(models.Model):
    """How strict the agenda is."""

    _inherit = "res.company"

    egg_type_required = fields.Boolean(
        "Type of events always chosen", help="Programs that make events without a type are refused too; otherwise such "
                                             "events get the type Meeting.")
