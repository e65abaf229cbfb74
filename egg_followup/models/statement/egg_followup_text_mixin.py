from odoo import fields, models


class EggFollowupTextMixin(models.AbstractModel):
    _inherit = "egg.followup.text.mixin"

    document_type = fields.Selection(selection_add=[("statement", "Statement of account")],
                                     ondelete={"statement": "cascade"})
