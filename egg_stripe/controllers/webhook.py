from odoo import SUPERUSER_ID, http
from odoo.addons.payment_stripe.controllers.main import StripeController
from odoo.http import request
from werkzeug.exceptions import BadRequest, Forbidden

from ..core.stripe_debit import read_event
from ..gateway import verify_event

#: More than any event holds.
MAX_SIZE = 1 << 20


class EggStripeController(StripeController):
    @http.route()
    def stripe_webhook(self):
        """Core takes unsigned news when no secret is set, and stumbles over broken ones:
        here the signature comes first, always.

        It also tells whose news it is: each company signs with a secret of its own.
        """
        # Nobody is logged in: the signature is the right to speak.
        providers_sudo = request.env["payment.provider"].sudo().search([("code", "=", "stripe"),
                                                                        ("stripe_webhook_secret", "!=", False)])
        if (request.httprequest.content_length or 0) > MAX_SIZE:
            raise Forbidden()
        try:
            event, index = verify_event(
                request.httprequest.get_data(), request.httprequest.headers.get("Stripe-Signature"),
                [one.stripe_webhook_secret for one in providers_sudo])
            news = read_event(event)
        except PermissionError:
            raise Forbidden() from None
        except ValueError:
            raise BadRequest() from None
        if news and self._apply_egg_event(providers_sudo[index], news):
            return request.make_json_response("")
        try:
            return super().stripe_webhook()
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError):  # signed, yet not what core reads
            raise BadRequest() from None

    def _apply_egg_event(self, provider_sudo, news) -> bool:
        """Apply news of a debit; False when it is about something else, which core may know."""
        # superuser: nobody is logged in; the signature was verified, and it is this provider's
        debits = request.env["payment.transaction"].with_user(SUPERUSER_ID).with_company(provider_sudo.company_id)
        if not debits._find_egg_debits(provider_sudo, [news]):
            return False
        debits._apply_egg_news(provider_sudo.with_env(debits.env), [news])
        # sudo: as above
        request.env.ref("egg_stripe.egg_stripe_follow_cron").sudo()._trigger()
        return True
