from odoo import api, fields, models
from odoo.addons.egg_billing.models.print.print_formats import PrintFormats
from odoo.exceptions import UserError
from odoo.fields import Command


class EggDepositReceipt(models.Model):
    """A receipt for a deposit: numbered, locked, printable, without any journal entry of its own."""

    _name = "egg.deposit.receipt"
    _inherit = ["mail.thread", "egg.map.mixin"]
    _description = "Deposit Receipt"

    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char("Number", required=True, readonly=True, copy=False)
    order_id = fields.Many2one("sale.order", "Order", required=True, readonly=True, ondelete="restrict", index=True)
    payment_id = fields.Many2one("account.payment", "Payment", required=True, readonly=True, ondelete="restrict",
                                 index=True)
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
                "name": self._take_next_name(order.company_id, payment_sudo.date),
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
                        {"name": rate["goods"] or order.name, "tax_name": rate["name"], "base": rate["base"],
                         "tax": rate["tax"]}
                    )
                    for rate in rates
                ],
            }
        )

    @api.model
    def _take_next_name(self, company, date) -> str:
        """Return the next number of the company's own series, without gaps."""
        sequences_sudo = self.env["ir.sequence"].sudo()  # sudo: numbering belongs to the system
        sequence = sequences_sudo.with_context(active_test=False).search(
            # switched off when the addon was uninstalled
            [("code", "=", "egg.deposit.receipt"), ("company_id", "=", company.id)], limit=1)
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
            "name", "order_id", "payment_id", "partner_id", "company_id", "currency_id", "date", "amount",
            "payment_mode_id",
            "reference", "line_ids",
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(self.env._("A deposit receipt cannot be deleted once it is made."))

    def _get_egg_map_links(self):
        """Return the (parent, child) pairs these receipts know of."""
        return super()._get_egg_map_links() | {
            ((receipt.order_id._name, receipt.order_id.id), (receipt._name, receipt.id)) for receipt in self
        }

    def _prepare_egg_map_nodes(self):
        document_map = self.env["egg.document.map"]
        states = dict(self.env["sale.order"]._fields["egg_state"]._description_selection(self.env))
        return {
            (receipt._name, receipt.id): document_map._prepare_node(
                receipt, "deposit", self.env._("Deposit receipt"), 40, icon="fa-money", number=receipt.name,
                partner=receipt.partner_id.display_name, date=receipt.date, state=receipt.state,
                state_label=states[receipt.state],
                total=receipt.amount, balance=0.0, currency=receipt.currency_id,
                salesperson=receipt.order_id.user_id.name,
            )
            for receipt in self
        }

    # A receipt on the company's own paper: what the print engine asks of a document. The order lends its letterhead.

    egg_print_totals_every_page = False

    def _is_egg_printed(self) -> bool:
        return self.order_id._is_egg_printed()

    def _get_egg_stored_pdf(self) -> None:
        return None

    def _store_egg_pdf(self) -> None:
        """A receipt is drawn anew each time, of what it holds."""

    def _get_egg_print_company(self):
        return self.order_id._get_egg_print_company()

    def _get_egg_localized(self):
        return self.with_context(lang=self.partner_id.lang or self.env.lang)

    def _get_egg_print_annexes(self) -> list:
        return []

    def _get_egg_watermark(self, **options) -> str:
        return self.env._("CANCELLED") if self.state == "cancelled" else ""

    def _get_egg_page_shape(self, values: dict) -> tuple:
        return self.order_id._get_egg_page_shape(values)

    def _render_egg_document(self, **options) -> tuple:
        """(values, markup) of one receipt, in its customer's language."""
        receipt = self._get_egg_localized()
        values = receipt._get_egg_print_values()
        return values, receipt.env["ir.qweb"]._render("egg_sales.deposit_receipt_print", values)

    def _get_egg_print_values(self) -> dict:
        self.ensure_one()
        order, formats = self.order_id, PrintFormats(self)
        references = [
            (self.env._("Received on"), formats.date(self.date)), (self.env._("Order"), order.name),
            (self.env._("Payment mode"), self.payment_mode_id.name), (self.env._("Reference"), self.reference),
        ]
        return {
            "document": self, "has_vat": self.company_id.sudo()._has_egg_vat(),  # sudo: whoever prints it
            "company": self._get_egg_print_company(), "lang": self.env.lang, "layout": "classic",
            "letterhead": order._get_egg_letterhead(), "heading": self.env._("Deposit receipt"), "number": self.name,
            "sender": order.egg_sender or "", "footer": order.egg_footer or "",
            "identity": order._get_egg_print_identity(),
            "address": order._get_egg_print_address(), "delivery": False, "totals_every_page": False,
            "references": [(label, value) for label, value in references if value],
            "rows": [
                {"name": line.name, "rate": line.tax_name, "base": formats.money(line.base),
                 "tax": formats.money(line.tax)}
                for line in self.line_ids
            ],
            "total": formats.money(self.amount),
        }
