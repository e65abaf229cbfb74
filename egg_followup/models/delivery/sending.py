from collections import defaultdict
from functools import partial

from odoo.tools import split_every

from ..batch.batch import TOGETHER, Batch
from ..content.print_ahead import PRINTED_TOGETHER, PrintAhead

#: so many messages in a row whose line was cut: it is not about the messages
MAX_LOSSES = 3


class Sending:
    """One call of the job that sends: the queue, the channels and what their lines have shown so far."""

    def __init__(self, runs, waiting, stack):
        """
        :param runs: `egg.followup.run`, the model
        :param waiting: `egg.followup.message`, as they are to leave
        :param stack: closes the lines at its end
        """
        self._runs, self._waiting, self._stack = runs, waiting, stack
        self._code_of = {message.id: message.channel for message in waiting}
        self._runs_of = {code: messages.run_id for code, messages in waiting.grouped("channel").items()}
        self._channels = runs.env["egg.followup.channel"]._get_channels()
        self._lines, self._losses, self._flowing, self._ahead = {}, defaultdict(int), set(), PrintAhead()

    def note_what_left(self):
        """Note what left in a call that died before it could."""
        left = self._waiting.search([("state", "=", "sent"), ("left", "!=", False)])
        locks, mine = left._lock_together() if left else ((), left)
        try:
            mine._note_what_left(self._channels)
            self._runs._retry(mine.run_id._finish_if_done)
        finally:
            left._unlock(locks)

    def run(self):
        """Let the messages leave; yield what became of each: see `_deliver`, "" for one that did not have its turn."""
        for ids in split_every(TOGETHER, self._waiting.ids, list):
            yield from self._run_some(ids)

    def _run_some(self, ids: list):
        messages = self._waiting.browse(ids)
        batch = Batch(messages, self._channels)
        alone = [message_id for message_id in ids if message_id not in batch.made]
        try:
            for message_id in list(batch.made):
                outcome = self._let_leave(message_id, batch.send)
                if outcome is None:
                    alone.append(message_id)
                else:
                    yield outcome
        finally:
            batch.close(messages)
        for number, message_id in enumerate(alone):
            if not self._ahead.knows(message_id):
                some = self._waiting.browse(alone[number:number + PRINTED_TOGETHER])
                self._runs._retry(partial(self._ahead.print, some))
            yield self._let_leave(message_id, partial(self._waiting.__class__._deliver, ahead=self._ahead)) or ""

    def _let_leave(self, message_id: int, deliver) -> str | None:
        """Let one message leave.

        :param deliver: called with message, channel and line
        :return: what became of it; "" when its channel is not reached; None when `deliver` leaves it to another way
        """
        code = self._code_of[message_id]
        if self._losses[code] >= MAX_LOSSES:
            return ""
        channel = self._channels.get(code)
        if code not in self._lines:
            self._lines[code] = self._stack.enter_context(channel.open(self._runs.env)) if channel else None
        # Each message by itself: a whole queue would be read anew after each commit.
        message = self._waiting.browse(message_id)
        outcome = deliver(message, channel, self._lines[code])
        if outcome:
            self._learn(code, message, outcome)
        return outcome or None

    def _learn(self, code: str, message, outcome: str):
        """Remember what an outcome tells about the channel."""
        if outcome in ("unreachable", "lost"):
            self._losses[code] += MAX_LOSSES if outcome == "unreachable" else 1
            if self._losses[code] >= MAX_LOSSES:
                self._runs._retry(partial(self._runs._pause, self._runs_of[code], message.reason, message.attempts))
        elif outcome != "busy":
            self._losses[code] = 0
            if outcome == "sent" and code not in self._flowing:
                self._flowing.add(code)
                stuck = [self._runs_of[one] for one, count in self._losses.items() if count >= MAX_LOSSES]
                self._runs._retry(partial(self._runs._forget_problem, code, self._runs_of[code],
                                          self._runs.union(*stuck)))
