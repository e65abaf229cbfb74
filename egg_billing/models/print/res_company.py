import base64

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import html2plaintext

from ...core.iban_text import clean, find_ibans
from ...core.rights import BILLING
from ...tools.picture import is_drawing


class ResCompany(models.Model):
    _inherit = "res.company"

    egg_print_enabled = fields.Boolean(
        "EGG documents",
        help="Quotations, orders and customer invoices are printed and sent in the EGG layout, in place of the "
             "report you have now and what was changed in it. It does not print Odoo's field of terms and conditions "
             "nor the instalments of an Odoo payment term, and the delivery address only when its option is on. Off: "
             "Odoo's own reports. Stored PDFs of issued invoices stay as they are.",
    )
    egg_seller_label = fields.Char(
        "Word for the salesperson", translate=True,
        help="Printed before the salesperson's name. Each language has its own word; empty: Salesperson.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env["egg.print.default"]._ensure_company_defaults(companies)
        return companies

    @api.constrains("layout_background", "layout_background_image", "egg_print_enabled")
    def _check_egg_background(self):
        """A drawing cannot be laid behind the pages: said when it is set, rather than left out without a word."""
        for company in self:
            image = (
                company.egg_print_enabled and company.layout_background == "Custom" and company.layout_background_image
            )
            if image and is_drawing(base64.b64decode(image)):
                raise ValidationError(self.env._(
                    "An SVG drawing cannot be printed as the background of pages. Export it as PNG or JPEG (for A4 "
                    "1240 × 1754 pixels) and upload that."))

    def _get_egg_sender(self) -> str:
        """The company's sender block: its details of the document layout, else its address."""
        self.ensure_one()
        if not self.is_company_details_empty:
            return html2plaintext(self.company_details).strip()
        partner = self.partner_id
        lines = [self.name, *partner._display_address(without_company=True).split("\n"), self.phone, self.email,
                 self.website]
        return "\n".join(line.strip() for line in lines if line and line.strip())

    def _get_egg_footer(self) -> str:
        """The company's footer block, as set in the document layout."""
        self.ensure_one()
        return html2plaintext(self.report_footer or "").strip()

    # Where customers pay

    @api.model
    def _is_egg_payee_open(self) -> bool:
        """Whether the user may write any account number on documents: billing, and the program."""
        return self.env.su or self.env.user.has_group(BILLING)

    def _get_egg_unknown_ibans(self, texts) -> list:
        """Return the IBANs in these texts that neither are the company's nor stand in its letterheads."""
        found = find_ibans("\n".join(text or "" for text in texts))
        own = self._get_egg_own_ibans() if found else ()
        return [number for number in found if number not in own]

    def _get_egg_own_ibans(self) -> set:
        """The company's accounts, and what accountants wrote in its letterheads and profiles."""
        company_sudo = self.sudo()  # sudo: which accounts are the company's is no secret, its records are
        # sudo: as above, its letterheads
        profiles_sudo = self.env["egg.document.profile"].sudo().search([("company_id", "=", company_sudo.id)])
        # The address does not count: whoever keeps contacts may write it.
        details = "" if company_sudo.is_company_details_empty else company_sudo._get_egg_sender()
        texts = [details, company_sudo._get_egg_footer(), *profiles_sudo.mapped("sender"),
                 *profiles_sudo.mapped("footer")]
        accounts = (company_sudo.partner_id.bank_ids | profiles_sudo.bank_account_id).mapped("acc_number")
        return set(map(clean, accounts)) | set(find_ibans("\n".join(text or "" for text in (*texts, *accounts))))

    def _check_egg_payee(self, texts):
        """:raises UserError: somebody who is not of billing writes an account that is not the company's"""
        if not self._is_egg_payee_open():
            self._check_egg_ibans(self._get_egg_unknown_ibans(texts))

    def _check_egg_ibans(self, numbers):
        if numbers:
            raise UserError(self.env._(
                "This account number is not one of %(company)s: customers would pay to it. Ask billing.",
                company=self.name))
