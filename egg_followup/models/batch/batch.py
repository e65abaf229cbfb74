import logging
import time
from functools import partial
from typing import NamedTuple

from ..delivery.conflicts import CONFLICTS

_logger = logging.getLogger(__name__)

#: messages that are made in one transaction
TOGETHER = 20
#: for so many seconds what was made is what is sent; then it is looked at anew, by itself
FRESH = 3.0
#: so often some are made together again without one that cannot be
MAX_SPOILED = 3


class Spoiled(Exception):
    """One of several messages cannot be made: the others are made without it."""

    def __init__(self, message):
        super().__init__(message.id)
        self.message = message


class Made(NamedTuple):
    """What of a message is ready to leave."""

    content: object
    address: str
    attempt: int
    version: str  # of the rows that it speaks of


class Batch:
    """Messages that are looked at and made in one transaction, leave one by one, and are noted in one more.

    What is not made here (a second try, files, whatever went wrong) goes by itself afterwards: see
    `egg.followup.message._deliver`. All of them are locked from the first to the last step.
    """

    def __init__(self, messages, channels: dict):
        """
        :param messages: `egg.followup.message`, as they wait
        :param channels: {code: `Channel`}
        """
        self._channels, self._made_at = channels, time.monotonic()
        self._locks, mine = messages._lock_together()
        self.made = self._make(mine) if mine else {}

    def _make(self, messages) -> dict:
        for _try in range(MAX_SPOILED):
            try:
                return messages._in_transaction(partial(messages._make_together, self._channels))
            except Spoiled as spoiled:
                messages -= spoiled.message
            except CONFLICTS:
                _logger.info("Messages %s met another transaction: they are made one by one.", messages.ids)
                break
        return {}

    def send(self, message, channel, line) -> str:
        """Let one leave that is ready.

        :return: as `_deliver` does; empty: it is to go by itself
        """
        made = self.made.pop(message.id)
        if time.monotonic() - self._made_at > FRESH:
            return ""
        return message._send_made(channel, line, made)

    def close(self, messages):
        """Note what left, and let go of the locks."""
        try:
            messages._note_what_left(self._channels)
        finally:
            messages._unlock(self._locks)
