from odoo import fields, models

from ...core.settlement import INTEREST, PRINCIPAL


class ResCompany(models.Model):
    _inherit = "res.company"

    egg_claim_since = fields.Date(
        "Claims of late payments since",
        help="Late interest and the flat fee of what was due on this day or later become claims, to be invoiced or "
             "waived. Empty: no claims are kept.", groups="base.group_user")
    egg_set_off = fields.Selection(
        [(PRINCIPAL, "The principal"), (INTEREST, "The late interest (Code civil, art. 1343-1)")],
        "A part payment settles first", default=PRINCIPAL, required=True,
        help="By the law what a debtor pays settles the interest that has run, then the principal, unless you agreed "
             "otherwise. The books are the same: it changes what is claimed, and what the file for the lawyer says.",
        groups="base.group_user")
