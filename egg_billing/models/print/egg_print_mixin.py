from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, is_html_empty

from .egg_print_options import PRINT_FLAGS, PRINT_OPTIONS


class EggPrintMixin(models.AbstractModel):
    """A document that is printed: its options, its own copy of sender and footer, its conditions, its pages.

    The adopter provides `partner_id`, `company_id`, `currency_id`, `tax_totals`, `user_id` or `invoice_user_id`, the
    hooks at the end, and calls `_compute_egg_print_options` when its type of document changes.
    """

    _name = "egg.print.mixin"
    _inherit = ["egg.print.options", "egg.totals.mixin", "egg.document.mixin"]
    _description = "Printed Document"

    # Options: a company's defaults feed new documents; afterwards each document has its own.
    egg_print_seller = fields.Boolean(compute="_compute_egg_print_options", store=True, readonly=False, precompute=True,
                                      copy=True)
    egg_print_title = fields.Boolean(compute="_compute_egg_print_options", store=True, readonly=False, precompute=True,
                                     copy=True)
    egg_print_barcode = fields.Boolean(compute="_compute_egg_print_options", store=True, readonly=False,
                                       precompute=True, copy=True)
    egg_print_product_number = fields.Boolean(
        compute="_compute_egg_print_options", store=True, readonly=False, precompute=True, copy=True)
    egg_print_product_image = fields.Boolean(
        compute="_compute_egg_print_options", store=True, readonly=False, precompute=True, copy=True)
    egg_print_discount = fields.Boolean(
        compute="_compute_egg_print_options", store=True, readonly=False, precompute=True, copy=True, default=None)
    egg_print_unit_price = fields.Boolean(
        compute="_compute_egg_print_options", store=True, readonly=False, precompute=True, copy=True, default=None)
    egg_print_delivery_address = fields.Boolean(
        compute="_compute_egg_print_options", store=True, readonly=False, precompute=True, copy=True)
    egg_print_totals_every_page = fields.Boolean(
        compute="_compute_egg_print_options", store=True, readonly=False, precompute=True, copy=True)
    egg_print_payments = fields.Boolean(
        compute="_compute_egg_print_options", store=True, readonly=False, precompute=True, copy=True, default=None)
    egg_print_layout = fields.Selection(
        compute="_compute_egg_print_options", store=True, readonly=False, precompute=True, copy=True, default=None,
        required=False)

    egg_profile_id = fields.Many2one(
        "egg.document.profile", "Profile", check_company=True, ondelete="restrict",
        domain="[('company_id', '=', company_id)]",
        help="Another sender block, footer and bank account than the company's own.",
    )
    egg_sender = fields.Text(
        "Sender", compute="_compute_egg_sender", store=True, readonly=False, precompute=True, copy=True,
        help="Printed at the top of this document only. Change it here without changing the company.",
    )
    egg_footer = fields.Text(
        "Footer", compute="_compute_egg_sender", store=True, readonly=False, precompute=True, copy=True,
        help="Printed at the foot of each page of this document only.",
    )
    egg_company_vat = fields.Char(
        "Company VAT number", compute="_compute_egg_company_vat", store=True, readonly=False, precompute=True,
        copy=True)
    egg_partner_vat = fields.Char(
        "Customer VAT number", compute="_compute_egg_partner_vat", store=True, readonly=False, precompute=True,
        copy=True)
    egg_comment_1 = fields.Html("Comments 1", help="Printed above the lines.")
    egg_comment_2 = fields.Html("Comments 2", help="Printed below the totals. The compact layout has no such area.")
    egg_has_comment_2 = fields.Boolean(compute="_compute_egg_has_comment_2")
    egg_general_condition_id = fields.Many2one(
        "egg.condition.text", "General terms of sale", check_company=True, ondelete="restrict", copy=True,
        compute="_compute_egg_general_condition_id", store=True, readonly=False, precompute=True,
        domain="[('kind', '=', 'general'), ('company_id', 'in', (False, company_id))]",
        help="Printed on pages of their own, after everything else.",
    )
    egg_particular_conditions = fields.Html(
        "Particular conditions", help="Printed on pages of their own, before the general terms.")
    egg_condition_insert_id = fields.Many2one(
        "egg.condition.text", "Insert a text", store=False, domain="[('company_id', 'in', (False, company_id))]",
        help="The text is copied below, where you can change it.",
    )

    @api.model
    def _get_egg_history(self):
        """Documents of before print as a new one does by default; no terms that they did not have are added."""
        customer_vat = SQL("""(
            SELECT COALESCE(NULLIF(partner.vat, ''), NULLIF(customer.vat, '')) FROM res_partner AS partner
            LEFT JOIN res_partner AS customer ON customer.id = partner.commercial_partner_id
             WHERE partner.id = old.partner_id)""")
        company_vat = SQL("""COALESCE(
            (SELECT NULLIF(position.foreign_vat, '') FROM account_fiscal_position AS position
              WHERE position.id = old.fiscal_position_id),
            (SELECT partner.vat FROM res_company AS company
               JOIN res_partner AS partner ON partner.id = company.partner_id
             WHERE company.id = old.company_id))""")
        return super()._get_egg_history() | {
            "egg_print_discount": True, "egg_print_unit_price": True, "egg_print_payments": True,
            "egg_print_layout": "classic",
            "egg_partner_vat": customer_vat, "egg_company_vat": company_vat,
        }

    def _make_egg_columns(self):
        columns = super()._make_egg_columns()
        if "egg_sender" in columns:
            self.pool.post_init(self._fill_egg_senders)
        return columns

    def _fill_egg_senders(self):
        """Documents of before get the letterhead of their company as it is now:
        one statement per company that has any.
        """
        table = SQL.identifier(self._table)
        company_ids = self.env.execute_query(SQL("SELECT DISTINCT company_id FROM %s WHERE company_id IS NOT NULL",
                                                 table))
        for company in self.env["res.company"].browse([company_id for (company_id,) in company_ids]):
            self.env.execute_query(SQL(
                "UPDATE %s SET egg_sender = %s, egg_footer = %s WHERE company_id = %s",
                table, company._get_egg_sender(), company._get_egg_footer(), company.id))

    @api.depends("company_id")
    def _compute_egg_print_options(self):
        Default = self.env["egg.print.default"]
        for document in self:
            values = Default._get_values_for(document._get_egg_print_company().id, document._get_egg_document_type())
            for name in PRINT_OPTIONS:
                document[name] = values[name]

    @api.depends("egg_profile_id", "company_id")
    def _compute_egg_sender(self):
        for document in self:
            profile, company_sudo = document.egg_profile_id, document._get_egg_print_company()
            document.egg_sender = profile.sender or company_sudo._get_egg_sender()
            document.egg_footer = profile.footer or company_sudo._get_egg_footer()

    @api.depends("company_id", "fiscal_position_id")
    def _compute_egg_company_vat(self):
        for document in self:
            foreign = document.fiscal_position_id.foreign_vat
            document.egg_company_vat = foreign or document._get_egg_print_company().vat

    @api.depends("partner_id")
    def _compute_egg_partner_vat(self):
        for document in self:
            document.egg_partner_vat = document.partner_id.vat or document.partner_id.commercial_partner_id.vat

    @api.depends("egg_print_layout")
    def _compute_egg_has_comment_2(self):
        for document in self:
            document.egg_has_comment_2 = document.egg_print_layout != "compact"

    @api.depends("company_id")
    def _compute_egg_general_condition_id(self):
        Default, Text = self.env["egg.print.default"], self.env["egg.condition.text"]
        for company, documents in self.grouped(lambda document: document._get_egg_print_company()).items():
            # sudo: the company's terms, for whoever makes a document of it
            text_id = Text.sudo()._get_default_id(company)
            for document in documents:
                wanted = Default._get_values_for(company.id, document._get_egg_document_type())["print_conditions"]
                document.egg_general_condition_id = text_id if wanted else False

    @api.constrains("egg_profile_id", "company_id")
    def _check_egg_profile(self):
        for document in self:
            if document.egg_profile_id and document.egg_profile_id.company_id != document.company_id:
                raise ValidationError(self.env._("Profile “%(profile)s” belongs to another company.",
                                                 profile=document.egg_profile_id.name))

    @api.onchange("egg_condition_insert_id")
    def _onchange_egg_condition_insert_id(self):
        for document in self.filtered("egg_condition_insert_id"):
            text = document.egg_condition_insert_id
            language = document.partner_id.lang or self.env.lang
            body = text.with_context(lang=language).body
            if is_html_empty(body):
                return {"warning": {"title": self.env._("Nothing to insert"), "message": self.env._(
                    "“%(name)s” is an uploaded PDF: choose it as general terms instead.", name=text.name)}}
            present = document.egg_particular_conditions
            document.egg_particular_conditions = body if is_html_empty(present) else Markup(present) + Markup(body)
            document.egg_condition_insert_id = False
        return None

    def _prepare_egg_child_values(self) -> dict:
        """Print settings go from a document to the one made from it."""
        names = (*PRINT_FLAGS, "egg_print_layout", "egg_sender", "egg_footer", "egg_company_vat", "egg_partner_vat",
                 "egg_comment_1", "egg_comment_2", "egg_particular_conditions")
        return super()._prepare_egg_child_values() | {name: self[name] for name in names} | {
            "egg_profile_id": self.egg_profile_id.id, "egg_general_condition_id": self.egg_general_condition_id.id,
        }

    # ---- hooks of the adopter

    def _get_egg_report(self):
        """The report action that users print this document with."""
        raise NotImplementedError

    def _get_egg_print_lines(self):
        """Lines to print, in order."""
        raise NotImplementedError

    def _get_egg_section_lines(self, section):
        """Lines that belong to a section or subsection."""
        raise NotImplementedError

    def _get_egg_line_quantity(self, line) -> tuple:
        """(quantity, unit of measure) of a line."""
        raise NotImplementedError

    def _get_egg_seller(self):
        """The user who follows the customer."""
        raise NotImplementedError

    def _get_egg_bank_account(self):
        """The company's account to be paid to, when no profile says another."""
        return self._get_egg_print_company().partner_id.bank_ids[:1]

    def _get_egg_print_heading(self, **options) -> str:
        """What the document is: "Invoice", "Quotation"..."""
        raise NotImplementedError

    def _get_egg_print_number(self) -> str:
        return self.name or ""

    def _get_egg_watermark(self, **options) -> str:
        """Word stamped across every page, empty for none."""
        return ""

    def _has_egg_signature_box(self) -> bool:
        return False

    def _get_egg_print_signed(self, formats) -> dict:
        """Return {text, image} of the customer's signature; empty: he signed nothing online."""
        return {}

    def _get_egg_print_annexes(self) -> list:
        """What follows the last page, in order: particular conditions, then general terms.

        Bytes of a PDF, or markup.
        """
        annexes = []
        if not is_html_empty(self.egg_particular_conditions):
            annexes.append(self.egg_particular_conditions)
        text_sudo = self.egg_general_condition_id.sudo()  # archived or foreign texts stay printable on their documents
        if text_sudo._is_printable():
            annexes.append(text_sudo._get_pdf() or text_sudo.body)
        return annexes
