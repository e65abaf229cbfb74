from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context


class EggDepositConfirm(models.TransientModel):
    """Shows what a deposit document will say, before it is made: it cannot be changed afterwards."""

    _name = "egg.deposit.confirm"
    _description = "Confirm a Deposit Invoice"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    payment_id = fields.Many2one("account.payment", "Payment", readonly=True,
                                 help="Empty: it is noted on confirmation.")
    schedule_line_id = fields.Many2one("egg.order.schedule.line", readonly=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    amount = fields.Monetary("Deposit received", required=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    payment_mode_id = fields.Many2one("egg.payment.mode", "Mode")
    reference = fields.Char()
    mode = fields.Selection([("invoice", "Deposit invoice"), ("receipt", "Receipt")], "Document",
                            compute="_compute_mode")
    rates = fields.Html("VAT", compute="_compute_rates")

    @api.model
    def _get_action(self, context: dict) -> dict:
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Deposit invoice"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": context,
        }

    @api.depends("order_id")
    def _compute_mode(self):
        for wizard in self:
            wizard.mode = wizard.order_id.company_id._get_egg_deposit_mode() if wizard.order_id else False

    @api.depends("order_id", "amount")
    def _compute_rates(self):
        for wizard in self:
            rows = wizard.order_id._get_egg_deposit_rates(wizard.amount) if wizard.order_id and wizard.amount else []
            values = {"rows": rows, "money": wizard.currency_id.format}
            wizard.rates = self.env["ir.qweb"]._render("egg_sales.deposit_rates", values) if rows else False

    def action_confirm(self):
        """Make the deposit document, noting the payment first when it comes from an instalment; open it."""
        self.ensure_one()
        # The window's own defaults (an order...) must not become those of the records made from here.
        self = self.with_context(clean_context(self.env.context))  # noqa: PLW0642  # pylint: disable=context-overridden
        if self.order_id.state != "sale":
            raise UserError(self.env._("A deposit invoice is made from a confirmed order, not from a quote."))
        self.order_id._lock_egg_documents()  # two people at once make one document, not two
        payment = self.payment_id
        if not payment:
            if self.schedule_line_id and not self.schedule_line_id.can_create_deposit:
                raise UserError(self.env._("The deposit of this instalment was received already."))
            self.order_id._check_egg_deposit_amount(self.amount)
            order = self.order_id.with_context(egg_order_schedule_line_id=self.schedule_line_id.id)
            payment = order.egg_register_payment(self.amount, self.date, self.payment_mode_id, "deposit",
                                                 self.reference or "")
        return payment.egg_create_deposit_document()._get_records_action()
