from odoo import fields, models


class EggFollowupRun(models.Model):
    _inherit = "egg.followup.run"

    document_type = fields.Selection(selection_add=[("sale", "Quotations and orders")], ondelete={"sale": "cascade"})

    def _start(self):
        """The quotes and orders get their addresses now: while a mail is made, nothing is written to what it is of."""
        # sudo: whoever reminds of a document need not be allowed to write it
        for order_sudo in self.item_ids.order_id.sudo().filtered(lambda order: not order.access_token):
            order_sudo._portal_ensure_token()
        return super()._start()
