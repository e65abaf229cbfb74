from itertools import product

from odoo import api, fields, models

from .egg_payee_row_mixin import read_languages

#: Free texts of a document that customers read, whoever writes them and wherever they are taken from.
TEXTS = ("name", "egg_title", "egg_sender", "egg_footer", "egg_comment_1", "egg_comment_2", "egg_particular_conditions",
         "note", "narration", "egg_billing_address", "egg_delivery_address", "client_order_ref", "ref",
         "payment_reference", "invoice_origin", "origin", "incoterm_location", "egg_partner_vat", "egg_company_vat")
#: Rows of a document, and which of their texts customers read.
ROWS = {"order_line": "name", "invoice_line_ids": "name", "egg_schedule_line_ids": "title"}
#: What else is printed of other records: by what the document holds, and the option that prints it.
LINKED = {
    "egg_contact_id.name": None, "egg_condition_id.line_ids.title": None,
    "user_id.name": "egg_print_seller", "invoice_user_id.name": "egg_print_seller",
    "egg_payment_ids.payment_reference": "egg_print_payments",
}
#: As above, by the lines of a document.
LINES = ("order_line", "invoice_line_ids")
LINE_LINKED = {
    "egg_third_party_tax_ids.name": None, "egg_third_party_tax_ids.comment": None, "product_uom_id.name": None,
    "product_id.product_tmpl_id.name": None, "product_id.default_code": None, "product_id.barcode": "egg_print_barcode",
}
LINKED |= {f"{lines}.{path}": option for lines, (path, option) in product(LINES, LINE_LINKED.items())}


class EggPayeeMixin(models.AbstractModel):
    """A document on which customers read where to pay: an account that is not the company's is told,
    and is billing's to write.
    """

    _name = "egg.payee.mixin"
    _description = "Document That Says Where to Pay"

    _egg_rests_while_typing = ("egg_payee_warning",)
    egg_payee_warning = fields.Text(
        "Accounts of others", compute="_compute_egg_payee_warning", groups="base.group_user",
        help="Account numbers in the texts that are not the company's.")

    @api.depends(lambda self: [
        *(name for name in TEXTS if name in self._fields),
        *(f"{rows}.{name}" for rows, name in ROWS.items() if rows in self._fields),
        *{option for option in LINKED.values() if option in self._fields}])
    def _compute_egg_payee_warning(self):
        for document in self:
            numbers = document._is_egg_payee() and document._get_egg_unknown_ibans()
            document.egg_payee_warning = bool(numbers) and document.env._(
                "This document shows an account that is not one of %(company)s: %(numbers)s. Customers may pay to it.",
                company=document.company_id.name,
                numbers=", ".join(f"{number[:4]} … {number[-4:]}" for number in numbers))

    def _get_egg_unknown_ibans(self) -> list:
        """Return the IBANs in the texts that neither are the company's nor stand in its letterheads."""
        return self.company_id._get_egg_unknown_ibans(self._get_egg_payee_texts())

    def _get_egg_payee_texts(self) -> list:
        """The texts of this document that customers read, and what of other records is printed with them.

        Each text in all its languages: which one is printed is the customer's.
        """
        texts = [self[name] for name in TEXTS if name in self._fields]
        for rows, name in ROWS.items():
            texts += self[rows].mapped(name) if rows in self._fields else []
        document_sudo = self.sudo()  # sudo: what is printed for whoever prints the document
        for path, option in LINKED.items():
            names = path.split(".")
            if names[0] in self._fields and (not option or self[option]):
                texts += read_languages(document_sudo.mapped(".".join(names[:-1])), names[-1])
        return texts

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        for document, values in zip(documents, vals_list, strict=True):
            document._check_egg_payee(values)
        return documents

    def write(self, vals):
        result = super().write(vals)
        for document in self if "state" in vals or not vals.keys().isdisjoint(TEXTS) else ():
            document._check_egg_payee(vals)
        return result

    def _is_egg_payee(self) -> bool:
        """Hook: whether this document asks customers for money."""
        return True

    def _check_egg_payee(self, values):
        """Look at the texts that are written; at all of the document where it goes on, as when it is sent.

        :raises UserError: somebody who is not of billing writes an account that is not the company's on a document
        """
        if self.company_id._is_egg_payee_open() or not self._is_egg_payee():
            return
        if values.get("state"):
            self._check_egg_payee_whole()
        self.company_id._check_egg_payee([self[name] for name in TEXTS if values.get(name) and name in self._fields])

    def _check_egg_payee_whole(self):
        """:raises UserError: somebody who is not of billing sends or confirms one that shows an account of others"""
        for document in self if not self.env["res.company"]._is_egg_payee_open() else ():
            document.company_id._check_egg_ibans(document._get_egg_unknown_ibans())
