from odoo import http
from odoo.addons.egg_billing.core.typed import clean_signer, is_finite, is_number, read_typed
from odoo.addons.egg_billing.tools.picture import is_drawn
from odoo.addons.sale_management.controllers import portal
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

#: How many of an option a customer takes at most.
MOST_OF_AN_OPTION = 1_000_000


class CustomerPortal(portal.CustomerPortal):
    def _prepare_quotations_domain(self, partner):
        """A quote whose order stands is nothing to review: the order is in the list of orders. One that is being
        revised is what the customer has, until the new version is sent.
        """
        return [*super()._prepare_quotations_domain(partner), "|", ("egg_state", "!=", "done"),
                ("egg_replaced_by_id.state", "=", "draft")]

    @http.route()
    def portal_order_page(self, order_id, report_type=None, access_token=None, **kwargs):
        """The link of a version of a quote leads to the newest one, and says so; its own PDF says REPLACED."""
        if not is_finite(kwargs.get("payment_amount", 0)):
            kwargs["payment_amount"] = None
        newest_sudo = None if report_type in ("html", "pdf", "text") else self._find_egg_newest(order_id, access_token)
        if newest_sudo:
            return request.redirect(newest_sudo.get_portal_url(query_string=f"&egg_from={order_id}"))
        return super().portal_order_page(order_id, report_type=report_type, access_token=access_token, **kwargs)

    def _find_egg_newest(self, order_id, access_token):
        """Return the version that this visitor is led to; None when it is the one asked for, or not his to see."""
        try:
            order_sudo = self._document_check_access("sale.order", order_id, access_token=access_token)
        except (AccessError, MissingError):
            return None
        newest_sudo = order_sudo._get_egg_told_version()
        return newest_sudo if newest_sudo != order_sudo else None

    @http.route()
    def portal_quote_decline(self, order_id, access_token=None, decline_message=None, **kwargs):
        """A quote that the customer declines on the portal is refused (QUO-12), not merely cancelled."""
        order_sudo = self._find_egg_open_order(order_id, access_token)
        response = super().portal_quote_decline(order_id, access_token=access_token,
                                                decline_message=read_typed(decline_message), **kwargs)
        if order_sudo and order_sudo.state == "cancel":
            order_sudo._egg_refuse_online()
        return response

    @http.route()
    def portal_quote_accept(self, order_id, access_token=None, name=None, signature=None):
        """What is signed is what was seen, by somebody who says his name and draws."""
        token = access_token or request.httprequest.args.get("access_token")
        order_sudo = self._find_egg_open_order(order_id, token)
        if order_sudo and (problem := self._get_egg_signing_problem(order_sudo, name, signature)):
            return {"error": problem}
        return super().portal_quote_accept(order_id, access_token=access_token, name=clean_signer(name),
                                           signature=signature)

    def _get_egg_signing_problem(self, order_sudo, name, signature) -> str:
        """Return why this signature is not taken, in words; empty: it is."""
        seen = request.httprequest.args.get("egg_total")
        if seen and seen != order_sudo._get_egg_seen_total():
            return request.env._(
                "This quotation has changed since you opened it: it is %(amount)s now. Please open it again, look at "
                "it, and sign.", amount=order_sudo.currency_id.format(order_sudo.amount_total))
        if not clean_signer(name):
            return request.env._("Please enter your name beside the signature.")
        return "" if is_drawn(signature) else request.env._("The signature is missing: please draw it.")

    def _get_payment_values(self, order_sudo, *args, **kwargs):
        """What he pays is what he saw: what the page shows as owed goes with the payment."""
        route = order_sudo.get_portal_url(suffix="/transaction",
                                          query_string=f"&egg_owed={order_sudo._get_egg_seen_owed()}")
        return super()._get_payment_values(order_sudo, *args, **kwargs) | {"transaction_route": route}

    @http.route()
    def portal_quote_option_update(self, order_id, line_id, access_token=None, remove=False, input_quantity=False,
                                   **kwargs):
        """How many of an option he takes is the customer's to say; less than none would be a discount. What one costs
        is what he was offered, whatever the price list says meanwhile.
        """
        if not is_number(line_id) or input_quantity is not False and not self._is_egg_quantity(input_quantity):
            return None
        order_sudo = self._find_egg_open_order(order_id, access_token)
        lines_sudo = self._find_egg_option(order_sudo, int(line_id))
        lines_sudo._remember_egg_offer()
        response = super().portal_quote_option_update(order_id, line_id, access_token=access_token, remove=remove,
                                                      input_quantity=input_quantity, **kwargs)
        lines_sudo._keep_egg_offer()
        return response

    def _find_egg_option(self, order_sudo, number: int):
        """Return the option that may be changed now, with the items of a combo; nothing otherwise."""
        lines_sudo = (order_sudo or request.env["sale.order"]).order_line
        option_sudo = lines_sudo.filtered(lambda line: line.id == number and line._can_be_edited_on_portal())
        return option_sudo | option_sudo._get_linked_lines().filtered("combo_item_id") if option_sudo else option_sudo

    def _is_egg_quantity(self, sent) -> bool:
        return is_finite(sent) and 0 <= float(sent) <= MOST_OF_AN_OPTION

    def _find_egg_open_order(self, order_id, access_token):
        """Return the order that this visitor may see, unless it is cancelled already; None otherwise."""
        try:
            # The visitor has no account: the core checks the token and hands out the record with all rights.
            order_sudo = self._document_check_access("sale.order", order_id, access_token=access_token)
        except (AccessError, MissingError):
            return None
        return order_sudo if order_sudo.state != "cancel" else None
