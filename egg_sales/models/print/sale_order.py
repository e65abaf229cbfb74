from odoo import fields, models
from odoo.tools.image import image_data_uri


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["egg.payee.mixin", "egg.print.mixin", "sale.order"]

    egg_print_proforma = fields.Boolean(
        "Pro forma", copy=False,
        help="Print this document as a pro forma invoice. It keeps its number; nothing is entered in the books.",
    )

    def action_quotation_send(self):
        self._check_egg_payee_whole()
        return super().action_quotation_send()

    def message_post(self, **kwargs):
        """What is sent again changes no state."""
        if self.env.context.get("mark_so_as_sent"):
            self._check_egg_payee_whole()
        return super().message_post(**kwargs)

    def _get_egg_report(self):
        return self.env.ref("sale.action_report_saleorder")

    def _get_egg_print_lines(self):
        # Deposits stand among the payments; their rows on an order, which only invoices fill, are worth nothing.
        return self._get_order_lines_to_report().filtered(lambda line: not line.egg_role and not line.is_downpayment)

    def _get_egg_section_lines(self, section):
        return self.order_line.filtered(
            lambda line: not line.display_type and section in (line.parent_id, line.parent_id.parent_id))

    def _get_egg_line_quantity(self, line):
        return line.product_uom_qty, line.product_uom_id

    def _get_egg_seller(self):
        return self.user_id

    def _is_egg_proforma(self, **options) -> bool:
        return self.egg_print_proforma or bool(options.get("proforma"))

    def _get_egg_print_heading(self, **options):
        if self._is_egg_proforma(**options):
            return self.env._("Pro forma invoice")
        return self.env._("Order") if self._get_egg_document_type() == "order" else self.env._("Quotation")

    def _get_egg_watermark(self, **options):
        if self.state == "cancel":
            return self.env._("REFUSED") if self.egg_refused else self.env._("CANCELLED")
        return self.env._("PROFORMA") if self._is_egg_proforma(**options) else ""

    def _get_egg_print_notes(self):
        term_sudo = self.payment_term_id.sudo()  # sudo: as above
        return [self.note, *super()._get_egg_print_notes(), term_sudo.note]

    def _get_egg_print_references(self, formats, **options):
        is_order = self._get_egg_document_type() == "order"
        day = self.company_id._get_egg_day
        references = [(self.env._("Date"), formats.date(self.date_order and day(self.date_order)))]
        if is_order:
            planned = self.commitment_date or self.expected_date
            references.append((self.env._("Planned delivery"), formats.date(planned and day(planned))))
        else:
            references.append((self.env._("Valid until"), formats.date(self.validity_date)))
        references.append((self.env._("Your reference"), self.client_order_ref))
        return references + super()._get_egg_print_references(formats, **options)

    def _has_egg_signature_box(self):
        return self._get_egg_document_type() == "quote" and self.state in (
            "draft", "sent") and not self.egg_print_proforma

    def _get_egg_print_signed(self, formats):
        """What the customer signed online bears his signature, the quote and the order that was made of it."""
        if not self.signature or not self.signed_on:
            return super()._get_egg_print_signed(formats)
        text = self.env._("Good for agreement, signed online by %(name)s on %(day)s.", name=self.signed_by or "",
                          day=formats.date(self.company_id._get_egg_day(self.signed_on)))
        return {"text": text, "image": image_data_uri(self.signature)}
