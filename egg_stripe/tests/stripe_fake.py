"""A stateful fake of Stripe for tests, spoken to over HTTP by the official library.

It knows idempotency keys, mandates, settlement that comes later, failures, disputes, refunds, events and their
signatures, and it fails on demand: `fault` is called with each `Call` and may return "lost before", "lost after", "500
before", "500 after" or "429". No Odoo in here: it can also be started by hand, see the end of the file.
"""

import hashlib
import hmac
import itertools
import json
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

GOOD_KEY = "sk_test_4eC39HqLyjWDarjtT1zdp7dc"
SECRET = "whsec_0123456789abcdef0123456789abcdef"
#: What happens to debits of these accounts; all others succeed.
OUTCOMES = {
    "DE89370400440532013000": "insufficient_funds", "BE68539007547034": "bank_account_closed",
    "ES9121000418450200051332": "debit_not_authorized",
}


@dataclass
class Call:
    """One request as the server sees it."""

    number: int
    method: str
    path: str
    params: dict
    key: str
    times: int  # how many times this idempotency key was seen, this one included


class Refusal(Exception):
    def __init__(self, status, message, code="", kind="invalid_request_error", **more):
        super().__init__(message)
        self.status = status
        self.body = {"error": {"type": kind, "message": message, **({"code": code} if code else {}), **more}}


def _nest(pairs) -> dict:
    """`a[b][0]=c` as nested dicts; lists stay dicts by index."""
    result = {}
    for name, value in pairs:
        parts = name.replace("]", "").split("[")
        target = result
        for part in parts[:-1]:
            target = target.setdefault(part, {})
        target[parts[-1] or str(len(target))] = value
    return result


def _is_iban(text: str) -> bool:
    return text[:2].isalpha() and len(text) > 14 and int("".join(str(int(one, 36))
                                                                 for one in text[4:] + text[:4])) % 97 == 1


