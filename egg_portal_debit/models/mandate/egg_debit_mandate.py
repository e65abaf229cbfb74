from base64 import b64encode

from odoo import fields, models
from odoo.exceptions import UserError


class EggDebitMandate(models.Model):
    """A mandate that is signed online keeps its PDF as it was signed."""

    _inherit = "egg.debit.mandate"

    signing_id = fields.Many2one("egg.mandate.signing", "Signed online", copy=False, readonly=True, ondelete="set null",
                                 index="btree_not_null", groups="account.group_account_invoice,"
                                                                "account.group_account_readonly")

    def action_egg_sign_online(self):
        """Write to the customer with the link under which he signs this mandate.

        :raises UserError: it is signed already, or nothing can be signed online for this company
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "draft":
            raise UserError(self.env._("The mandate %(number)s is not a draft any more.", number=self.name))
        self.partner_id._check_egg_signs_online(self.company_id)
        return self._open_egg_sign_mail("egg_portal_debit.mail_template_sign_mandate")

    def _open_egg_sign_mail(self, template: str):
        return self.partner_id._open_egg_sign_mail(self, template)

    def _get_egg_sign_url(self) -> str:
        """Return the address under which the customer signs this mandate."""
        return self.partner_id._make_egg_mandate_url(self.company_id, self)

    def _render_egg_signed_pdf(self) -> bytes:
        # sudo: the letterhead; the customer who signed is nobody of the firm
        report_sudo = self.env["ir.actions.report"].sudo()
        return report_sudo._render_qweb_pdf("egg_debit.report_mandate", self.ids)[0]

    def _keep_egg_signed_pdf(self, pdf: bytes):
        self.write({"scan": b64encode(pdf), "scan_name": f"{self.name.replace('/', '-')}.pdf"})

    def _send_egg_signed_pdf(self):
        """Send what was signed to the customer, and to the firm."""
        # sudo: the customer who signed is nobody of the firm
        template_sudo = self.env.ref("egg_portal_debit.mail_template_signed").sudo()
        file_sudo = self.env["ir.attachment"].sudo().search(
            [("res_model", "=", self._name), ("res_field", "=", "scan"), ("res_id", "=", self.id)], limit=1)
        copy = file_sudo.copy({"name": self.scan_name, "res_field": False, "res_model": "mail.compose.message",
                               "res_id": 0})
        signing_sudo = self.sudo().signing_id  # sudo: as above
        template_sudo.send_mail(self.id, force_send=True, email_values={
            "email_to": ", ".join(filter(None, (signing_sudo.email, self.company_id.email))),
            "recipient_ids": [], "attachment_ids": [(6, 0, copy.ids)]})
