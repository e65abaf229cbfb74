from odoo import api, fields, models
from odoo.exceptions import UserError


class EggOrderScheduleLine(models.Model):
    """An instalment of a quote or an order."""

    _name = "egg.order.schedule.line"
    _inherit = "egg.schedule.row.mixin"
    _description = "Instalment of an Order"
    _document_field = "order_id"

    order_id = fields.Many2one("sale.order", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    can_create_deposit = fields.Boolean(compute="_compute_can_create_deposit")
    deposit_amount = fields.Monetary(
        "Deposit to receive", compute="_compute_can_create_deposit", help="What is not received yet of this deposit."
    )

    @api.depends(
        "sequence", "percent", "kind", "rule", "days", "months", "day_of_month", "fixed_date", "title",
        "payment_mode_id",
        "order_id.egg_schedule_line_ids.percent", "order_id.egg_schedule_line_ids.sequence",
        "order_id.egg_schedule_line_ids.rule", "order_id.egg_schedule_line_ids.days",
        "order_id.egg_schedule_line_ids.months",
        "order_id.egg_schedule_line_ids.day_of_month", "order_id.egg_schedule_line_ids.fixed_date",
        "order_id.date_order", "order_id.amount_total", "order_id.currency_id", "order_id.commitment_date",
    )
    def _compute_due(self):
        super()._compute_due()

    @api.depends("order_id.currency_id")
    def _compute_currency_id(self):
        super()._compute_currency_id()

    @api.depends("kind", "order_id.state", "order_id.egg_amount_paid", "amount")
    def _compute_can_create_deposit(self):
        self.can_create_deposit, self.deposit_amount = False, 0.0
        for order in self.order_id.filtered(lambda order: order.state == "sale"):
            received = order.egg_amount_paid
            for line in order.egg_schedule_line_ids.sorted("sequence"):
                taken = min(max(received, 0.0), line.amount)
                received -= taken
                is_open = order.currency_id.compare_amounts(line.amount, taken) > 0
                line.deposit_amount = line.amount - taken if line.kind == "deposit" else 0.0
                line.can_create_deposit = bool(line._origin) and line.kind == "deposit" and is_open

    def action_egg_create_deposit(self):
        """Note the deposit of this line as received today, and open the confirmation of its deposit document.

        Cancelling the confirmation leaves nothing behind: the payment is noted only when it is confirmed.
        """
        self.ensure_one()
        if not self.can_create_deposit:
            raise UserError(self.env._("A deposit is made once, from a deposit line of a confirmed order."))
        return self.env["egg.deposit.confirm"]._get_action(
            {
                "default_order_id": self.order_id.id,
                "default_schedule_line_id": self.id,
                "default_amount": self.deposit_amount,
                "default_payment_mode_id": (self.payment_mode_id or self.order_id.egg_payment_mode_id).id,
            }
        )
