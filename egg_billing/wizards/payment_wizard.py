from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context


class EggPaymentWizard(models.TransientModel):
    """Notes a payment received on a quote, an order or an invoice."""

    _name = "egg.payment.wizard"
    _description = "Add a Payment"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference("Document", model_field="res_model", required=True, readonly=True)
    amount = fields.Monetary(required=True, help="What was really received.")
    currency_id = fields.Many2one("res.currency", compute="_compute_document")
    net_to_pay = fields.Monetary(compute="_compute_document", help="Before this payment.")
    date = fields.Date(required=True, default=fields.Date.context_today)
    payment_mode_id = fields.Many2one("egg.payment.mode", "Mode")
    kind = fields.Selection([("payment", "Payment"), ("deposit", "Deposit")], "Type", required=True, default="payment")
    reference = fields.Char(help="Number of the cheque, of the transfer...")
    is_overpayment = fields.Boolean(compute="_compute_is_overpayment")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        document = self._get_document_of(values.get("res_model"), values.get("res_id"))
        if document:
            row = document._get_egg_next_due()
            values.setdefault("amount", row.get("amount", max(document.egg_net_to_pay, 0.0)))
            values.setdefault("payment_mode_id", (row.get("mode_record") or document.egg_payment_mode_id).id)
            if "default_kind" not in self.env.context:
                values["kind"] = row.get("kind", "payment")
        return values

    @api.depends("res_model", "res_id")
    def _compute_document(self):
        for wizard in self:
            document = wizard._get_document_of(wizard.res_model, wizard.res_id)
            wizard.currency_id = document.currency_id if document else False
            wizard.net_to_pay = document.egg_net_to_pay if document else 0.0

    @api.depends("amount", "net_to_pay")
    def _compute_is_overpayment(self):
        for wizard in self:
            currency = wizard.currency_id or self.env.company.currency_id
            wizard.is_overpayment = currency.compare_amounts(wizard.amount, wizard.net_to_pay) > 0

    def _get_document_of(self, model, res_id):
        if not model or not res_id:
            return None
        if model not in self.env or "egg_payment_ids" not in self.env[model]._fields:
            raise UserError(self.env._("No payment can be noted on this document."))
        document = self.env[model].browse(res_id)
        document.check_access("read")
        return document

    def action_confirm(self):
        """Note the payment and return to the document."""
        self.ensure_one()
        # The window's own defaults (a document...) must not become those of the records made from here.
        self = self.with_context(clean_context(self.env.context))  # noqa: PLW0642  # pylint: disable=context-overridden
        document = self._get_document_of(self.res_model, self.res_id)
        document.egg_register_payment(self.amount, self.date, self.payment_mode_id, self.kind, self.reference or "")
        return {"type": "ir.actions.act_window_close"}
