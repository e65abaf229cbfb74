from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core.iban_text import clean, find_ibans

#: Free texts of a document that customers read.
TEXTS = ("egg_title", "egg_sender", "egg_footer", "egg_comment_1", "egg_comment_2", "egg_particular_conditions", "note",
         "narration")


class EggPayeeMixin(models.AbstractModel):
    """A document on which customers read where to pay: an account that is not the company's is told,
    and is billing's to write.
    """

    _name = "egg.payee.mixin"
    _description = "Document That Says Where to Pay"

    egg_payee_warning = fields.Text(
        "Accounts of others", compute="_compute_egg_payee_warning", groups="base.group_user",
        help="Account numbers in the texts that are not the company's.")

    @api.depends(lambda self: [name for name in TEXTS if name in self._fields])
    def _compute_egg_payee_warning(self):
        for document in self:
            numbers = document._is_egg_payee() and document._get_egg_unknown_ibans()
            document.egg_payee_warning = bool(numbers) and document.env._(
                "This document shows an account that is not one of %(company)s: %(numbers)s. Customers may pay to it.",
                company=document.company_id.name,
                numbers=", ".join(f"{number[:4]} … {number[-4:]}" for number in numbers))

    def _get_egg_unknown_ibans(self, names=TEXTS) -> list:
        """Return the IBANs in these texts that neither are the company's nor stand in its letterheads."""
        found = find_ibans("\n".join(self[name] or "" for name in names if name in self._fields))
        return [number for number in found if number not in self._get_egg_own_ibans()] if found else []

    def _get_egg_own_ibans(self) -> set:
        """The company's accounts, and what accountants wrote in its letterheads and profiles."""
        company_sudo = self.company_id.sudo()  # sudo: which accounts are the company's is no secret, its records are
        # sudo: as above, its letterheads
        profiles_sudo = self.env["egg.document.profile"].sudo().search([("company_id", "=", company_sudo.id)])
        texts = [company_sudo._get_egg_sender(), company_sudo._get_egg_footer(), *profiles_sudo.mapped("sender"),
                 *profiles_sudo.mapped("footer")]
        numbers = {clean(account.acc_number)
                   for account in company_sudo.partner_id.bank_ids | profiles_sudo.bank_account_id}
        return numbers | set(find_ibans("\n".join(text or "" for text in texts)))

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        for document, values in zip(documents, vals_list, strict=True):
            document._check_egg_payee(values)
        return documents

    def write(self, vals):
        result = super().write(vals)
        for document in self if not vals.keys().isdisjoint(TEXTS) else ():
            document._check_egg_payee(vals)
        return result

    def _is_egg_payee(self) -> bool:
        """Hook: whether this document asks customers for money."""
        return True

    def _check_egg_payee(self, values):
        """:raises UserError: somebody who is not of billing writes an account
        that is not the company's on a document
        """
        names = [name for name in TEXTS if values.get(name)]
        if not names or self.env.su or not self._is_egg_payee() or self.env.user.has_group(
            "account.group_account_invoice"):
            return
        if self._get_egg_unknown_ibans(names):
            raise UserError(self.env._(
                "This account number is not one of %(company)s: customers would pay to it. Ask billing.",
                company=self.company_id.name))
