"""The only place that talks to Stripe.

Through the official library: bank account numbers go nowhere else, and nothing of a request is logged.
"""

import json
import logging
import time
from operator import attrgetter

from ..core.stripe_retry import (
    CONFLICT,
    KEY,
    LOST,
    RATE,
    RATE_TRIES,
    REFUSED,
    RIGHTS,
    SERVER,
    Pace,
    StripeFault,
    wait_seconds,
)

#: The version whose answers `core/stripe_debit.py` reads.
API_VERSION = "2026-10-28.endive"
TIMEOUT = 20
_logger = logging.getLogger(__name__)


def pause(seconds: float) -> None:
    """Wait; tests replace it."""
    time.sleep(seconds)


class StripeGateway:
    """Calls under one key. Make one for a piece of work, so that its calls share a connection and a pace.

    :param address: another address than Stripe's, for tests; only with a test key
    """

    def __init__(self, key: str, address: str = ""):
        import stripe  # takes a second to load

        logging.getLogger("stripe").setLevel(logging.WARNING)
        stripe.enable_telemetry = False
        options = {}
        if address and key.startswith(("sk_test_", "rk_test_")):
            options["base_addresses"] = {"api": address}
        self._errors, self._pace = stripe, Pace()
        self._client = stripe.StripeClient(
            key, stripe_version=API_VERSION, max_network_retries=2,
            # A scalar: a pair of timeouts is not understood by everything that wraps requests.
            http_client=stripe.RequestsClient(timeout=TIMEOUT), **options,
        )

    def call(self, path: str, *ids: str, params: dict | None = None, key: str = "") -> dict:
        """Call Stripe and return its answer as plain values.

        :param path: service and method, like "payment_intents.create"
        :param ids: what stands in the address, like the id of what is retrieved
        :param key: idempotency key; whoever creates something gives one
        :raises StripeFault:
        """
        method = attrgetter(path)(self._client.v1)
        options = {"idempotency_key": key} if key else {}
        for attempt in range(1, RATE_TRIES + 1):
            wait = self._pace.wait_for(time.monotonic())
            if wait:
                pause(wait)
            try:
                return method(*ids, params=params or {}, options=options).to_dict()
            except self._errors.StripeError as error:
                fault = self._to_fault(error)
                if fault.kind != RATE or attempt == RATE_TRIES:
                    _logger.warning("Stripe: %s gave %s %s", path, fault.kind, fault.code)
                    raise fault from None
                pause(wait_seconds(attempt))
        raise StripeFault(RATE)

    def read_all(self, path: str, params: dict) -> list:
        """Return all the objects of a list, page by page, the newest first.

        :raises StripeFault:
        """
        found, page = [], {"data": [], "has_more": True}
        while page.get("has_more"):
            after = {"starting_after": found[-1]["id"]} if found else {}
            page = self.call(path, params=params | {"limit": 100} | after)
            found += page["data"]
            if not page["data"]:
                break
        return found

    def _to_fault(self, error) -> StripeFault:
        kinds = (
            (self._errors.AuthenticationError, KEY), (self._errors.PermissionError, RIGHTS),
            (self._errors.RateLimitError, RATE),
            (self._errors.IdempotencyError, CONFLICT), (self._errors.APIConnectionError, LOST),
            (self._errors.CardError, REFUSED), (self._errors.InvalidRequestError, REFUSED),
        )
        kind = next((name for cls, name in kinds if isinstance(error, cls)), SERVER)
        if kind == SERVER and error.http_status == 409:
            kind = CONFLICT
        told = error.json_body.get("error") if isinstance(error.json_body, dict) else None
        told = told if isinstance(told, dict) else {}
        intent = told.get("payment_intent")
        message = "" if kind in (LOST, SERVER) else error.user_message or ""
        return StripeFault(kind, message, told.get("decline_code") or told.get("code") or "",
                           intent if isinstance(intent, dict) else None)


def verify_event(payload: bytes, signature: str, secrets: list) -> tuple[dict, int]:
    """Return the event of a webhook call, and which of the signing secrets it was signed with.

    :raises PermissionError: it is not signed with any of them, or too old
    :raises ValueError: it is signed, but is no event
    """
    import stripe

    for index, secret in enumerate(secrets):
        try:
            stripe.WebhookSignature.verify_header(payload, signature, secret, stripe.Webhook.DEFAULT_TOLERANCE)
        except (stripe.SignatureVerificationError, ValueError, TypeError, IndexError):
            continue
        try:
            event = json.loads(payload)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        data = event.get("data") if isinstance(event, dict) else None
        if isinstance(data, dict) and isinstance(data.get("object"), dict) and isinstance(event.get("type"), str):
            return event, index
        raise ValueError("no event")
    raise PermissionError("not a signed event")
