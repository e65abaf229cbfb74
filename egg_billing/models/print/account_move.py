import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core.inside import INSIDE, KEEPING
from ...tools.pdf import blank_page
from .print_formats import PrintFormats

_logger = logging.getLogger(__name__)


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["egg.payee.mixin", "egg.print.mixin", "account.move"]

    egg_is_relayout = fields.Boolean(
        "Layout changed since it was issued", copy=False,
        help="The issued PDF is kept as it was; what is printed now is marked as a duplicate.",
    )

    @api.depends("move_type")
    def _compute_egg_print_options(self):
        return super()._compute_egg_print_options()

    @api.depends("move_type")
    def _compute_egg_general_condition_id(self):
        return super()._compute_egg_general_condition_id()

    def _is_egg_printed(self):
        return self.is_sale_document(include_receipts=True) and super()._is_egg_printed()

    def _is_egg_deposit(self) -> bool:
        return self._get_egg_document_type() == "deposit" or self.egg_is_deposit

    def _get_egg_report(self):
        return self.env.ref("account.account_invoices")

    def _get_egg_stored_pdf(self):
        if self.state != "posted" or not self.invoice_pdf_report_id:
            return None
        if self.egg_is_relayout:
            return None
        return self.invoice_pdf_report_id.raw or None

    def _store_egg_pdf(self) -> None:
        """As the core's first sending does it, electronic invoice included, without sending anything.

        What cannot be made now is left to the next who asks.
        """
        due = self.filtered(lambda move: move._is_egg_pdf_due())
        # sudo: customers and salespeople look at invoices; the stored file is made by the system
        due_sudo = due.sudo().try_lock_for_update(allow_referencing=True)
        for company_sudo, moves_sudo in due_sudo.grouped("company_id").items():
            if not moves_sudo._store_egg_pdfs_of(company_sudo) and len(moves_sudo) > 1:
                for move_sudo in moves_sudo:  # one that cannot be made keeps no other
                    move_sudo._store_egg_pdfs_of(company_sudo)

    def _store_egg_pdfs_of(self, company) -> bool:
        """Make the documents of these invoices of one company; return whether it could be done."""
        send = self.env["account.move.send"].with_company(company).with_context(force_report_rendering=True)
        unsent = self.filtered(lambda move: not move.is_move_sent)
        chosen = {move: send._get_default_sending_settings(move, sending_methods=[]) for move in self}
        try:
            with self.env.cr.savepoint():
                send._generate_invoice_documents(chosen)
        except UserError as error:
            _logger.warning("The PDF of %s issued documents is not stored: %s", len(self), error)
            return False
        # The core takes what has a PDF for sent, and would not send it by itself once it is paid online.
        unsent.is_move_sent = False
        return True

    def _is_egg_pdf_due(self) -> bool:
        """Whether this document is issued in the EGG layout, without a stored PDF, and not on its way already."""
        is_issued = self.state == "posted" and self.is_sale_document(include_receipts=True) and self._is_egg_printed()
        return is_issued and not self.invoice_pdf_report_id and not self.sending_data

    @api.depends("is_move_sent")
    def _compute_highlight_send_button(self):
        """A PDF that was stored for the portal or the printer is not sent yet."""
        super()._compute_highlight_send_button()
        for move in self:
            if move.invoice_pdf_report_id and not move.is_move_sent and move._is_egg_printed():
                move.highlight_send_button = not move.is_being_sent

    def _get_egg_print_lines(self):
        lines = self.invoice_line_ids.filtered(lambda line: not line.egg_role)
        parents = self._get_egg_line_parents(lines)
        return lines.filtered(
            lambda line: line.display_type == "line_section"
            or not any(one.collapse_composition for one in parents.get(line.id, ())),
        ).sorted(lambda line: (line.sequence, line.id))

    def _get_egg_line_parents(self, lines):
        # The core computes the sections of all lines of a document at once: asked for a part, it would write on the
        # others.
        whole = self.line_ids
        return super()._get_egg_line_parents(lines.with_prefetch(whole.ids))

    def _get_egg_section_lines(self, section):
        return section._get_section_lines()

    def _get_egg_line_quantity(self, line):
        return line.quantity, line.product_uom_id

    def _get_egg_seller(self):
        return self.invoice_user_id

    def _get_egg_bank_account(self):
        return self.partner_bank_id or super()._get_egg_bank_account()

    def _get_egg_print_heading(self, **options):
        if options.get("proforma"):
            return self.env._("Pro forma invoice")
        if self.move_type == "out_refund":
            return self.env._("Credit note")
        if self._is_egg_deposit():
            return self.env._("Deposit invoice")
        return self.env._("Receipt") if self.move_type == "out_receipt" else self.env._("Invoice")

    def _get_egg_print_number(self):
        return self.name if self.name and self.name != "/" else self.env._("Draft")

    def _get_egg_watermark(self, **options):
        if self.state == "draft":
            return self.env._("SPECIMEN")
        if self.state == "cancel":
            return self.env._("CANCELLED")
        if options.get("proforma"):
            return self.env._("PROFORMA")
        return self.env._("DUPLICATE") if self.invoice_pdf_report_id and self.egg_is_relayout else ""

    def _get_egg_print_notes(self):
        term_sudo = self.invoice_payment_term_id.sudo()  # sudo: as above
        return [self.narration, *super()._get_egg_print_notes(), self.taxes_legal_notes, term_sudo.note]

    def _get_egg_print_references(self, formats, **options):
        references = [(self.env._("Date"),
                       formats.date(self.invoice_date or (self.state == "draft" and fields.Date.context_today(self))))]
        if self.move_type != "out_refund" and not self._get_egg_schedule():
            references.append((self.env._("Due date"), formats.date(self.invoice_date_due)))
        if self.move_type == "out_refund" and self.reversed_entry_id:
            references.append((self.env._("Credits invoice"), self.reversed_entry_id.name))
        references.append((self.env._("Delivery date"), formats.date(self.delivery_date)))
        references.append((self.env._("Your reference"), self._get_egg_customer_reference()))
        references.append((self.env._("Order"), self.invoice_origin))
        if self.payment_reference != self.name:  # typed, or made by a rule: what the customer is to state
            references.append((self.env._("Payment reference"), self.payment_reference))
        return references + super()._get_egg_print_references(formats, **options)

    def _get_egg_print_payments(self, formats):
        """What the total is reduced by: the assigned payments, and on a draft those that will be assigned."""
        move_sudo = self.sudo()  # who may read the document, a salesperson too, may print what was paid on it
        if self.state != "posted":
            pending_sudo = move_sudo._get_egg_pending_payments()
            return self._get_egg_payment_rows(pending_sudo,
                                              lambda payment: payment._get_egg_open_amount_in(self.currency_id),
                                              formats)
        rows = [row for row in (move_sudo.invoice_payments_widget or {}).get("content", [])
                if not row.get("is_exchange")]
        # sudo: whoever sees the document reads what was paid on it
        payments_sudo = self.env["account.payment"].sudo().browse([row["account_payment_id"] or False for row in rows])
        entries = {}  # one payment may settle several instalments: it is one row, with its sum
        for row, payment_sudo in zip(rows, payments_sudo, strict=True):
            label = self._get_egg_payment_label(payment_sudo) if payment_sudo.egg_payment_mode_id else row.get(
                "ref") or row.get("name") or ""
            entry = entries.setdefault(row["move_id"], {"label": label, "date": row["date"], "amount": 0.0})
            entry["amount"] += row["amount"]
        return [entry | {"date": formats.date(entry["date"]), "amount": formats.money(entry["amount"])}
                for entry in entries.values()]

    def _get_egg_print_codes(self):
        """Odoo's own codes, when its settings ask for them: a transfer to the bank account, and the payment page."""
        codes = super()._get_egg_print_codes()
        if self.state != "posted" or not self.amount_residual:
            return codes
        # who may print a document need not have the right to take payments, which the core asks for
        move_sudo = self.sudo()
        if self.display_qr_code and self.partner_bank_id and (image := move_sudo._draw_egg_transfer_code()):
            codes.append({"image": image, "link": False, "text": self.env._("Scan with your bank's application")})
        if self.display_link_qr_code and (image := move_sudo._generate_portal_payment_qr()):
            codes.append({"image": image, "link": move_sudo._get_portal_payment_link(),
                          "text": self.env._("Scan to pay online")})
        return codes

    def _draw_egg_transfer_code(self):
        """Return the code of a transfer as a data address; none: it cannot be made.

        Odoo's own for euros in the SEPA area ends with an empty line, which banks refuse, and has the lowest level.
        """
        method = self.qr_code_method or next((code for code, _name in (
            self.env["res.partner.bank"].get_available_qr_methods_in_sequence())
            if not self.partner_bank_id._get_error_messages_for_qr(code, self.partner_id, self.currency_id)), "sct_qr")
        if method != "sct_qr":
            return self._generate_qr_code(silent_errors=True)
        text = self.partner_bank_id._get_egg_transfer_code(
            self.amount_residual, self.currency_id, self.payment_reference or self.name)
        return self.env["ir.actions.report"]._get_egg_code_uri(text) if text else None

    def _get_egg_customer_reference(self):
        """The customer's own reference; an invoice made from an order without one
        carries the order's number in its place.
        """
        if self.move_type == "out_refund":
            return False
        origins = {name.strip() for name in (self.invoice_origin or "").split(",")}
        return ", ".join(name for name in (self.ref or "").split(", ") if name.strip() and name.strip() not in origins)

    def _get_egg_print_mentions(self):
        """An invoice in another currency states its VAT in the company's too (directive 2006/112/EC art. 230)."""
        mentions = super()._get_egg_print_mentions()
        company_currency = self.company_id.currency_id
        if self.currency_id == company_currency or company_currency.is_zero(self.amount_tax_signed):
            return mentions
        formats = PrintFormats(self, company_currency)
        if not self._get_egg_print_company()._has_egg_vat():
            return mentions
        return [self.env._("VAT in %(currency)s: %(amount)s", currency=company_currency.name,
                           amount=formats.money(abs(self.amount_tax_signed))), *mentions]

    def _get_egg_print_annexes(self):
        annexes = super()._get_egg_print_annexes()
        return [*annexes, blank_page()] if self._has_egg_payment_slip() else annexes

    def _has_egg_payment_slip(self) -> bool:
        """Whether Odoo lays a payment slip over the last page (Swiss QR-bills do):
        it gets a page on which nothing else stands.
        """
        return "l10n_ch_is_qr_valid" in self._fields and self.l10n_ch_is_qr_valid

    def _mark_egg_relayout(self):
        """Remember that issued invoices are laid out anew: their stored PDF stays, further prints are duplicates."""
        laid_out = self.filtered(lambda move: move.state == "posted" and move.invoice_pdf_report_id)
        laid_out.with_context(**{KEEPING: INSIDE}).egg_is_relayout = True

    def _is_egg_payee(self):
        return super()._is_egg_payee() and self.is_sale_document(include_receipts=True)