class StripeFake:
    """`with StripeFake() as fake:` serves on `fake.address`."""

    def __init__(self):
        self.keys, self.secret, self.fault = {GOOD_KEY}, SECRET, None
        self.sepa_active, self.calls = True, []
        self.customers, self.methods, self.setups, self.intents, self.refunds = {}, {}, {}, {}, {}
        self.events, self._answers, self._seen = [], {}, {}
        self._ids, self._lock, self._server = itertools.count(1), threading.RLock(), None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_exception):
        self.stop()

    def start(self, port: int = 0):
        handler = type("Handler", (_Handler,), {"fake": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    # What tests ask for

    def settle(self, **outcomes) -> list:
        """The banks answer: each processing intent succeeds or fails. `pi_1="insufficient_funds"` overrides."""
        told = []
        for intent in list(self.intents.values()):
            if intent["status"] != "processing":
                continue
            iban = self.methods[intent["payment_method"]]["iban"]
            code = outcomes.get(intent["id"]) or OUTCOMES.get(iban)
            if code:
                intent["status"] = "requires_payment_method"
                intent["last_payment_error"] = {"code": "payment_intent_payment_attempt_failed", "decline_code": code,
                                                "message": f"The debit failed ({code})."}
            else:
                intent["status"] = "succeeded"
                intent["latest_charge"] = self._new("ch")
            told.append(self._emit("payment_intent.payment_failed" if code else "payment_intent.succeeded", intent))
        return told

    def dispute(self, intent_id: str, reason="debit_not_authorized", amount=None) -> dict:
        intent = self.intents[intent_id]
        intent["disputed"] = True
        return self._emit("charge.dispute.created", {
            "id": self._new("du"), "object": "dispute", "payment_intent": intent_id,
            "charge": intent.get("latest_charge"),
            "amount": amount or intent["amount"], "currency": "eur", "reason": reason, "status": "lost"})

    def reinstate(self, dispute: dict) -> dict:
        """The bank gives the money of a dispute (its event) back; the charge stays marked as disputed."""
        return self._emit("charge.dispute.funds_reinstated", dispute["data"]["object"] | {"status": "won"})

    def cancel(self, intent_id: str) -> dict:
        self.intents[intent_id]["status"] = "canceled"
        return self._emit("payment_intent.canceled", self.intents[intent_id])

    def refund(self, intent_id: str, cents: int, **more) -> dict:
        """A refund, also as somebody makes it in Stripe's own screens."""
        given = sum(one["amount"] for one in self.refunds.values()
                    if one["payment_intent"] == intent_id and one["status"] != "failed")
        if given + cents > self.intents[intent_id]["amount"]:
            raise Refusal(400, "Refund amount is greater than unrefunded amount on charge", "charge_already_refunded")
        refund = {"id": self._new("re"), "object": "refund", "payment_intent": intent_id, "amount": cents,
                  "currency": "eur",
                  "status": "succeeded", "created": int(time.time()), **more}
        self.refunds[refund["id"]] = refund
        self._emit("charge.refunded", {"id": self.intents[intent_id].get("latest_charge"), "object": "charge",
                                       "payment_intent": intent_id, "amount": self.intents[intent_id]["amount"]})
        return refund

    def sign(self, event: dict | bytes, secret: str = "", at: int = 0) -> tuple:
        """Return the body and the header of a webhook call."""
        body, stamp = event.decode() if isinstance(event, bytes) else json.dumps(event), at or int(time.time())
        mark = hmac.new((secret or self.secret).encode(), f"{stamp}.{body}".encode(), hashlib.sha256).hexdigest()
        return body, f"t={stamp},v1={mark}"

    # Server

    def _new(self, prefix: str) -> str:
        return f"{prefix}_{next(self._ids)}"

    def _emit(self, kind: str, thing: dict) -> dict:
        event = {"id": self._new("evt"), "object": "event", "type": kind, "created": int(time.time()),
                 "livemode": False,
                 "data": {"object": json.loads(json.dumps(thing))}}
        self.events.append(event)
        return event

    def answer(self, method: str, path: str, params: dict, headers) -> tuple | None:
        """Return (status, body) of a request, None when the connection is to break."""
        with self._lock:
            key = headers.get("Idempotency-Key") or ""
            self._seen[key] = self._seen.get(key, 0) + 1
            call = Call(len(self.calls) + 1, method, path, params, key, self._seen[key])
            self.calls.append(call)
            secret = (headers.get("Authorization") or "").removeprefix("Bearer ")
            if secret not in self.keys:
                return 401, {"error": {"type": "invalid_request_error", "message": f"Invalid API Key provided: "
                                                                                   f"{secret[:8]}****{secret[-4:]}"}}
            fault = (self.fault and self.fault(call)) or ""
            if fault == "429":
                return 429, {"error": {"type": "invalid_request_error", "code": "rate_limit",
                                       "message": "Too many requests"}}
            if fault == "lost before":
                return None
            result = self._answer_once(call, fault)
            return None if fault == "lost after" else result

    def _answer_once(self, call: Call, fault: str) -> tuple:
        """Answer a key twice alike: also with the error of the first time."""
        keyed = call.method == "POST" and call.key
        asked = (call.path, json.dumps(call.params, sort_keys=True))
        if keyed and call.key in self._answers:
            before, result = self._answers[call.key]
            if before != asked:
                return 400, {"error": {"type": "idempotency_error", "message": "Keys for idempotent requests can "
                                                                               "only be used with the same "
                                                                               "parameters they were first used with."}}
            return result
        if fault == "500 before":
            result = 500, {"error": {"type": "api_error", "message": "An unknown error occurred"}}
        else:
            try:
                result = 200, self._do(call.method, call.path, call.params)
            except Refusal as refusal:
                result = refusal.status, refusal.body
            if fault == "500 after":
                result = 500, {"error": {"type": "api_error", "message": "An unknown error occurred"}}
        if keyed:
            self._answers[call.key] = asked, json.loads(json.dumps(result))
        return result

    def _do(self, method: str, path: str, params: dict) -> dict:
        name, _slash, rest = path.removeprefix("/v1/").partition("/")
        action = getattr(self, f"_{method.lower()}_{name}", None)
        if not action:
            raise Refusal(404, f"Unrecognized request URL ({method}: {path}).")
        return action(params, rest) if rest else action(params)

    def _get_balance(self, _params):
        return {"object": "balance", "available": [], "livemode": False}

    def _get_account(self, _params):
        return {"id": "acct_1", "object": "account", "business_profile": {"name": "Ma Boutique"},
                "email": "moi@example.com",
                "charges_enabled": True,
                "capabilities": {"sepa_debit_payments": "active" if self.sepa_active else "inactive"}}

    def _post_customers(self, params):
        customer = {"id": self._new("cus"), "object": "customer", "email": params.get("email"),
                    "name": params.get("name"), "metadata": params.get("metadata") or {}, "created": int(time.time())}
        self.customers[customer["id"]] = customer
        return customer

    def _get_customers(self, params, customer_id=""):
        if not customer_id:
            rows = [one for one in self.customers.values() if params.get("email") in (None, one["email"])]
            return self._page(rows, params, "/v1/customers")
        if customer_id not in self.customers:
            raise Refusal(404, "No such customer", "resource_missing")
        return self.customers[customer_id]

    def _post_payment_methods(self, params):
        iban = params["sepa_debit"]["iban"]
        details = params.get("billing_details") or {}
        if not details.get("email") or not details.get("name"):
            raise Refusal(400, "Missing required param: billing_details[email].", "parameter_missing")
        if not _is_iban(iban):
            raise Refusal(400, "The IBAN you provided is invalid.", "invalid_bank_account_iban",
                          param="sepa_debit[iban]")
        one = {"id": self._new("pm"), "object": "payment_method", "type": "sepa_debit", "iban": iban, "customer": None}
        self.methods[one["id"]] = one
        return self._show(one)

    @staticmethod
    def _show(one):
        return {name: value for name, value in one.items() if name != "iban"} | {
            "sepa_debit": {"last4": one["iban"][-4:], "country": one["iban"][:2]}}

    def _post_setup_intents(self, params):
        method = self.methods.get(params.get("payment_method"))
        if not method or params.get("customer") not in self.customers:
            raise Refusal(404, "No such payment method or customer", "resource_missing")
        accepted = params.get("mandate_data", {}).get("customer_acceptance", {})
        if accepted.get("type") != "offline":
            raise Refusal(400, "A mandate is needed to confirm with this payment method.", "parameter_missing")
        method["customer"] = params["customer"]
        method["mandate"] = self._new("mandate")
        setup = {"id": self._new("seti"), "object": "setup_intent", "status": "succeeded",
                 "customer": params["customer"],
                 "payment_method": method["id"], "mandate": method["mandate"], "accepted": accepted,
                 "metadata": params.get("metadata") or {}, "created": int(time.time())}
        self.setups[setup["id"]] = setup
        return setup

    def _get_setup_intents(self, params):
        rows = [one for one in self.setups.values() if params.get("customer") in (None, one["customer"])]
        return self._page(rows, params, "/v1/setup_intents")

    def pay(self, intent_id: str) -> dict:
        """A payer fills in Stripe's own form for an intent that was made without a payment method."""
        method = {"id": self._new("pm"), "object": "payment_method", "type": "card",
                  "card": {"brand": "visa", "last4": "4242"}}
        intent = self.intents[intent_id]
        intent |= {"status": "succeeded", "payment_method": method, "latest_charge": self._new("ch")}
        return self._emit("payment_intent.succeeded", intent)

    def _open_intent(self, params):
        """An intent for Stripe's own form."""
        number = self._new("pi")
        self.intents[number] = {
            "id": number, "object": "payment_intent", "status": "requires_payment_method",
            "client_secret": f"{number}_secret", "amount": int(params["amount"]), "currency": params["currency"],
            "description": params.get("description"), "customer": params.get("customer"), "payment_method": None,
            "metadata": {}, "created": int(time.time()), "last_payment_error": None, "latest_charge": None}
        return self.intents[number]

    def _post_payment_intents(self, params):
        if not params.get("payment_method") and not params.get("confirm"):
            return self._open_intent(params)
        method = self.methods.get(params.get("payment_method"))
        if not method or method["customer"] != params.get("customer"):
            raise Refusal(400, "The customer does not have a payment method with this ID.", "resource_missing")
        if params.get("mandate") != method.get("mandate"):
            raise Refusal(400, "The mandate is not valid.", "payment_intent_mandate_invalid")
        if int(params["amount"]) < 50:
            raise Refusal(400, "Amount must be at least €0.50 eur", "amount_too_small")
        intent = {"id": self._new("pi"), "object": "payment_intent", "status": "processing",
                  "amount": int(params["amount"]),
                  "currency": params["currency"], "customer": params["customer"], "payment_method": method["id"],
                  "metadata": params.get("metadata") or {}, "description": params.get("description"),
                  "created": int(time.time()),
                  "last_payment_error": None, "latest_charge": None}
        self.intents[intent["id"]] = intent
        self._emit("payment_intent.processing", intent)
        return intent

    def _get_payment_intents(self, params, intent_id=""):
        if intent_id:
            intent = self.intents.get(intent_id)
            if not intent:
                raise Refusal(404, "No such payment_intent", "resource_missing")
            if "latest_charge" in (params.get("expand") or {}).values() and intent["latest_charge"]:
                return intent | {"latest_charge": {"id": intent["latest_charge"], "object": "charge",
                                                   "disputed": bool(intent.get("disputed"))}}
            return intent
        rows = [one for one in self.intents.values() if params.get("customer") in (None, one["customer"])]
        return self._page(rows, params, "/v1/payment_intents")

    def _get_events(self, params):
        kinds = set((params.get("types") or {}).values())
        return self._page([one for one in self.events if not kinds or one["type"] in kinds], params, "/v1/events")

    def _get_refunds(self, params):
        rows = [one for one in self.refunds.values() if params.get("payment_intent") in (None, one["payment_intent"])]
        return self._page(rows, params, "/v1/refunds")

    def _post_refunds(self, params):
        return self.refund(params["payment_intent"], int(params["amount"]), metadata=params.get("metadata") or {})

    @staticmethod
    def _page(rows, params, url):
        """Newest first, `limit` of them, after `starting_after`."""
        since = int((params.get("created") or {}).get("gte") or 0)
        rows = [one for one in reversed(rows) if one["created"] >= since]
        after = params.get("starting_after")
        if after:
            rows = rows[[one["id"] for one in rows].index(after) + 1:]
        limit = int(params.get("limit") or 10)
        return {"object": "list", "url": url, "data": rows[:limit], "has_more": len(rows) > limit}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # one packet per answer

    def log_message(self, *_arguments):
        pass

    def _serve(self):
        address = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        pairs = parse_qsl(body if self.command == "POST" else address.query, keep_blank_values=True)
        try:
            result = self.fake.answer(self.command, address.path, _nest(pairs), self.headers)
        except Refusal as refusal:
            result = refusal.status, refusal.body
        if result is None:
            self.close_connection = True
            self.connection.close()
            return
        status, content = result
        text = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)
        self.wfile.flush()

    do_GET = do_POST = do_DELETE = _serve


if __name__ == "__main__":
    import sys

    server = StripeFake()
    server.start(int(sys.argv[1]) if len(sys.argv) > 1 else 12111)
    print(f"Stripe fake on {server.address}, key {GOOD_KEY}", flush=True)  # noqa: T201
    threading.Event().wait()
