from datetime import timedelta

from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    egg_validity_rule_date = fields.Date(
        "Validity by the rule", compute="_compute_validity_date", store=True, precompute=True, copy=False,
        help="What the rule last gave: a different validity was typed by hand and stays.",
    )

    @api.model
    def _get_egg_history(self):
        """A validity that is there already counts as typed: it stays."""
        return super()._get_egg_history() | {"egg_validity_rule_date": None}

    @api.depends("date_order")
    def _compute_validity_date(self):
        """Validity = date of the quote + the company's days (zero days: the date itself); a typed date stays.

        Core counts from today and never follows the date: so it stays for companies that did not choose the rule.
        """
        # sudo: a setting, whoever sells
        by_date = self.filtered(lambda order: order.company_id.sudo().egg_validity_by_date)
        others = self - by_date
        # In a form, core's limit stays when only the date of a saved quote moves.
        moved = others.filtered(lambda order: not isinstance(order.id, int) and order._origin
                                and order.date_order != order._origin.date_order)
        super(SaleOrder, others - moved)._compute_validity_date()
        for order in moved:
            order.validity_date = order.validity_date
        for order in others:
            order.egg_validity_rule_date = order.egg_validity_rule_date
        for order in by_date:
            is_frozen = order._origin.id and order.state in ("sale", "cancel")
            is_typed = order.validity_date and order.validity_date != order.egg_validity_rule_date
            day = order.company_id._get_egg_day(order.date_order) if order.date_order else False
            rule_date = day and day + timedelta(days=order.company_id.quotation_validity_days)
            if is_frozen:
                order.egg_validity_rule_date = order.egg_validity_rule_date
                order.validity_date = order.validity_date
                continue
            if not is_typed:
                order.validity_date = rule_date
            order.egg_validity_rule_date = rule_date

    def write(self, vals):
        if "date_order" not in vals or {"validity_date", "company_id", "sale_order_template_id"} & vals.keys():
            return super().write(vals)
        # sudo: a setting, whoever sells
        by_core = self.filtered(lambda order: not order.company_id.sudo().egg_validity_by_date)
        with self.env.protecting([self._fields["validity_date"], self._fields["egg_validity_rule_date"]], by_core):
            return super().write(vals)  # the date moves, also when an order is confirmed: core's limit does not follow

    def _is_egg_validity_typed(self) -> bool:
        """Whether somebody typed how long this quote is valid: it is not what the company's rule gives."""
        if not self.validity_date:
            return False
        company_sudo = self.company_id.sudo()  # sudo: a setting, whoever sells
        if company_sudo.egg_validity_by_date:
            return self.validity_date != self.egg_validity_rule_date
        start = company_sudo._get_egg_day(self.create_date)
        days = company_sudo.quotation_validity_days
        return days <= 0 or self.validity_date != start + timedelta(days=days)
