from markupsafe import Markup
from odoo import fields, models
from odoo.tools.mail import append_content_to_html


class EggFollowupMessage(models.Model):
    _inherit = "egg.followup.message"

    document_type = fields.Selection(
        selection_add=[("quote", "Quotation"), ("order", "Order"), ("invoice",)],
        ondelete={"quote": "cascade", "order": "cascade"},
    )

    def _add_layout(self, body):
        return super()._add_layout(self._add_mail_online(body))

    def _add_mail_online(self, body):
        """Return the body with the addresses where the customer reads these quotes and orders, chooses, signs and pays.
        """
        links = self.with_context(lang=self._get_language())._get_online_links()
        if not links:
            return body
        text = self.env["ir.qweb"]._render("egg_followup_sales.mail_online", {"links": links})
        return append_content_to_html(body, Markup(text), plaintext=False)

    def _get_online_links(self) -> list:
        """Return the address of each quote or order that the message names: dicts with url and text."""
        if self.document_type not in ("quote", "order"):
            return []
        # sudo: the address is the customer's own; whoever reminds does not read tokens
        told_sudo = self._get_told_items().order_id.sudo().filtered("access_token")
        return [{"url": f"{order.get_base_url()}{order.get_portal_url()}", "text": self._get_online_text(order)}
                for order in told_sudo]

    def _get_online_text(self, order) -> str:
        number = order._get_egg_customer_number()
        if order._has_to_be_signed():
            return self.env._("Read %(number)s, choose and sign online", number=number)
        if order._has_to_be_paid():
            return self.env._("Read %(number)s, choose and pay online", number=number)
        return self.env._("Read %(number)s online", number=number)
