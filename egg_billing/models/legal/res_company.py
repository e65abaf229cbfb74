from odoo import fields, models

from ...core import legal


class ResCompany(models.Model):
    _inherit = "res.company"

    egg_legal_guard = fields.Boolean(
        "Check legal mentions",
        help="Before an invoice is confirmed, what French law asks for is checked; each mention can warn or block. "
             "EGG documents also print the sentences of the law: late payment, flat fee, VAT exemption, nature of "
             "the operation.",
    )
    egg_company_form = fields.Selection(
        [("company", "Company with a share capital"), ("sole_trader", "Sole trader"), ("association", "Association")],
        "Kind of business", default="company", required=True,
    )
    egg_legal_form = fields.Char("Legal form", help="As printed: SAS, SARL, SA, EURL...")
    egg_share_capital = fields.Monetary("Share capital")
    egg_register_town = fields.Char("Town of the register", help="Where the company is registered: the town after RCS.")
    egg_vat_franchise = fields.Boolean(
        "VAT exemption (art. 293 B)", help="The company charges no VAT: the sentence of CGI article 293 B is printed.",
    )
    egg_vat_on_debits = fields.Boolean(
        "VAT on debits", help="The company opted to pay VAT on services when it invoices; printed only then.",
    )

    def _is_egg_french(self) -> bool:
        """Whether French law applies to what this company issues; it is silent for all others."""
        return (self.account_fiscal_country_id or self.country_id).code == "FR"

    def _has_egg_vat(self) -> bool:
        """Whether the tax on what this company sells is a VAT: documents call it so."""
        return (self.account_fiscal_country_id or self.country_id).code not in legal.WITHOUT_VAT

    def _get_egg_seller_facts(self, vat: str) -> legal.Seller:
        self.ensure_one()
        partner = self.partner_id
        return legal.Seller(
            has_address=bool(partner.street and partner.zip and partner.city), registry=self.company_registry or "",
            vat=vat or "", form=legal.Form(self.egg_company_form or "company"), legal_form=self.egg_legal_form or "",
            capital=bool(self.egg_share_capital), register_town=self.egg_register_town or "",
            franchise=bool(self.egg_vat_franchise),
        )
