from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..facts.changes import check_company_kept


class EggDocumentProfile(models.Model):
    """Another face of the company on documents: its sender block, footer and bank account."""

    _name = "egg.document.profile"
    _description = "Document Profile"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    company_partner_id = fields.Many2one(related="company_id.partner_id")
    sender = fields.Text(
        help="Name, address, telephone... printed at the top. Leave it empty to print the company's own address.",
    )
    footer = fields.Text(help="Legal identity and the like, at the foot of each page. Empty: the company's own footer.")
    bank_account_id = fields.Many2one(
        "res.partner.bank", "Bank account", ondelete="restrict",
        help="The account that customers pay to, printed on documents that have this profile.",
    )

    def write(self, vals):
        result = super().write(vals)
        check_company_kept(self, vals)
        return result

    @api.constrains("bank_account_id", "company_id")
    def _check_bank_account(self):
        for profile in self:
            holder = profile.bank_account_id.partner_id
            if holder and holder != profile.company_id.partner_id:
                raise ValidationError(
                    self.env._(
                        "The bank account of profile “%(profile)s” belongs to %(holder)s. Choose an account of "
                        "%(company)s.",
                        profile=profile.name,
                        holder=holder.display_name,
                        company=profile.company_id.name,
                    )
                )
