from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    egg_letter_marks = fields.Selection(
        [("none", "None"), ("one_side", "Printed on one side"), ("both_sides", "Printed on both sides")],
        "Page marks of letters", default="none",
        help="Marks at the left edge, by which an envelope machine keeps the pages of a letter together; printed on "
             "both sides, each letter begins on a new sheet.", groups="base.group_user")
