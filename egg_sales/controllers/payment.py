from datetime import timedelta

from odoo import fields, http
from odoo.addons.egg_billing.core import begun
from odoo.addons.egg_billing.core.typed import is_amount, keep_here
from odoo.addons.payment.controllers.post_processing import PaymentPostProcessing
from odoo.addons.sale.controllers.portal import PaymentPortal
from odoo.exceptions import AccessError, MissingError, ValidationError
from odoo.http import request


class OrderPaymentPortal(PaymentPortal):
    """Money for a quote or an order: only what its page would ask for, and by one browser at a time."""

    @http.route()
    def portal_order_transaction(self, order_id, access_token, **kwargs):
        try:
            order_sudo = self._document_check_access("sale.order", order_id, access_token)
        except (AccessError, MissingError):  # the core says so in its words
            return super().portal_order_transaction(order_id, access_token, **kwargs)
        order_sudo._take_egg_turn_to_pay()
        problem = self._get_egg_paying_problem(order_sudo, kwargs.get("amount"))
        if problem:
            raise ValidationError(problem)
        kwargs["landing_route"] = keep_here(kwargs.get("landing_route"), order_sudo.get_portal_url())
        values = super().portal_order_transaction(order_id, access_token, **kwargs)
        begun.remember(request.session, request.session[PaymentPostProcessing.MONITORED_TX_ID_KEY])
        return values

    def _get_egg_paying_problem(self, order_sudo, amount) -> str:
        """Return why no payment of this amount is begun, in words; empty: it is."""
        most = order_sudo.amount_total - order_sudo.amount_paid
        if problem := order_sudo._get_egg_unpayable_sentence() or self._get_egg_seen_problem(order_sudo):
            return problem
        if not is_amount(amount) or order_sudo.currency_id.compare_amounts(amount, 0) <= 0 or (
                order_sudo.currency_id.compare_amounts(amount, most) > 0):
            return request.env._("Between nothing and %(most)s can be paid here: please open the page again.",
                                 most=order_sudo.currency_id.format(max(most, 0)))
        if self._find_egg_others(order_sudo):
            return request.env._("A payment is under way already, perhaps in another window: nothing is taken twice. "
                                 "Please finish it there, or try again in %(minutes)s minutes.", minutes=begun.MINUTES)
        return ""

    def _get_egg_seen_problem(self, order_sudo) -> str:
        """Return why a page that shows what was owed before is paid no more, in words; empty: it shows what is owed."""
        if order_sudo.currency_id.compare_amounts(order_sudo.amount_total, order_sudo.amount_paid) <= 0:
            return request.env._("Nothing is to be paid here any more. Please call us if you think otherwise.")
        seen = request.httprequest.args.get("egg_owed")
        if seen and seen != order_sudo._get_egg_seen_owed():
            return request.env._("What is owed here has changed since you opened the page: please open it again, and "
                                 "pay what is left.")
        return ""

    def _find_egg_others(self, order_sudo):
        """Return the payments of this order that are under way in other windows."""
        own = begun.get_own(request.session)
        since = fields.Datetime.now() - timedelta(minutes=begun.MINUTES)
        going_on = order_sudo.transaction_ids.filtered(
            lambda one: one.provider_code != "custom" and one.operation != "refund")
        return going_on.filtered(
            lambda one: one.state in ("pending", "authorized") or one.state == "done" and not one.is_post_processed
            or one.state == "draft" and one.create_date >= since and one.id not in own)
