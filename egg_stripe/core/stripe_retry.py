"""When a call to Stripe is made again, and under which key, so that it never takes effect twice.

Stripe answers a second call under the same idempotency key with the first answer, kept for 24 hours, errors of its
servers included. So the same key is used as long as nothing came back; after an error of the servers what was made is
looked up before a new key.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

#: Kinds of `StripeFault`.
KEY, RIGHTS, RATE, REFUSED, CONFLICT, LOST, SERVER = "key", "rights", "rate", "refused", "conflict", "lost", "server"
#: Nothing can have been made: the item may simply wait.
NOTHING_MADE = frozenset({KEY, RIGHTS, RATE})
#: Nobody knows whether something was made.
UNKNOWN = frozenset({CONFLICT, LOST, SERVER})
#: After so many calls in a row without a known outcome Stripe is left alone for a while.
OUTAGE = 3
#: Safely within the 24 hours for which Stripe knows a key.
KEY_LIFE = timedelta(hours=20)
#: Calls per second that stay far from Stripe's limit (100 live, 25 test).
CALLS_PER_SECOND = 20
RATE_TRIES = 5
_MINUTES = (1, 5, 15, 60, 240)


class StripeFault(Exception):
    """A call that did not succeed.

    `kind`: "key" (the key is not valid), "rights" (it may not do this), "rate" (too many calls), "refused" (Stripe said
    no), "conflict" (the key is in use), "lost" (no answer), "server" (Stripe's own fault). `message`: Stripe's words.
    """

    def __init__(self, kind: str, message: str = "", code: str = "", intent: dict | None = None):
        super().__init__(message or kind)
        self.kind, self.message, self.code, self.intent = kind, message, code, intent


@dataclass(frozen=True, slots=True)
class Plan:
    """How to go on with a debit that was begun before."""

    look_up: bool = False  # ask Stripe first what was made
    new_key: bool = False  # and use a new key when nothing was


def plan_again(outcome: str, begun_at: datetime | None, now: datetime) -> Plan:
    """Decide how to call again.

    :param outcome: kind of the last fault; "" when the work stopped before an answer
    :param begun_at: when the present key was first used, None when it never was
    """
    if not begun_at:
        return Plan()
    if outcome in (SERVER, CONFLICT) or now - begun_at > KEY_LIFE:
        return Plan(look_up=True, new_key=True)
    return Plan()


def wait_seconds(attempt: int) -> int:
    """Pause after the `attempt`-th answer "too many calls", 1 for the first."""
    return min(2 ** (attempt - 1), 16)


def next_try(attempt: int, now: datetime) -> datetime:
    """When to try again what had no known outcome."""
    return now + timedelta(minutes=_MINUTES[min(attempt, len(_MINUTES)) - 1])


class OutageWatch:
    """Count the calls in a row whose outcome nobody knows."""

    def __init__(self):
        self._in_a_row = 0

    def note(self, fault: StripeFault | None) -> bool:
        """Note how a call ended, `fault` None: well; whether Stripe is to be left alone now."""
        self._in_a_row = self._in_a_row + 1 if fault and fault.kind in UNKNOWN else 0
        return self._in_a_row >= OUTAGE


class Pace:
    """Keep calls at most so many per second."""

    def __init__(self, per_second: float = CALLS_PER_SECOND):
        self._step, self._next = 1 / per_second, None

    def wait_for(self, now: float) -> float:
        """Return how many seconds to wait before the next call, when it is `now`."""
        if self._next is None or self._next <= now:
            self._next = now + self._step
            return 0.0
        wait = self._next - now
        self._next += self._step
        return wait
