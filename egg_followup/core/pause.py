"""How long to wait before something is tried again."""

from datetime import timedelta

#: minutes before the second try; each pause is twice as long as the one before
SHORTEST, LONGEST = 2, 64


def get_pause(attempts: int) -> timedelta:
    """Return how long to wait after so many tries."""
    return timedelta(minutes=min(SHORTEST * 2 ** max(attempts - 1, 0), LONGEST))
