from odoo import api, fields, models

#: Free texts of a document that customers read, whoever writes them and wherever they are taken from.
TEXTS = ("name", "egg_title", "egg_sender", "egg_footer", "egg_comment_1", "egg_comment_2", "egg_particular_conditions",
         "note", "narration", "egg_billing_address", "egg_delivery_address", "client_order_ref", "ref",
         "payment_reference", "invoice_origin", "origin", "incoterm_location")
#: Rows of a document, and which of their texts customers read.
ROWS = {"order_line": "name", "invoice_line_ids": "name", "egg_schedule_line_ids": "title"}


class EggPayeeMixin(models.AbstractModel):
    """A document on which customers read where to pay: an account that is not the company's is told,
    and is billing's to write.
    """

    _name = "egg.payee.mixin"
    _description = "Document That Says Where to Pay"

    egg_payee_warning = fields.Text(
        "Accounts of others", compute="_compute_egg_payee_warning", groups="base.group_user",
        help="Account numbers in the texts that are not the company's.")

    @api.depends(lambda self: [
        *(name for name in TEXTS if name in self._fields),
        *(f"{rows}.{name}" for rows, name in ROWS.items() if rows in self._fields)])
    def _compute_egg_payee_warning(self):
        for document in self:
            numbers = document._is_egg_payee() and document._get_egg_unknown_ibans()
            document.egg_payee_warning = bool(numbers) and document.env._(
                "This document shows an account that is not one of %(company)s: %(numbers)s. Customers may pay to it.",
                company=document.company_id.name,
                numbers=", ".join(f"{number[:4]} … {number[-4:]}" for number in numbers))

    def _get_egg_unknown_ibans(self) -> list:
        """Return the IBANs in the texts that neither are the company's nor stand in its letterheads."""
        texts = [self[name] for name in TEXTS if name in self._fields]
        for rows, name in ROWS.items():
            texts += self[rows].mapped(name) if rows in self._fields else []
        return self.company_id._get_egg_unknown_ibans(texts)

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
            self.company_id._check_egg_ibans(self._get_egg_unknown_ibans())
        self.company_id._check_egg_payee([self[name] for name in TEXTS if values.get(name) and name in self._fields])
