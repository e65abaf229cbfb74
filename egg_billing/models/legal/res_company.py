from odoo import fields, models
from odoo.tools import format_date

from ...core import dated, legal
from ...core.setup_check import SetupCheck


class ResCompany(models.Model):
    _inherit = "res.company"

    egg_legal_guard = fields.Boolean(
        "Check legal mentions",
        help="Before an invoice is confirmed, what French law asks for is checked; each mention can warn or block. "
             "EGG documents also print the sentences of the law: late payment, flat fee, VAT exemption, nature of "
             "the operation.", groups="base.group_user",
    )
    egg_company_form = fields.Selection(
        [("company", "Company with a share capital"), ("sole_trader", "Sole trader"), ("association", "Association")],
        "Kind of business", default="company", required=True,
    )
    egg_legal_form = fields.Char("Legal form", help="As printed: SAS, SARL, SA, EURL...")
    egg_share_capital = fields.Monetary("Share capital")
    egg_register_town = fields.Char("Town of the register", help="Where the company is registered: the town after RCS.")
    egg_vat_franchise = fields.Boolean(
        "VAT exemption", help="The company charges no VAT: the sentence of the law is printed, as it holds on the date "
                              "of the document (CGI article 293 B; CIBS article L. 223-3 from 2027 on).",
    )
    egg_vat_on_debits = fields.Boolean(
        "VAT on debits", help="The company opted to pay VAT on services when it invoices; printed only then.",
    )

    egg_builder = fields.Boolean(
        "Construction company", help="Works under the ten-year liability of builders: their insurance is printed on "
                                     "quotes and invoices.")
    egg_insurance = fields.Text(
        "Professional insurance", help="Name and address of the insurer, contract and territory covered (C. assur. "
                                       "L243-2).")

    def _get_egg_insurance_texts(self) -> list:
        """The sentence on the builders' insurance, for quotes and invoices (law 96-603, article 22-2)."""
        return [self.egg_insurance] if self.egg_builder and self.egg_insurance else []

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
            franchise=bool(self.egg_vat_franchise), builder=bool(self.egg_builder), insurance=self.egg_insurance or "",
        )

    def _get_egg_setup_checks(self):
        checks = super()._get_egg_setup_checks()
        return [*checks, self._find_egg_setup_texts()] if self._is_egg_french() and self.egg_legal_guard else checks

    def _is_egg_mention_used(self, code: str) -> bool:
        """Whether this company may print the sentence of a code: of some it is known that it does not."""
        return {"franchise": self.egg_vat_franchise, "debits": self.egg_vat_on_debits}.get(code, True)

    def _find_egg_setup_texts(self) -> SetupCheck:
        """Sentences of the law that end within 30 days or have ended, and new ones that somebody has to confirm."""
        today, missing = fields.Date.context_today(self), []
        mentions = self.env["egg.legal.mention"]
        names = {mention.code: mention.name for mention in mentions._get_all()}
        for code, rows in mentions._get_rows().items():
            if self._is_egg_mention_used(code):
                missing += self._name_egg_waiting_texts(names[code], dated.waiting(rows, today))
                missing += self._name_egg_ending_text(names[code], dated.ending(rows, today))
        return SetupCheck(self.env._("Sentences of the law"), tuple(missing), "egg_billing.egg_legal_mention_action")

    def _name_egg_waiting_texts(self, name, rows) -> list:
        # sudo: the law's sentences, for whoever reads the settings
        texts_sudo = self.env["egg.legal.text"].sudo().browse(row.key for row in rows)
        return [self.env._(
            "“%(name)s” changes on %(day)s: compare the proposed sentence with the law, correct it and confirm it "
            "(%(law)s). Until then the former one is printed, as long as it may be.",
            name=name, day=format_date(self.env, text_sudo.date_from), law=text_sudo.source or "—",
        ) for text_sudo in texts_sudo]

    def _name_egg_ending_text(self, name, day) -> list:
        return [self.env._("“%(name)s” holds until %(day)s: enter the sentence that follows, with its day and source.",
                           name=name, day=format_date(self.env, day))] if day else []
