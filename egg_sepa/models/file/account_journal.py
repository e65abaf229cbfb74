from odoo import fields, models

from ...core.pain008 import DEFAULT_FORMAT, DIALECTS


class AccountJournal(models.Model):
    _inherit = "account.journal"

    egg_sepa_format = fields.Selection(
        [(code, code) for code in DIALECTS], "Direct-debit format", default=DEFAULT_FORMAT,
        help="Version of the file that this bank takes. pain.008.001.08 is the current one; the others are older or "
             "German.",
    )
