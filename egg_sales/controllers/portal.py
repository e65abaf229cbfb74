from odoo import http
from odoo.addons.sale.controllers import portal
from odoo.exceptions import AccessError, MissingError


class CustomerPortal(portal.CustomerPortal):
    def _prepare_quotations_domain(self, partner):
        """A quote whose order stands is nothing to review: the order is in the list of orders."""
        return [*super()._prepare_quotations_domain(partner), ("egg_state", "!=", "done")]

    @http.route()
    def portal_quote_decline(self, order_id, access_token=None, decline_message=None, **kwargs):
        """A quote that the customer declines on the portal is refused (QUO-12), not merely cancelled."""
        order_sudo = self._find_egg_open_order(order_id, access_token)
        response = super().portal_quote_decline(order_id, access_token=access_token, decline_message=decline_message,
                                                **kwargs)
        if order_sudo and order_sudo.state == "cancel":
            order_sudo._egg_refuse_online()
        return response

    def _find_egg_open_order(self, order_id, access_token):
        """Return the order that this visitor may see, unless it is cancelled already; None otherwise."""
        try:
            # The visitor has no account: the core checks the token and hands out the record with all rights.
            order_sudo = self._document_check_access("sale.order", order_id, access_token=access_token)
        except (AccessError, MissingError):
            return None
        return order_sudo if order_sudo.state != "cancel" else None
