from odoo import api, fields, models


class EggFollowupTextMixin(models.AbstractModel):
    """What a stage says of one type of document, by e-mail and on paper."""

    _name = "egg.followup.text.mixin"
    _description = "Text of a Reminder"
    _inherit = "egg.followup.planning.mixin"
    _order = "document_type, id"
    _rec_name = "document_type"

    document_type = fields.Selection([("invoice", "Invoice")], "Document", required=True, default="invoice")
    template_id = fields.Many2one(
        "mail.template", "Mail template", ondelete="set null", domain=lambda self: self._get_template_domain(),
        help="The text of the e-mail. A template for follow-up letters can show all due amounts of a customer in a "
             "table.",
    )
    letter_template_id = fields.Many2one(
        "mail.template", "Letter template", ondelete="set null", domain="[('model', '=', 'egg.followup.message')]",
        help="The text of the printed letter, when it is not the one of the e-mail.",
    )

    @api.model
    def _get_document_models(self) -> list:
        """Hook: the names of the models that the types of documents stand for."""
        return ["account.move"]

    @api.model
    def _get_template_domain(self) -> str:
        """Return the domain of the templates that can be chosen, as a view has it."""
        return f"[('model', 'in', {['egg.followup.message', *self._get_document_models()]})]"

    @api.model
    def _get_planning_fields(self):
        return super()._get_planning_fields() | {"document_type"}
