from decimal import Decimal

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, groupby, is_html_empty

from ...core import legal, print_layout
from ...tools.pdf import merge
from .egg_print_options import PRINT_FLAGS, PRINT_OPTIONS
from .print_formats import PrintFormats

#: With more instalments and payments than this, they follow the totals instead of being held together with them.
LONG_CLOSING = 2

#: Of many instalments or payments so many stay with the mentions on the last page.
LAST_ROWS = 3

#: A second comment of at most so many characters, without pictures, stays with what is above it.
SHORT_COMMENT = 500


def _join_lines(lines) -> str:
    return "\n".join(line.strip() for line in lines if line and line.strip())


def _is_heading(row: dict) -> bool:
    return row["kind"] in ("section", "subsection")


def _squash(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


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

    # ---- pages

    def action_egg_preview_pdf(self):
        """Show the PDF in the browser, before it is downloaded or sent; several documents as one file."""
        ids = ",".join(map(str, self.ids))
        return {"type": "ir.actions.act_url", "target": "new", "url": f"/egg/print/preview/{self._name}/{ids}"}

    def _get_egg_pdf(self) -> bytes:
        """The document's PDF as customers get it: the stored legal PDF of an issued invoice, else freshly made.

        Needs the right to read the document. :raises UserError: when no PDF can be made here.
        """
        self.ensure_one()
        self.check_access("read")
        stored = self._get_egg_stored_pdf()  # pylint: disable=assignment-from-none
        if stored:
            return stored
        report = self._get_egg_report()
        # `force_report_rendering`: under tests the core returns HTML unless told otherwise.
        Report = self.env["ir.actions.report"].with_context(force_report_rendering=True).with_company(self.company_id)
        return Report._render_qweb_pdf(report.report_name, self.ids)[0]

    def _get_egg_joint_pdf(self) -> bytes:
        """The PDFs of several documents one after the other, in their order; the engine draws many of them in one run.

        Needs the right to read them all. :raises UserError: when no PDF can be made here.
        """
        self.check_access("read")
        contents = {}
        for (is_egg, report, company), group in groupby(self,
                                                        lambda one: (one._is_egg_printed(), one._get_egg_report(),
                                                                     one.company_id)):
            documents = self.browse([document.id for document in group])
            if is_egg:
                Report = self.env["ir.actions.report"].with_company(company)
                streams = Report._render_qweb_pdf_prepare_streams(report.report_name, {"report_type": "pdf"},
                                                                  res_ids=documents.ids)
                contents |= {document.id: streams[document.id]["stream"].getvalue() for document in documents}
            else:
                contents |= {document.id: document._get_egg_pdf() for document in documents}
        return merge([contents[document.id] for document in self])

    def _is_egg_printed(self) -> bool:
        """Whether this document has the EGG layout rather than Odoo's own report."""
        return self._get_egg_print_company().egg_print_enabled

    def _get_egg_stored_pdf(self) -> bytes | None:
        """The legal PDF that was issued and must not change; None when there is none."""
        return None

    def _get_egg_print_company(self):
        """The document's company, readable by whoever may print the document."""
        # letterhead fields of a company that one may not open
        company_sudo = (self.company_id or self.env.company).sudo()
        return company_sudo

    def _get_egg_print_values(self, **options) -> dict:
        """All that the pages show, in the language of `self`: plain values and markup for `egg_billing.print_document`.

        :param options: `hide_payments`: print as if the option were off; `proforma`: print a pro forma.
        """
        self.ensure_one()
        company, formats = self._get_egg_print_company(), PrintFormats(self)
        rows = self._get_egg_print_rows(formats)
        columns = self._get_egg_print_columns(rows)
        breaks = [print_layout.Break(row.get("break_before", False), row.get("break_after", False)) for row in rows]
        tables = print_layout.split_pages(rows, breaks)
        headings = next((place for place, row in enumerate(reversed(rows[:-1])) if not _is_heading(row)),
                        max(len(rows) - 1, 0))
        tables, last_rows = print_layout.keep_last_rows(tables, 1 + headings)
        show_payments = self.egg_print_payments and not options.get("hide_payments")
        comment_2 = self._get_egg_comment("egg_comment_2") if self.egg_has_comment_2 else False
        schedule, payments = self._get_egg_print_schedule(formats), self._get_egg_print_payments(
            formats) if show_payments else []
        return {
            "document": self,
            "has_vat": company._has_egg_vat(),
            "company": company,
            "lang": self.env.lang,
            "layout": self.egg_print_layout or "classic",
            "letterhead": self._get_egg_letterhead(),
            "heading": self._get_egg_print_heading(**options),
            "number": self._get_egg_print_number(),
            "title": self.egg_title if self.egg_print_title else False,
            "sender": self.egg_sender or "",
            "footer": self.egg_footer or "",
            "identity": self._get_egg_print_identity(),
            "address": self._get_egg_print_address(),
            "delivery": self._get_egg_print_delivery() if self.egg_print_delivery_address else False,
            "references": [(label, value) for label, value in self._get_egg_print_references(formats, **options)
                           if value],
            "comment_1": self._get_egg_comment("egg_comment_1"),
            "comment_2": comment_2,
            "comment_2_is_short": bool(comment_2) and "<img" not in comment_2
            and len(comment_2.striptags()) <= SHORT_COMMENT,
            "columns": columns,
            "shown": {column.name for column in columns},
            "tables": [print_layout.keep_headings(table, _is_heading) for table in tables],
            "last_rows": last_rows,
            "totals": self._get_egg_print_totals(formats, show_payments),
            "totals_every_page": self.egg_print_totals_every_page,
            "schedule": schedule,
            "payments": payments,
            "settlement": dict(zip(("schedule", "payments"), print_layout.keep_ending(schedule, payments, LAST_ROWS),
                                   strict=True)),
            "long_closing": len(schedule) + len(payments) > LONG_CLOSING,
            "payment_codes": self._get_egg_print_codes(),
            "bank": self._get_egg_print_bank(),
            "mentions": self._get_egg_print_mentions(),
            "signature": self._has_egg_signature_box(),
        }

    def _get_egg_localized(self):
        """This document in its customer's language."""
        return self.with_context(lang=self.partner_id.lang or self.env.lang)

    def _render_egg_document(self, **options) -> tuple:
        """(values, markup) of one document: header, body and footer in its customer's language."""
        document = self._get_egg_localized()
        values = document._get_egg_print_values(**options)
        return values, document.env["ir.qweb"]._render("egg_billing.print_document", values)

    def _get_egg_page_shape(self, values: dict) -> tuple:
        """(top, bottom) margins in millimetres that hold the header and the footer of this document."""
        footer_lines = len(values["footer"].splitlines()) + bool(values["identity"])
        bottom = 14 + 3.6 * max(1, footer_lines)
        if values["totals_every_page"]:
            bottom += 7 + 3.6 * max(2, len(values["totals"]["vat"]) + 1)
        return 32 if values["letterhead"]["logo"] or values["letterhead"]["tagline"] else 22, round(bottom, 1)

    def _get_egg_print_columns(self, rows: list) -> list:
        """Columns as wide as their longest text; the rows are told how to keep their decimal marks in line."""
        mark = PrintFormats(self).lang.decimal_point or "."
        products = [row for row in rows if row["kind"] == "product" and row["quantity"]]
        longest = {}
        for name in ("number", "quantity", "unit", "price", "discount", "vat", "amount"):
            texts = [row[name] for row in products]
            if name in ("quantity", "price"):
                pads = print_layout.pad_figures(texts, mark)
                for row, pad in zip(products, pads, strict=True):
                    row[f"pad_{name}"] = pad
                texts = [text + pad for text, pad in zip(texts, pads, strict=True)]
            elif name == "amount":
                texts += [row["amount"] for row in rows if row["kind"] != "product"]
            elif name == "number":
                texts = " ".join(texts).split()
            longest[name] = max(texts, key=print_layout.text_width, default="")
        points = Decimal(8) if self.egg_print_layout == "compact" else Decimal(9)
        return print_layout.build_columns(self._get_egg_column_options(rows), longest, points)

    def _get_egg_column_options(self, rows: list) -> print_layout.Options:
        return print_layout.Options(
            number=self.egg_print_product_number,
            image=self.egg_print_product_image,
            unit=self.env.user.has_group("uom.group_uom"),
            price=self.egg_print_unit_price,
            discount=self.egg_print_discount and any(row["discount"] for row in rows),
            vat=True,
        )

    def _get_egg_comment(self, name: str):
        body = self[name]
        return False if is_html_empty(body) else self.env["ir.actions.report"]._inline_egg_images(body)

    def _get_egg_letterhead(self) -> dict:
        company = self._get_egg_print_company()
        report = self.env["ir.actions.report"]
        return {
            "logo": False if company.uses_default_logo else report._get_egg_image_uri(company.logo, 800, 400),
            "tagline": False if is_html_empty(company.report_header) else company.report_header,
            "primary": print_layout.ink_color(company.primary_color),
            "accent": print_layout.readable_color(company.secondary_color or company.primary_color, "#64748b"),
            "style": (company.external_report_layout_id.key or "").rpartition("_")[2],
        }

    def _get_egg_print_address(self) -> str:
        """The address block: the document's own copy when it has one, else the customer's address."""
        return self.egg_billing_address or self._get_egg_partner_block(self.partner_id)

    def _get_egg_print_delivery(self) -> str:
        return self.egg_delivery_address or self._get_egg_partner_block(self.partner_shipping_id or self.partner_id)

    def _get_egg_partner_block(self, partner) -> str:
        firm = partner.commercial_company_name or partner.commercial_partner_id.name
        names = [firm] if partner.name in (False, firm) else [firm, partner.name]
        return _join_lines([*names, *partner._display_address(without_company=True).split("\n")])

    def _get_egg_print_references(self, formats, **options) -> list:
        """(label, value) pairs of the box of references; pairs without a value are left out."""
        references = [(self.env._("Your contact"), self.egg_contact_id.name)] if self.egg_contact_id else []
        seller = self._get_egg_seller()
        if self.egg_print_seller and seller:
            company = self._get_egg_print_company().with_context(lang=self.env.lang)
            # sudo: the name of a colleague, for whoever prints the document
            references.append((company.egg_seller_label or self.env._("Salesperson"), seller.sudo().name))
        if self.egg_partner_vat:
            references.append((self.env._("Customer VAT"), self.egg_partner_vat))
        if self.egg_payment_mode_id and not self._get_egg_schedule():
            references.append((self.env._("Payment mode"), self.egg_payment_mode_id.name))
        return references

    def _get_egg_schedule(self) -> list:
        """Rows of the payment conditions: dicts with label, date, amount, mode, kind; empty when there are none."""
        return self._get_egg_schedule_rows()

    def _get_egg_print_schedule(self, formats) -> list:
        return [{
            "label": row["label"], "date": formats.date(row["date"]), "amount": formats.money(row["amount"]),
            "mode": row["mode"] or "",
        } for row in self._get_egg_schedule()]

    def _get_egg_print_payments(self, formats) -> list:
        """Payments and deposits that were received: dicts with label, date, amount."""
        payments_sudo = self.sudo().egg_payment_ids  # salespeople print what was paid on their documents
        return self._get_egg_payment_rows(payments_sudo, lambda payment: payment._get_egg_amount_in(self.currency_id),
                                          formats)

    def _get_egg_payment_rows(self, payments, get_amount, formats) -> list:
        received = payments._filter_egg_received().sorted(lambda payment: (payment.date, payment.id))
        amounts = [(payment, get_amount(payment)) for payment in received]
        return [{
            "label": self._get_egg_payment_label(payment),
            "date": formats.date(payment.date), "amount": formats.money(amount),
        } for payment, amount in amounts if not self.currency_id.is_zero(amount)]

    @api.model
    def _get_egg_payment_label(self, payment) -> str:
        """How and with which reference a payment was made."""
        how = payment.egg_payment_mode_id.name or payment.payment_method_line_id.name or payment.name or ""
        return f"{how} ({payment.payment_reference})" if payment.payment_reference else how

    def _get_egg_totals_values(self) -> dict:
        """Totals as plain numbers, see `_get_egg_totals`."""
        return self._get_egg_totals()

    def _get_egg_print_totals(self, formats, show_payments: bool) -> dict:
        """Totals as text: `rows` of (label, amount, kind), cut into `details` and `sums`,
        and the `vat` table of (rate, base, amount).
        """
        totals = self._get_egg_totals_values()
        zero = self.currency_id.is_zero
        extras = [(totals["discount_label"] or self.env._("Discount"),
                   -abs(totals["discount"]))] if not zero(totals["discount"]) else []
        extras += [(row["name"], row["amount"]) for row in totals["third_party"]]
        if not zero(totals["shipping"]):
            extras.append((self.env._("Shipping"), totals["shipping"]))
        rows = []
        if extras:
            rows.append((self.env._("Sum of lines"), totals["lines_untaxed"], ""))
            rows += [(label, amount, "") for label, amount in extras]
        has_vat = self._get_egg_print_company()._has_egg_vat()
        rows.append((self.env._("Total excl. VAT") if has_vat else self.env._("Subtotal"), totals["untaxed"], "sub"))
        rows.append((self.env._("VAT") if has_vat else self.env._("Tax"), totals["tax"], ""))
        paid = self.egg_amount_paid if show_payments else 0.0
        total = self.env._("Total incl. VAT") if has_vat else self.env._("Total")
        rows.append((total, totals["total"], "sub" if paid else "grand"))
        if paid:
            rows.append((self.env._("Already paid"), -paid, ""))
            rows.append((self.env._("Net to pay"), totals["total"] - paid, "grand"))
        texts = [(label, formats.money(amount), kind) for label, amount, kind in rows]
        return {
            "rows": texts,
            "details": texts[:len(extras) + 1] if extras else [],
            "sums": texts[len(extras) + 1 if extras else 0:],
            "vat": [(formats.rates(row["name"]), formats.money(row["base"]), formats.money(row["amount"]))
                    for row in totals["vat"]],
        }

    def _get_egg_print_bank(self) -> dict | None:
        """Where to pay: the profile's account, else the document's own."""
        # shown, never edited
        account_sudo = (self.egg_profile_id.bank_account_id or self._get_egg_bank_account()).sudo()
        if not account_sudo:
            return None
        return {"number": account_sudo.acc_number, "is_iban": account_sudo.acc_number[:2].isalpha(),
                "bic": account_sudo.bank_bic or "", "bank": account_sudo.bank_name or "",
                "holder": account_sudo.acc_holder_name or account_sudo.partner_id.name}

    def _get_egg_print_codes(self) -> list:
        """QR codes to pay with: dicts with `image` (a data address), `text` and `link` (or False);
        documents to pay override this.
        """
        return []

    def _get_egg_print_identity(self) -> list:
        """Legal identity of the seller that the sender and footer blocks do not already show: ready-made phrases."""
        present = _squash(f"{self.egg_sender or ''} {self.egg_footer or ''}")
        return [phrase for phrase, value in self._get_egg_legal_identity() if _squash(value) not in present]

    def _get_egg_legal_identity(self) -> list:
        """(phrase to print, the value in it that makes it redundant) pairs (C. com. R123-237, R123-238)."""
        company = self._get_egg_print_company()
        phrases = []
        if company.egg_company_form == "company" and company.egg_legal_form:
            capital = ""
            if company.egg_share_capital:
                capital = " " + self.env._("with a capital of %(amount)s", amount=PrintFormats(self).capital(company))
            phrases.append((f"{company.name}, {company.egg_legal_form}{capital}",
                            capital.strip() or company.egg_legal_form))
        if not company._is_egg_french():
            return phrases + self._get_egg_foreign_identity(company)
        if company.egg_company_form == "sole_trader":
            phrases.append((self.env._("%(name)s, sole trader (EI)", name=company.name), "EI)"))
        registry = company.company_registry or ""
        if registry:
            digits = "".join(filter(str.isdigit, registry))
            phrases.append((f"{'SIRET' if len(digits) == 14 else 'SIREN'} {registry}", registry))
        number = legal.siren(registry)
        if company.egg_register_town and number:
            phrases.append((f"RCS {company.egg_register_town} {number}", f"RCS {company.egg_register_town}"))
        vat = self.egg_company_vat
        return phrases + ([(self.env._("VAT %(number)s", number=vat), vat)] if vat else [])

    def _get_egg_foreign_identity(self, company) -> list:
        """Numbers of a company outside France, under the words of its country;
        one that the tax number tells is not told twice.
        """
        vat, registry = self.egg_company_vat or "", company.company_registry or ""
        phrases = []
        if registry and not legal.is_told_by(registry, vat):
            word = company.partner_id.with_context(lang=self.env.lang).company_registry_label
            phrases.append((f"{word} {registry}", registry))
        if vat:
            phrases.append((self.env._("VAT %(number)s", number=vat) if company._has_egg_vat()
                            else self.env._("Tax ID %(number)s", number=vat), vat))
        return phrases

    def _get_egg_print_mentions(self) -> list:
        """Sentences printed in small type at the end."""
        return self._get_egg_print_company()._get_egg_insurance_texts()

    # ---- rows of lines

    def _get_egg_print_rows(self, formats) -> list:
        """One dict per printed row: `kind` product, section, subsection, note; texts are formatted."""
        rows = []
        lines = self._get_egg_print_lines()
        images = self._get_egg_line_images(lines)
        collapsed = {line.id for line in lines if "collapse_prices" in line._fields and line.collapse_prices}
        sections = self._get_egg_line_parents(lines)
        for line in lines:
            parents = sections.get(line.id, line.browse())
            priced = not (set(parents.ids) & collapsed)
            kind = {"line_section": "section", "line_subsection": "subsection", "line_note": "note"}.get(
                line.display_type, "product")
            row = {
                "kind": kind, "name": line.name or line.product_id.display_name or "", "number": "", "image": False,
                "barcode": False,
                "quantity": "", "unit": "", "price": "", "discount": "", "vat": "", "amount": "", "third_party": [],
                "level": len(parents),
                "break_before": line.egg_page_break_before,
                "break_after": line.egg_page_break_after,
            }
            if kind in ("section", "subsection"):
                # generated lines are in the totals
                own = self._get_egg_section_lines(line).filtered(lambda one: not one.egg_role)
                row["amount"] = formats.amount(sum(own.mapped("price_subtotal"))) if priced else ""
                if "collapse_composition" in line._fields and line.collapse_composition:
                    row["kind"] = "product"
            elif kind == "product":
                row |= self._get_egg_product_row(line, formats, images, priced)
            rows.append(row)
        return rows

    @api.model
    def _get_egg_line_parents(self, lines) -> dict:
        """{line id: its subsection and section}; empty for a document without sections, which then costs nothing."""
        if not any(line.display_type in ("line_section", "line_subsection") for line in lines):
            return {}
        return {line.id: line.parent_id | line.parent_id.parent_id for line in lines}

    def _get_egg_product_row(self, line, formats, images, priced: bool) -> dict:
        quantity, uom = self._get_egg_line_quantity(line)
        code = line.product_id.default_code or ""
        name = line.name or line.product_id.display_name or ""
        if self.egg_print_product_number and code and name.startswith(f"[{code}]"):
            name = name[len(code) + 2:].strip()
        hide_price = not priced
        return {
            "name": name,
            "number": code,
            "image": images.get(line.product_id.id, False),
            **self._get_egg_barcode_values(line.product_id.barcode),
            "quantity": formats.number(quantity, "Product Unit"),
            "unit": uom.name or "",
            "price": "" if hide_price else self._get_egg_price_text(line, quantity, formats),
            "discount": formats.percent(line.discount) if line.discount and not hide_price else "",
            "vat": "" if hide_price else formats.taxes(line.tax_ids)[0],
            "amount": "" if hide_price else formats.amount(line.price_subtotal),
            "third_party": self._get_egg_third_party_rows(line, formats),
        }

    def _get_egg_barcode_values(self, code) -> dict:
        uri, width = self.env["ir.actions.report"]._get_egg_barcode(code) if self.egg_print_barcode else (False, 0)
        return {"barcode": uri, "barcode_width": width, "barcode_text": code or ""}

    def _get_egg_price_text(self, line, quantity, formats) -> str:
        """Price of one unit excl. VAT: before the discount when the discount is printed, else after it."""
        unit = Decimal(str(self.currency_id.rounding))
        digits = formats.precision("Product Price")
        factor = 1 - (line.discount or 0.0) / 100
        if self.egg_print_discount and line.discount and factor and line.price_subtotal:
            # Prices that include VAT are stated without it too: the amount tells what one unit costs excl. VAT.
            if not formats.taxes(line.tax_ids)[1]:
                return formats.decimals(line.price_unit, digits)
            return formats.decimals(line.price_subtotal / factor / quantity if quantity else 0.0, digits)
        if not line.discount and not formats.taxes(line.tax_ids)[1]:
            return formats.decimals(line.price_unit, digits)
        price = print_layout.net_unit_price(Decimal(str(line.price_subtotal)), Decimal(str(quantity)), digits, unit)
        return formats.decimals(float(price), max(digits, -price.as_tuple().exponent))

    def _get_egg_third_party_rows(self, line, formats) -> list:
        """Third-party taxes of a line (eco-participation...) printed under it, as texts by name.

        The cost of one unit stands beside the amount, as C. env. L541-10-20 asks for.
        """
        rows = line.egg_third_party_tax_ids
        if not rows:
            return []
        base_line = self._round_egg_base_lines([self._get_egg_base_line(line)])[0]
        return [{
            "name": row.name,
            "detail": self._get_egg_unit_cost_text(row, line, base_line["quantity"], formats),
            "amount": formats.amount(self._get_egg_row_amount(row, base_line)),
            "comment": row.comment if row.print_comment else "",
        } for row in rows]

    def _get_egg_unit_cost_text(self, row, line, quantity, formats) -> str:
        if row.amount_type != "fixed" or row.per_line:
            return ""
        cost = formats.decimals(row._get_unit_amount(line), formats.precision("Product Price"))
        return f"{formats.number(quantity, 'Product Unit')} × {cost}"

    def _get_egg_line_images(self, lines) -> dict:
        """{product id: data URI of a thumbnail}, empty when images are not printed."""
        if not self.egg_print_product_image:
            return {}
        Report = self.env["ir.actions.report"]
        return {product.id: Report._get_egg_image_uri(product.image_256, 160, 160) for product in lines.product_id}

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
