"""Payments that were begun in a browser: what they pay is kept from other browsers for a while."""

#: So long; the provider's form may have been left.
MINUTES = 15
#: In the session of a browser: what it has begun itself. It may begin anew; what is paid all the same is noted.
_KEY, _MOST = "egg_begun_payments", 20


def remember(session: dict, payment: int) -> None:
    """Note in a session that its browser has begun a payment."""
    session[_KEY] = [*get_own(session)[1 - _MOST:], payment]


def get_own(session: dict) -> list[int]:
    """Return the payments that the browser of this session has begun, the last ones."""
    return session.get(_KEY, [])
