from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class EggDepositReceipt(models.Model):
    """A receipt for a deposit: numbered, locked, printable, without any journal entry of its own."""

    _name = "egg.deposit.receipt"
    _inherit = ["mail.thread"]
    _description = "Deposit Receipt"
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char("Number", required=True, readonly=True, copy=False)
    order_id = fields.Many2one("sale.order", "Order", required=True, readonly=True, ondelete="restrict", index=True)
    payment_id = fields.Many2one("account.payment", "Payment", required=True, readonly=True, ondelete="restrict", index=True)
    partner_id = fields.Many2one("res.partner", "Customer", required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    payment_mode_id = fields.Many2one("egg.payment.mode", "Mode", readonly=True, ondelete="restrict")
    reference = fields.Char(readonly=True)
    state = fields.Selection(
        [("done", "Done"), ("cancelled", "Cancelled")], "Status", compute="_compute_state", store=True,
        help="A receipt is cancelled with its payment.",
    )
    line_ids = fields.One2many("egg.deposit.receipt.line", "receipt_id", "Goods and services", readonly=True)

    _name_unique = models.Constraint("UNIQUE(company_id, name)", "This receipt number is already taken.")
    _payment_unique = models.Constraint("UNIQUE(payment_id)", "The receipt of this payment exists already.")

    @api.depends("payment_id.state")
    def _compute_state(self):
        for receipt in self:
            is_received = receipt.payment_id.sudo()._filter_egg_received()  # sudo: only whether the money is there
            receipt.state = "done" if is_received else "cancelled"

    @api.model
    def _create_from_payment(self, order, payment_sudo):
        """Make the receipt of this payment on this order."""
        rates = order.with_context(lang=order._get_lang())._get_egg_deposit_rates(payment_sudo.amount)
        return self.create(
            {
                "name": self._get_next_name(order.company_id, payment_sudo.date),
                "order_id": order.id,
                "payment_id": payment_sudo.id,
                "partner_id": order.partner_invoice_id.id,
                "company_id": order.company_id.id,
                "currency_id": payment_sudo.currency_id.id,
                "date": payment_sudo.date,
                "amount": payment_sudo.amount,
                "payment_mode_id": payment_sudo.egg_payment_mode_id.id,
                "reference": payment_sudo.payment_reference,
                "line_ids": [
                    Command.create(
                        {"name": rate["goods"] or order.name, "tax_name": rate["name"], "base": rate["base"], "tax": rate["tax"]}
                    )
                    for rate in rates
                ],
            }
        )

    @api.model
    def _get_next_name(self, company, date) -> str:
        """Return the next number of the company's own series, without gaps."""
        sequences_sudo = self.env["ir.sequence"].sudo()  # sudo: numbering belongs to the system
        sequence = sequences_sudo.with_context(active_test=False).search(
            [("code", "=", "egg.deposit.receipt"), ("company_id", "=", company.id)], limit=1)  # switched off when the addon was uninstalled
        if sequence and not sequence.active:
            sequence.active = True
        if not sequence:
            sequence = sequences_sudo.create(
                {
                    "name": self.env._("Deposit receipts"),
                    "code": "egg.deposit.receipt",
                    "company_id": company.id,
                    "prefix": "REC/%(range_year)s/",
                    "padding": 5,
                    "use_date_range": True,
                    "implementation": "no_gap",
                }
            )
        return sequence.next_by_id(date)

    def write(self, vals):
        if set(vals) & (set(self._get_locked_fields())):
            raise UserError(self.env._("A deposit receipt cannot be changed once it is made."))
        return super().write(vals)

    def _get_locked_fields(self) -> list:
        return [
            "name", "order_id", "payment_id", "partner_id", "company_id", "currency_id", "date", "amount", "payment_mode_id",
            "reference", "line_ids",
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(self.env._("A deposit receipt cannot be deleted once it is made."))


class EggDepositReceiptLine(models.Model):
    _name = "egg.deposit.receipt.line"
    _description = "Line of a Deposit Receipt"

    receipt_id = fields.Many2one("egg.deposit.receipt", required=True, readonly=True, ondelete="cascade", index=True)
    currency_id = fields.Many2one(related="receipt_id.currency_id")
    name = fields.Char("Goods and services", required=True, readonly=True)
    tax_name = fields.Char("VAT", readonly=True)
    base = fields.Monetary("Untaxed", readonly=True)
    tax = fields.Monetary("VAT amount", readonly=True)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("A deposit receipt cannot be changed once it is made."))
