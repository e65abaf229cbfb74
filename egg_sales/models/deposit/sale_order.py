from odoo import fields, models
from odoo.addons.egg_billing.figures import format_figure
from odoo.exceptions import UserError
from odoo.fields import Command


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_egg_deposit_rates(self, amount: float) -> list:
        """Return what a deposit of `amount` (tax included) is made of: one dict per VAT rate.

        Keys: taxes (record), name, goods (text), base, tax, in the order's currency; bases and taxes add up to
        `amount`.
        """
        self.ensure_one()
        tax_model = self.env["account.tax"]
        lines = self.order_line.filtered(lambda line: not line.display_type and not line.is_downpayment)
        base_lines = [line._prepare_base_line_for_taxes_computation() for line in lines]
        tax_model._add_tax_details_in_base_lines(base_lines, self.company_id)
        tax_model._round_base_lines_tax_details(base_lines, self.company_id)
        parts = tax_model._prepare_down_payment_lines(
            base_lines=base_lines, company=self.company_id, amount_type="fixed", amount=amount,
            computation_key="egg_deposit"
        )
        tax_model._add_tax_details_in_base_lines(parts, self.company_id)
        tax_model._round_base_lines_tax_details(parts, self.company_id)
        return [self._prepare_egg_deposit_rate(part) for part in parts]

    def _prepare_egg_deposit_rate(self, part) -> dict:
        details, taxes = part["tax_details"], part["tax_ids"]
        return {
            "taxes": taxes,
            "name": ", ".join(taxes.mapped(lambda tax: tax.invoice_label or tax.name)) or self.env._("No tax"),
            "goods": self._get_egg_deposit_goods(taxes),
            "base": details["total_excluded_currency"] + details["delta_total_excluded_currency"],
            "tax": sum(tax["tax_amount_currency"] for tax in details["taxes_data"]),
        }

    def _get_egg_deposit_goods(self, taxes) -> str:
        """Name the goods and services of the order that bear these taxes (the law wants them on a deposit invoice)."""
        lines = self.order_line.filtered(
            lambda line: not line.display_type and not line.is_downpayment and line.price_subtotal > 0
            and line.tax_ids == taxes
        )
        names = [" × ".join((format_figure(self.env, line.product_uom_qty),
                             (line.name or line.product_id.display_name).splitlines()[0])) for line in lines]
        return ", ".join(dict.fromkeys(names))

    def _force_lines_to_invoice_policy_order(self):
        """The whole of the order is invoiced, but of its deposits what stands: no quantity says how much that is."""
        super()._force_lines_to_invoice_policy_order()
        deposits = self.order_line.filtered("is_downpayment")
        self.env.add_to_compute(deposits._fields["qty_to_invoice"], deposits)

    def _check_egg_deposit_amount(self, amount: float) -> None:
        """Refuse a deposit document that would make the deposits of this order exceed its total."""
        self.ensure_one()
        left = self.amount_total - self._get_egg_deposit_documented()
        if self.currency_id.compare_amounts(amount, left) > 0:
            raise UserError(
                self.env._(
                    "The deposits of %(order)s would exceed its total: a deposit of %(left)s at most can still be "
                    "made. Note the rest as a payment.",
                    order=self.display_name, left=self.currency_id.format(max(left, 0.0)),
                )
            )

    def _check_egg_deposit_issued(self, invoice) -> None:
        """:raises UserError: this deposit invoice, changed by hand, is more than what is left of this order once all
            that was issued is counted; parts are rounded one by one, a few cents are none too much
        """
        self.ensure_one()
        left = self.amount_total - self._get_egg_documented(is_issued=True) + invoice.amount_total
        if self.currency_id.compare_amounts(invoice.amount_total, left + 5 * self.currency_id.rounding) > 0:
            raise UserError(self.env._(
                "%(invoice)s is more than what is left of %(order)s, of which %(left)s at most can be asked as a "
                "deposit. Lower its amount.", invoice=invoice.display_name, order=self.display_name,
                left=self.currency_id.format(max(left, 0.0))))

    def _check_egg_deposit_invoice(self, amount: float) -> None:
        """:raises UserError: a deposit invoice of this amount is more than what is left of this order, once its
            invoices and deposits are counted, drafts too
        """
        self.ensure_one()
        left = self.amount_total - self._get_egg_documented()
        if self.currency_id.compare_amounts(amount, left) > 0:
            drafts_sudo = self._get_egg_counted_moves().filtered(lambda move: move.state == "draft")
            text = self.env._(
                "A deposit of %(amount)s is more than what is left of %(order)s: its total is %(total)s, and "
                "%(done)s of it are invoiced or documented as deposits. A deposit of %(left)s at most can be made.",
                amount=self.currency_id.format(amount), order=self.display_name,
                total=self.currency_id.format(self.amount_total),
                done=self.currency_id.format(self.amount_total - left), left=self.currency_id.format(max(left, 0.0)))
            if drafts_sudo:
                text += " " + self.env._("Draft invoices count: delete those that are not wanted.")
            raise UserError(text)

    def _get_egg_documented(self, *, is_issued: bool = False) -> float:
        """What the invoices of this order make, deposits, drafts and receipts of deposits included, less credit notes.

        An invoice of several orders counts with the lines of this one.

        :param is_issued: drafts do not count
        """
        self.ensure_one()
        total = 0.0
        for move in self._get_egg_counted_moves():
            if is_issued and move.state != "posted":
                continue
            lines = move.invoice_line_ids
            orders = lines.sale_line_ids.order_id
            own = lines.filtered(lambda line: self in line.sale_line_ids.order_id) if len(orders) > 1 else lines
            # What an early discount takes off the VAT stands on no line.
            amount = move.amount_total if own == lines else sum(own.mapped("price_total"))
            total -= move.direction_sign * amount
        receipts_sudo = self.sudo().egg_deposit_receipt_ids  # sudo: all of them count
        return self.currency_id.round(
            total + sum(receipts_sudo.filtered(lambda receipt: receipt.state == "done").mapped("amount")))

    def _get_egg_deposit_documented(self) -> float:
        """Return what the deposit invoices and receipts of this order make, tax included."""
        self.ensure_one()
        receipts_sudo = self.sudo().egg_deposit_receipt_ids  # sudo: all of them count
        return self._get_egg_deposit_invoiced() + sum(
            receipts_sudo.filtered(lambda receipt: receipt.state == "done").mapped("amount")
        )

    def _ensure_egg_deposit_account(self):
        """Return the account of deposits received, 4191 in France, and set it on the company when it is not.

        `sale` sets it only when it is installed after the chart of accounts.

        :raises UserError: a French company has no such account.
        """
        # sudo: salespeople make deposit invoices; they cannot write on the company.
        company_sudo = self.company_id.sudo()
        is_french = company_sudo.account_fiscal_country_id.code == "FR"
        if not company_sudo.downpayment_account_id and is_french:
            # sudo: where deposits are booked, for salespeople who may make a deposit of the order
            accounts = self.env["account.account"].sudo().with_company(company_sudo)
            company_sudo.downpayment_account_id = accounts.search(
                [*accounts._check_company_domain(company_sudo), ("code", "=like", "4191%")], limit=1
            )
        account = company_sudo.downpayment_account_id
        if is_french and not account:
            raise UserError(
                self.env._(
                    "%(company)s has no account for deposits received (4191). Choose it in the settings of Sales.",
                    company=company_sudo.display_name,
                )
            )
        return account

    def _create_egg_deposit_invoice(self, payment_sudo):
        """Make, validate and pay the deposit invoice of this payment.

        Called as superuser, rights are checked before.
        """
        self.ensure_one()
        self._ensure_egg_deposit_account()
        wizard = self.env["sale.advance.payment.inv"].create(
            {"sale_order_ids": [Command.set(self.ids)], "advance_payment_method": "fixed",
             "fixed_amount": payment_sudo.amount}
        )
        move = wizard.with_context(egg_deposit_payment=payment_sudo)._create_invoices(self)
        payment_sudo.egg_deposit_move_id = move
        move.action_post()
        self._log_egg_event("deposit", self.env._("Deposit invoice %(name)s made.", name=move.name))
        return move

    def _create_egg_deposit_receipt(self, payment_sudo):
        self.ensure_one()
        receipt = self.env["egg.deposit.receipt"]._create_from_payment(self, payment_sudo)
        self._log_egg_event("deposit", self.env._("Deposit receipt %(name)s made.", name=receipt.name))
        return receipt

    def _get_invoiceable_lines(self, final=False):
        """A deposit is deducted from goods: alone only once all is invoiced, to give back what is left of it."""
        lines = super()._get_invoiceable_lines(final)
        sold = lines.filtered(lambda line: not line.is_downpayment and not line.display_type)
        if sold or not lines.filtered("is_downpayment") or self._is_egg_invoiced_in_full():
            return lines
        return lines.browse()

    def _is_egg_invoiced_in_full(self) -> bool:
        """Whether nothing of what was ordered is left to invoice, draft invoices included."""
        return all(
            self.currency_id.compare_amounts(line.qty_invoiced, line.product_uom_qty) >= 0
            for line in self._get_egg_ordinary_lines()
        )

    def _create_account_invoices(self, invoice_vals_list, final):
        moves = super()._create_account_invoices(invoice_vals_list, final)
        for move in moves:
            move._limit_egg_deductions()
        return moves

    egg_deposit_receipt_ids = fields.One2many("egg.deposit.receipt", "order_id", "Deposit receipts")

    def _get_egg_map_links(self):
        return super()._get_egg_map_links() | {
            ((receipt.order_id._name, receipt.order_id.id), (receipt._name, receipt.id))
            for receipt in self.egg_deposit_receipt_ids
        }
