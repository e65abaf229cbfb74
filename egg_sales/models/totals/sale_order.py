from itertools import chain

from odoo import api, fields, models
from odoo.addons.egg_billing.core import discount as core
from odoo.addons.egg_billing.core.inside import INSIDE
from odoo.addons.egg_billing.models.totals.egg_totals_mixin import SYNCING, dec

#: Context key: whether the invoice being made takes back what was returned and deducts deposits.
FINAL = "egg_final_invoice"
ROLE_PRODUCTS = {
    "discount": "egg_sales.product_discount", "third_party_tax": "egg_sales.product_third_party_tax",
    "shipping": "egg_sales.product_shipping",
}


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["egg.totals.mixin", "sale.order"]

    # What the firm earns is none of its customers' business, who read their orders in the portal.
    margin = fields.Monetary(groups="base.group_user")
    margin_percent = fields.Float(groups="base.group_user")

    def _get_egg_lines_field(self) -> str:
        return "order_line"

    @api.model
    def _get_egg_totals_triggers(self) -> set[str]:
        return super()._get_egg_totals_triggers() | {"pricelist_id"}

    @api.model
    def _get_egg_rate_triggers(self) -> set[str]:
        return {"date_order"}

    def _get_egg_quantity_field(self) -> str:
        return "product_uom_qty"

    def _get_egg_base_line(self, line) -> dict:
        return line._prepare_base_line_for_taxes_computation()

    def _get_egg_currency_rate(self) -> float:
        return self.currency_rate

    def _is_egg_totals_open(self) -> bool:
        return self.state != "cancel" and not self.locked

    def _prepare_egg_role_line_values(self, wanted: dict) -> dict:
        product_id = self.env["ir.model.data"]._xmlid_to_res_id(ROLE_PRODUCTS[wanted["role"]], raise_if_not_found=True)
        product = self.env["product.product"].browse(product_id)
        values = super()._prepare_egg_role_line_values(wanted) | {
            "product_id": product.id, "product_uom_id": product.uom_id.id, "product_uom_qty": wanted["quantity"],
            "technical_price_unit": wanted["price_unit"],
        }
        # What is collected for others, or passed on, is no margin; a discount has no cost.
        values["purchase_price"] = wanted.get("cost", 0.0)
        return values

    def _get_egg_early_payment_base_lines(self) -> list:
        return self._add_base_lines_for_early_payment_discount()

    def _add_base_lines_for_early_payment_discount(self):
        """An early discount that is always granted comes off amounts without tax, also where prices include it, as on
        the invoice (`account.move._prepare_epd_base_line_for_taxes_computation`): the core's order would read them
        with tax. Firms that do not lock issued documents go on as they did.
        """
        early = super()._add_base_lines_for_early_payment_discount()
        company_sudo = self.company_id.sudo()  # sudo: whoever reads the order needs the rule, not the company
        return self._merge_egg_early_lines(early) if early and company_sudo.egg_lock_issued else early

    def _merge_egg_early_lines(self, early: list) -> list:
        """One base line per combination of taxes, of amounts rounded line by line: as the invoice books it."""
        money, merged = self.currency_id or self.company_id.currency_id, {}
        for line in early:
            amount = money.round(line["price_unit"])
            kept = merged.setdefault(line["tax_ids"], line | {"price_unit": 0.0, "special_mode": "total_excluded"})
            kept["price_unit"] += amount
        return list(merged.values())

    # The unsaved form -----------------------------------------------------

    def _has_egg_virtual_lines(self) -> bool:
        return not self.id and self._has_egg_generated_lines()

    def _get_priced_lines(self):
        lines = super()._get_priced_lines()
        if self._has_egg_virtual_lines():
            return lines.filtered(lambda line: not line.egg_role)
        return lines

    @api.model
    def _get_egg_live_fields(self) -> list[str]:
        return [*super()._get_egg_live_fields(), "payment_term_id"]

    def _get_egg_virtual_early_lines(self, generated) -> list:
        """As the core does for the lines that are there (`_add_base_lines_for_early_payment_discount`)."""
        early = self._add_base_lines_for_early_payment_discount()
        percent = self.payment_term_id.discount_percentage
        if not early:
            return early
        early += self._prepare_egg_early_lines(generated, percent)
        company_sudo = self.company_id.sudo()  # sudo: as above
        return self._merge_egg_early_lines(early) if company_sudo.egg_lock_issued else early

    @api.depends(lambda self: self._get_egg_totals_depends())
    def _compute_amounts(self):
        live = self.filtered(lambda order: order._has_egg_virtual_lines())
        super(SaleOrder, self - live)._compute_amounts()
        for order in live:
            totals = order._sum_egg_live_totals()
            order.amount_untaxed = totals["base_amount_currency"]
            order.amount_tax = totals["tax_amount_currency"]
            order.amount_total = totals["total_amount_currency"]

    @api.depends_context("lang")
    @api.depends(lambda self: self._get_egg_totals_depends())
    def _compute_tax_totals(self):
        live = self.filtered(lambda order: order._has_egg_virtual_lines())
        super(SaleOrder, self - live)._compute_tax_totals()
        for order in live:
            order.tax_totals = order._sum_egg_live_totals()

    @api.depends_context("lang")
    @api.depends("amount_total", "order_line.price_subtotal")
    def _compute_egg_totals_summary(self):
        super()._compute_egg_totals_summary()

    @api.depends("order_line.egg_role", "order_line.price_subtotal", "egg_discount_mode", "egg_discount_value")
    def _compute_margin(self):
        """The percentage is of the sales alone: third-party taxes and shipping, passed on at cost, are none."""
        super()._compute_margin()
        for order in self:
            if order._has_egg_virtual_lines():
                totals = order._get_egg_totals()
                ordinary = order.order_line.filtered(lambda line: not line.egg_role)
                sales = totals["lines_untaxed"] + totals["discount"]
                order.margin = sum(ordinary.mapped("margin")) + totals["discount"]
                order.margin_percent = sales and order.margin / sales
                continue
            passed_on = order.order_line.filtered(lambda line: line.egg_role in ("third_party_tax", "shipping"))
            if passed_on:
                sales = order.amount_untaxed - sum(passed_on.mapped("price_subtotal"))
                order.margin_percent = sales and order.margin / sales

    # Generated lines ------------------------------------------------------

    @api.model
    def _is_egg_generated_command(self, command) -> bool:
        """An exported order that is imported again lists its generated lines."""
        if command[0] == 1:
            return bool(self.env.context.get("import_file")) and bool(
                self.env["sale.order.line"].browse(command[1]).egg_role)
        if command[0] != 0 or command[2].get("egg_role"):
            return False
        find = self.env["ir.model.data"]._xmlid_to_res_id
        return command[2].get("product_id") in {find(name) for name in ROLE_PRODUCTS.values()}

    def _get_copiable_order_lines(self):
        return super()._get_copiable_order_lines().filtered(lambda line: not line.egg_role)

    def _get_update_prices_lines(self):
        return super()._get_update_prices_lines().filtered(lambda line: not line.egg_role)

    def _sync_egg_role_lines(self, drafts=None):
        super(SaleOrder, self.with_context(sale_no_log_for_new_lines=True))._sync_egg_role_lines(drafts)

    def _recompute_taxes(self):
        super(SaleOrder, self.with_context(**{SYNCING: INSIDE}))._recompute_taxes()
        self._update_egg_taxes()

    # Loyalty --------------------------------------------------------------

    def _get_no_effect_on_threshold_lines(self):
        """A hook of `sale_loyalty`, where it is installed: no reward is counted on what follows the products, nor
        discounts it.
        """
        above = getattr(super(), "_get_no_effect_on_threshold_lines", self.order_line.browse)
        return above() | self.order_line.filtered("egg_role")

    def _get_not_rewarded_order_lines(self):
        """A hook of `sale_loyalty`: a discount, a tax or shipping is nothing that customers bought."""
        above = getattr(super(), "_get_not_rewarded_order_lines", self.order_line.browse)
        return above().filtered(lambda line: not line.egg_role)

    # Invoicing ------------------------------------------------------------

    def _get_invoiceable_lines(self, final=False):
        """The invoice makes its own generated lines: it is a live document too."""
        return super()._get_invoiceable_lines(final).filtered(lambda line: not line.egg_role)

    def _create_invoices(self, grouped=False, final=False, date=None):
        orders = self.with_context(**{FINAL: final})
        settled = orders.filtered(lambda order: order._has_egg_balance() and not order._has_egg_lines_to_invoice(final))
        moves = self.env["account.move"]
        if settled != orders or not orders:
            moves = super(SaleOrder, orders - settled)._create_invoices(grouped=grouped, final=final,
                                                                        date=date).with_env(self.env)
        for order in settled:
            moves |= order._create_egg_balance_invoice().with_env(self.env)
        moves._credit_egg_discounts()
        return moves

    # Balance --------------------------------------------------------------

    def _has_egg_lines_to_invoice(self, final) -> bool:
        return any(not line.display_type for line in self._get_invoiceable_lines(final))

    def _has_egg_balance(self) -> bool:
        """Whether all lines are invoiced, but the discount or the shipping on the
        invoices is not what the order says now.
        """
        if self.state != "sale" or not any(line.egg_role in ("discount", "shipping") for line in self.order_line):
            return False
        if not self._get_egg_counted_moves() or not self._is_egg_invoiced_in_full():
            return False
        values = self._prepare_egg_invoice_totals()
        amounts = [values["egg_shipping_amount"]]
        for pair in (values.get("egg_discount_parts") or [{}])[0].get("amounts", {}).values():
            amounts += pair
        return any(not self.currency_id.is_zero(amount) for amount in amounts)

    def _create_egg_balance_invoice(self):
        """Make an invoice, or a credit note, of nothing but what the discount and the shipping of this order lack."""
        if not self.env["account.move"].has_access("create"):
            self.check_access("write")
        order = self.with_context(lang=self._get_lang()).with_company(self.company_id)
        values = order._prepare_invoice()
        if not values.get("egg_discount_parts"):
            values |= self._prepare_egg_source_values()
        move = order._create_account_invoices([values], True)
        move._credit_egg_discounts()  # before its history says what it is
        move.with_env(self.env).message_post_with_source(
            "mail.message_origin_link", render_values={"self": move, "origin": self}, subtype_xmlid="mail.mt_note")
        return move

    @api.depends("egg_discount_mode", "egg_discount_value", "egg_shipping_amount", "order_line.price_total",
                 "order_line.invoice_lines.price_total", "order_line.invoice_lines.move_id.state")
    def _compute_invoice_status(self):
        """What the discount or the shipping lacks is to be invoiced too, once nothing else is."""
        super()._compute_invoice_status()
        for order in self:
            if order.invoice_status in ("invoiced", "upselling") and order._has_egg_balance():
                order.invoice_status = "to invoice"

    def _prepare_invoice(self):
        return super()._prepare_invoice() | self._prepare_egg_invoice_totals()

    def _prepare_egg_invoice_totals(self) -> dict:
        """The discount and shipping cost that the next invoice of this order takes.

        Partial invoices share the discount by the value of their lines, for each combination of VAT, and the last one
        takes the rest, so that all invoices together take exactly what the order says in the end (less the credit
        notes): what the order takes less than before, or what is returned, is given back; what is carried is negative
        then. Shipping goes on the first invoice.
        """
        values = self._prepare_egg_totals_values()
        moves_sudo = self._get_egg_counted_moves()
        if not (moves_sudo or any(line.egg_role for line in self.order_line)):
            return values
        done = sum((dec(self._get_egg_invoiced_shipping(move)) for move in moves_sudo), dec(0))
        values["egg_shipping_amount"] = float(dec(self.egg_shipping_amount) - done)
        if amounts := self._get_egg_discount_amounts(moves_sudo):
            mode = core.MODES[self.egg_discount_mode]
            values["egg_discount_value"] = float(mode.carry(dec(self.egg_discount_value),
                                                            self._sum_egg_amounts(amounts, mode)))
            amounts = {key: list(map(float, pair)) for key, pair in amounts.items()}
            values["egg_discount_parts"] = [
                {"mode": self.egg_discount_mode, "value": values["egg_discount_value"], "amounts": amounts,
                 "source": self.id}]
        elif any(line.egg_role for line in self.order_line):
            values |= self._prepare_egg_source_values()
        return values

    def _prepare_egg_source_values(self) -> dict:
        """Tell an invoice which order its generated lines are from."""
        part = {"mode": self.egg_discount_mode, "value": 0.0, "amounts": {}, "source": self.id}
        return {"egg_discount_value": 0.0, "egg_discount_parts": [part]}

    def _get_egg_counted_moves(self):
        """The invoices and credit notes of this order that are not cancelled."""
        # sudo: all invoices count, those a salesperson may not see too.
        return self.sudo().invoice_ids.filtered(lambda move: move.state != "cancel"
                                                and move.move_type in ("out_invoice", "out_refund"))

    def _get_egg_invoiced_shipping(self, move) -> float:
        """What this order had of the shipping on an invoice, negative on a credit note."""
        amount = move.egg_shipping_amount
        for part in move.egg_discount_parts or []:
            if "group" in part:
                amount = part.get("shipping", 0.0) if part["group"] == self.id else amount
        return -move.direction_sign * amount

    def _get_egg_invoiced_discount_lines(self, move):
        """The lines of an invoice that take this order's discount."""
        lines = move.line_ids.filtered(lambda line: line.egg_role == "discount")
        if any("group" in part for part in move.egg_discount_parts or []):
            lines = lines.filtered(lambda line: (line.egg_role_key or "").startswith(f"{self.id}/"))
        return lines

    def _get_egg_discount_amounts(self, moves) -> dict:
        """What the next invoice takes of the discount, for each combination of VAT; empty without any."""
        mode, unit = core.MODES[self.egg_discount_mode], dec(self.currency_id.rounding)
        full = self._sum_egg_bases(
            self._get_egg_saved_bases(self.order_line.filtered(lambda line: line.egg_role == "discount"), -1))
        done = self._sum_egg_bases(*(
            move._get_egg_saved_bases(self._get_egg_invoiced_discount_lines(move), move.direction_sign)
            for move in moves))
        whole, part = {}, {}
        for line in self._get_egg_ordinary_lines():
            [(key, base)] = self._sum_egg_bases(self._get_egg_saved_bases(line)).items()
            whole[key] = whole.get(key, core.NOTHING) + base
            if line.product_uom_qty:
                ratio = dec(line._get_egg_quantity_after_invoice()) / dec(line.product_uom_qty)
                part[key] = part.get(key, core.NOTHING) + base.times(ratio)
        nothing = core.NOTHING
        return {
            key: mode.share_both(*(bases.get(key, nothing) for bases in (full, done, part, whole)), unit)
            for key in {**full, **done}
        }

    @api.model
    def _sum_egg_bases(self, *all_bases) -> dict:
        """Return {combination of VAT: the sum}, whatever the groups."""
        sums = {}
        for (_group, key), base in chain.from_iterable(bases.items() for bases in all_bases):
            sums[key] = sums.get(key, core.NOTHING) + base
        return sums

    def _get_invoice_grouping_keys(self):
        return [*super()._get_invoice_grouping_keys(), "egg_shipping_tax_ids"]

    def _create_account_invoices(self, invoice_vals_list, final):
        """An invoice that gathers several orders keeps each order's own discount on that order's lines."""
        for values in invoice_vals_list:
            commands = [command[2] for command in values.get("invoice_line_ids", []) if len(command) == 3
                        and command[2]]
            line_ids = [link[1] for link in chain.from_iterable(line.get("sale_line_ids", []) for line in commands)]
            orders = self.env["sale.order.line"].browse(line_ids).order_id
            if len(orders) > 1 and any(order.egg_discount_value or order.egg_shipping_amount for order in orders):
                orders._gather_egg_totals(values, commands)
        return super()._create_account_invoices(invoice_vals_list, final)

    def _gather_egg_totals(self, values, commands):
        """Put the discounts and the shipping of these orders in the values of one invoice."""
        parts = []
        for order in self:
            own = order._prepare_egg_invoice_totals()
            for part in own.get("egg_discount_parts") or [{"mode": "untaxed_percent", "value": 0.0}]:
                parts.append(part | {"group": order.id, "shipping": own["egg_shipping_amount"]})
        for line in commands:
            order = self.env["sale.order.line"].browse([link[1] for link in line.get("sale_line_ids", [])]).order_id
            line["egg_discount_group"] = order[:1].id
        values.update(
            egg_discount_mode="untaxed_percent", egg_discount_value=0.0, egg_discount_parts=parts,
            egg_shipping_amount=sum(part["shipping"] for part in parts),
        )
