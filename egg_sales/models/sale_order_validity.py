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

        Core counts from today and never follows the date.
        """
        for order in self:
            is_frozen = order._origin.id and order.state in ("sale", "cancel")
            is_typed = order.validity_date and order.validity_date != order.egg_validity_rule_date
            day = fields.Datetime.context_timestamp(order, order.date_order).date() if order.date_order else False
            rule_date = day and day + timedelta(days=order.company_id.quotation_validity_days)
            if is_frozen:
                order.egg_validity_rule_date = order.egg_validity_rule_date
                order.validity_date = order.validity_date
                continue
            if not is_typed:
                order.validity_date = rule_date
            order.egg_validity_rule_date = rule_date
