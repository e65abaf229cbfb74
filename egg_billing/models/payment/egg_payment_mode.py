from odoo import fields, models
from odoo.exceptions import UserError


class EggPaymentMode(models.Model):
    """How a customer pays: cheque, transfer, direct debit... A label on documents, a filter for what is collected."""

    _name = "egg.payment.mode"
    _description = "Payment Mode"
    _inherit = "egg.shared.mixin"

    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("cheque", "Cheque"),
            ("transfer", "Transfer"),
            ("direct_debit", "Direct debit"),
            ("card", "Card"),
            ("cash", "Cash"),
            ("bill", "Bill of exchange"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
        help="Direct debit: due items with this mode can be collected by a SEPA file or by Stripe.",
    )
    company_id = fields.Many2one("res.company", help="Leave empty to offer the mode in every company.")

    journal_id = fields.Many2one(
        "account.journal", "Journal", company_dependent=True, domain=[("type", "in", ("bank", "cash", "credit"))],
        help="Where payments of this mode are booked in your company. Empty: the first cash journal for cash, else "
             "the first bank.",
    )

    def _get_journal(self, company):
        """Return the journal that payments of this mode (or of no mode) are booked in.

        :raises UserError: the company has neither a bank nor a cash journal.
        """
        # sudo: salespeople note payments and have no rights on journals.
        mode_sudo = self.sudo().with_company(company)
        if mode_sudo.journal_id:
            return mode_sudo.journal_id
        # sudo: as above
        journals_sudo = self.env["account.journal"].sudo().search(
            [*self.env["account.journal"]._check_company_domain(company), ("type", "in", ("bank", "cash"))]
        )
        wanted = "cash" if mode_sudo.kind == "cash" else "bank"
        journal = journals_sudo.filtered(lambda journal: journal.type == wanted)[:1] or journals_sudo[:1]
        if not journal:
            raise UserError(self.env._("%(company)s needs a bank journal to note payments.",
                                       company=company.display_name))
        return journal
