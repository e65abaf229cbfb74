from odoo.addons.account_payment.controllers.payment import PaymentPortal
from odoo.addons.egg_billing.core.typed import is_amount, keep_here
from odoo.exceptions import ValidationError
from odoo.http import request


class InvoicePaymentPortal(PaymentPortal):
    """On the page of an invoice nothing is paid but what is owed of it, and the payer comes back to this site."""

    def _create_transaction(self, *args, amount=None, landing_route=None, **kwargs):
        """By no page anything is paid to the customer, or leads to another site."""
        if isinstance(amount, (int, float)) and amount < 0:
            raise ValidationError(request.env._("Only an amount above nothing can be paid."))
        landing_route = keep_here(landing_route, "/my")
        return super()._create_transaction(*args, amount=amount, landing_route=landing_route, **kwargs)

    def _process_transaction(self, partner_id, currency_id, invoice_ids, payment_reference, **kwargs):
        # sudo: the link, or the customer's own rights, opened these invoices; what is owed of them is asked
        invoices_sudo = request.env["account.move"].sudo().browse(invoice_ids)
        currency, amount = invoices_sudo.currency_id[:1], kwargs.get("amount")
        owed_sudo = invoices_sudo.filtered(lambda move: move.is_sale_document() and move.is_inbound())
        most = max(sum(owed_sudo.mapped("amount_residual")), 0)
        if not is_amount(amount) or currency.compare_amounts(amount, 0) <= 0 or currency.compare_amounts(
                amount, most) > 0:
            raise ValidationError(request.env._("Between nothing and %(most)s can be paid here: please open the page "
                                                "again.", most=currency.format(most)))
        kwargs["landing_route"] = keep_here(kwargs.get("landing_route"), invoices_sudo[:1].get_portal_url())
        return super()._process_transaction(partner_id, currency_id, invoice_ids, payment_reference, **kwargs)
