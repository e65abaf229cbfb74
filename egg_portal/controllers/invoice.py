from odoo import http
from odoo.addons.account_payment.controllers.payment import PaymentPortal
from odoo.addons.account_payment.controllers.portal import PortalAccount
from odoo.addons.egg_billing.core import begun
from odoo.addons.egg_billing.core.typed import is_amount, keep_here, read_typed
from odoo.addons.payment.controllers.post_processing import PaymentPostProcessing
from odoo.exceptions import ValidationError
from odoo.http import request

from .sent_values import NUMBERS, are_numbers


class InvoicePagePortal(PortalAccount):
    """What he pays is what he saw: what is left of the invoice as its page shows it goes with the payment."""

    def _invoice_get_page_view_values(self, invoice, access_token, *args, **kwargs):
        values = super()._invoice_get_page_view_values(invoice, access_token, *args, **kwargs)
        if route := values.get("transaction_route"):
            values["transaction_route"] = f"{route}?egg_left={invoice._get_egg_seen_left()}"
        return values


class InvoicePaymentPortal(PaymentPortal):
    """On Odoo's pages nothing is paid but what is owed and free, and the payer comes back to this site."""

    def _create_transaction(self, *args, amount=None, landing_route=None, **kwargs):
        """By no page anything is paid to the customer, or leads to another site."""
        if isinstance(amount, (int, float)) and amount < 0:
            raise ValidationError(request.env._("Only an amount above nothing can be paid."))
        if not are_numbers(kwargs) or not self._is_egg_provider(kwargs.get("provider_id")):
            raise ValidationError(request.env._("This way of paying is not available. Please open the page again."))
        kwargs = dict.fromkeys(NUMBERS) | kwargs
        landing_route = keep_here(landing_route, "/my")
        return super()._create_transaction(*args, amount=amount, landing_route=landing_route, **kwargs)

    def _is_egg_provider(self, number) -> bool:
        """Whether this provider takes payments here."""
        # sudo: visitors read no provider
        provider_sudo = request.env["payment.provider"].sudo().browse(number or ()).exists()
        return bool(provider_sudo) and provider_sudo.state != "disabled"

    @http.route()
    def overdue_invoices_transaction(self, payment_reference, **kwargs):
        payment_reference = read_typed(payment_reference, 100)
        if not request.env.user._is_public() and not request.env["account.move"].search_count(
                self._get_overdue_invoices_domain(), limit=1):
            raise ValidationError(request.env._("Nothing is overdue any more: please open the page again."))
        return super().overdue_invoices_transaction(payment_reference, **kwargs)

    def _process_transaction(self, partner_id, currency_id, invoice_ids, payment_reference, **kwargs):
        # sudo: the link, or the customer's own rights, opened these invoices; what is owed of them is asked
        invoices_sudo = request.env["account.move"].sudo().browse(invoice_ids)
        invoices_sudo._take_egg_turn_to_pay()
        problem = self._get_egg_page_problem(invoices_sudo, kwargs.get("amount"))
        if problem:
            raise ValidationError(problem)
        values = super()._process_transaction(partner_id, currency_id, invoice_ids, payment_reference, **kwargs)
        begun.remember(request.session, request.session[PaymentPostProcessing.MONITORED_TX_ID_KEY])
        return values

    def _get_egg_page_problem(self, invoices_sudo, amount) -> str:
        """Return why nothing, or not this amount, is paid of these invoices on their pages; empty: it is."""
        owed_sudo = invoices_sudo.filtered(
            lambda move: move.state == "posted" and move.is_sale_document() and move.is_inbound())
        currency, most = invoices_sudo.currency_id[:1], sum(owed_sudo.mapped("amount_residual"))
        if currency.compare_amounts(most, 0) <= 0:
            return request.env._("Nothing is to be paid here any more. Please call us if you think otherwise.")
        seen = request.httprequest.args.get("egg_left")
        if seen and seen != owed_sudo._get_egg_seen_left():
            return request.env._("What is owed here has changed since you opened the page: please open it again, and "
                                 "pay what is left.")
        if not is_amount(amount) or currency.compare_amounts(amount, 0) <= 0 or currency.compare_amounts(
                amount, most) > 0:
            return request.env._("Between nothing and %(most)s can be paid here: please open the page again.",
                                 most=currency.format(most))
        items_sudo, own = owed_sudo._get_egg_due_items(), begun.get_own(request.session)
        if items_sudo._get_egg_collect_reasons():  # in words of the firm, which are not for its customers
            return request.env._("A payment of these amounts is under way already: nothing is taken twice.")
        if items_sudo._find_egg_begun_payments().filtered(lambda one: one.id not in own):
            return request.env._("A payment is under way already, perhaps in another window: nothing is taken twice. "
                                 "Please finish it there, or try again in %(minutes)s minutes.", minutes=begun.MINUTES)
        return ""
