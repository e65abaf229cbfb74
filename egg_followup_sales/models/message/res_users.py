from odoo import fields, models

OWN_TEMPLATES = ["egg_template_quote_id", "egg_template_order_id"]


class ResUsers(models.Model):
    _inherit = "res.users"

    egg_template_quote_id = fields.Many2one(
        "mail.template", "My template for quotations", domain="[('model', '=', 'sale.order')]",
        help="Proposed when you send a quotation. Reminders keep the templates of their stages.",
    )
    egg_template_order_id = fields.Many2one(
        "mail.template", "My template for orders", domain="[('model', '=', 'sale.order')]",
        help="Proposed when you send an order. Reminders keep the templates of their stages.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + OWN_TEMPLATES

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + OWN_TEMPLATES
