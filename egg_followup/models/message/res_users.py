from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    egg_template_invoice_id = fields.Many2one(
        "mail.template", "My template for invoices", domain="[('model', '=', 'account.move')]",
        help="Proposed when you send an invoice. Reminders keep the templates of their stages.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + ["egg_template_invoice_id"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + ["egg_template_invoice_id"]
