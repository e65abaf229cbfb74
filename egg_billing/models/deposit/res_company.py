from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    egg_deposit_mode = fields.Selection(
        [
            ("auto", "By law (invoice for a company of the European Union with a VAT number, else receipt)"),
            ("invoice", "Deposit invoice: posted, VAT per rate, account 4191"),
            ("receipt", "Receipt: numbered and locked, no journal entry"),
        ],
        "Deposit document", default="auto", required=True,
    )

    egg_deposit_journal_id = fields.Many2one(
        "account.journal", "Journal of deposit invoices", check_company=True, ondelete="restrict",
        domain="[('type', '=', 'sale')]",
        help="Deposit invoices get a series of numbers of their own by a journal of their own; empty: they are "
             "numbered with the other invoices.",
    )

    def _get_egg_deposit_mode(self) -> str:
        """Return "invoice" or "receipt".

        A company of the European Union with a VAT number owes an invoice with VAT on each deposit (directive
        2006/112/EC, art. 65 and 220; in France CGI 269-2-a and 289-I-1-c).
        """
        self.ensure_one()
        if self.egg_deposit_mode != "auto":
            return self.egg_deposit_mode
        country = self.account_fiscal_country_id or self.country_id
        return "invoice" if self.vat and country in self.env.ref("base.europe").country_ids else "receipt"
