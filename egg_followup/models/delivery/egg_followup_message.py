import logging
import zlib
from collections import defaultdict
from contextlib import nullcontext
from functools import partial
from typing import NamedTuple

import psycopg2
from odoo import models
from odoo.fields import Datetime
from odoo.modules import module
from odoo.tools import SQL

from ...core.pause import get_pause
from ...tools.transport import Lost, NotNow, Unreachable
from ..content.egg_followup_message import Dropped
from .conflicts import CONFLICTS

_logger = logging.getLogger(__name__)

#: how often a message is tried
MAX_ATTEMPTS = 6
#: how often what happened is written again when another transaction was in the way
MAX_WRITES = 5
#: first key of the advisory locks on messages
LOCK_SPACE = 0x0E66


class Lock(NamedTuple):
    """An advisory lock on a message, or on an item that it speaks of."""

    message: int
    space: int
    key: int
    got: bool


class Changed(Exception):
    """What is owed changed while the message was being made: it is made again."""


class EggFollowupMessage(models.Model):
    """How a message leaves: at most once as far as a program can know, and never in the way of others.

    1. Whoever holds the locks of a message and of its items owns them; a lock dies with its process.
    2. A transaction makes what leaves and notes "being sent".
    3. It leaves by its channel, outside of any transaction: however slow the other side is, nobody waits for a row.
    4. A transaction notes what became of it.

    So a message that is found "being sent" without a lock was cut off, or its answer was lost: it may have arrived. It
    is sent again under the same Message-ID; when that is refused, or it is stopped, it is "perhaps delivered", which
    counts as reminded.
    """

    _inherit = "egg.followup.message"

    def _deliver(self, channel, line, ahead) -> str:
        """Let one message leave.

        :param channel: its `Channel`; none: nobody knows it.
        :param line: what the channel opened (see `Channel.open`).
        :param ahead: what was printed for several messages (`PrintAhead`).
        :return: the state reached, "busy" when another worker has it, "unreachable" when nothing can leave by this
            channel, "lost" when the line was cut.
        """
        self.ensure_one()
        locks = self._lock()  # reads nothing else: what is read before the commit is read again
        try:
            if not all(lock.got for lock in locks):
                return "busy"
            self._commit()  # the locks are ours: look at the message as it is now
            if channel:
                channel.refresh(line)
            self.invalidate_recordset()
            if self.state not in ("queued", "sending"):
                return "busy"
            return self._in_company_language()._deliver_locked(channel, line, ahead)
        finally:
            self._unlock(locks)

    def _deliver_locked(self, channel, line, ahead) -> str:
        attempt, doubt = self.attempts + 1, self.repeated or self.state == "sending"
        outcome, has_left = "", False
        if self.run_id.state == "cancelled":
            self._record(partial(self._give_up, "cancelled", self.env._("The run was stopped."), doubt))
            return self.state
        try:
            channel = channel or self.env["egg.followup.channel"]._get_channel(self.channel)
            content = self._make_ready(channel, ahead, attempt, doubt)
            channel.deliver(self, content, line)
            has_left, step = True, partial(self._note_sent, channel, content)
        except psycopg2.OperationalError as error:
            if not isinstance(error, CONFLICTS):
                raise  # no database, no work
            outcome, step = self._get_step_after(error, attempt, doubt)
        except Exception as error:  # noqa: BLE001 - one bad customer never stops the others
            outcome, step = self._get_step_after(error, attempt, doubt)
        if not has_left:
            self._roll_back()  # what was made
        self._record(step, has_left=has_left)
        return outcome or self.state

    def _get_step_after(self, error: Exception, attempt: int, doubt: bool) -> tuple:
        """Return (outcome, how it is noted) of what kept a message from leaving."""
        text = str(error)
        if isinstance(error, Dropped):
            return "", partial(self._give_up, "skipped", text, doubt)
        if isinstance(error, Unreachable):
            return "unreachable", partial(self._postpone, text, attempt - 1, doubt)
        if isinstance(error, Lost):
            return "lost", partial(self._postpone, text, attempt, doubt or error.uncertain, pause=get_pause(attempt))
        if isinstance(error, NotNow):
            return "", partial(self._postpone, text, attempt, doubt, pause=get_pause(attempt))
        if isinstance(error, Changed):
            return "", partial(self._postpone, text, attempt, doubt)
        if isinstance(error, CONFLICTS):
            _logger.info("Message %s met another transaction: it is tried again.", self.id)
            return "", partial(self._postpone, self.env._("Changed meanwhile: tried again."), attempt, doubt)
        _logger.warning("Message %s failed: %s", self.id, error)
        return "", partial(self._give_up, "failed", " ".join(text.split()), doubt)

    # Locks and transactions

    def _lock(self) -> list[Lock]:
        """Try to lock the messages and what they speak of."""
        items = SQL(" UNION ALL ").join(
            SQL("SELECT followup_message_id, %s, %s FROM egg_followup_item WHERE followup_message_id = ANY(%s) "
                "AND state = 'planned' AND %s IS NOT NULL", zlib.crc32(name.encode()) & 0x7FFFFFFF,
                SQL.identifier(name), self.ids, SQL.identifier(name))
            for name in self.env["egg.followup.item"]._get_target_fields()
        )
        return [Lock(*row) for row in self.env.execute_query(SQL(
            "SELECT message, space, key, pg_try_advisory_lock(space, key) FROM (SELECT id AS message, %s AS space, "
            "id AS key FROM unnest(%s) AS id UNION ALL %s) AS keys", LOCK_SPACE, self.ids, items,
        ))]

    def _unlock(self, locks: list[Lock]):
        held = [(lock.space, lock.key) for lock in locks if lock.got]
        if held:
            self.env.cr.execute("SELECT pg_advisory_unlock(space, key) FROM unnest(%s, %s) AS held(space, key)",
                                [[space for space, _key in held], [key for _space, key in held]])

    def _commit(self):
        if not module.current_test:
            self.env.cr.commit()  # pylint: disable=invalid-commit

    def _roll_back(self):
        if not module.current_test:
            self.env.cr.rollback()

    def _in_transaction(self, function):
        """Run a step in a transaction of its own (a savepoint in tests): all of it, or nothing."""
        if module.current_test:
            with self.env.cr.savepoint():
                result = function()
            self.env.invalidate_all()  # as after a commit
            return result
        try:
            result = function()
            self.env.cr.commit()  # pylint: disable=invalid-commit
            return result
        except BaseException:
            self.env.cr.rollback()
            raise

    def _record(self, step, *, has_left=False):
        """Write what became of a message; it has happened, so nothing stops this but a database that is gone."""
        for _write in range(MAX_WRITES):
            try:
                return self._in_transaction(step)
            except CONFLICTS:
                _logger.info("Message %s met another transaction: what became of it is noted again.", self.id)
            except psycopg2.OperationalError:
                raise
            except Exception:
                _logger.exception("What became of message %s cannot be noted on its documents.", self.id)
                break
        return self._in_transaction(partial(self._close, "sent" if has_left else "uncertain", self.env._(
            "It could not be noted on the documents; see the server's log.")))

    # Make

    def _make_ready(self, channel, ahead, attempt: int, doubt: bool):
        """Return what leaves. Files are printed first, in a transaction of their own: the engine reads assets that
        another process may be serving.
        """
        if self._has_files():
            self._in_transaction(partial(self._print_attachments, ahead))
        if not channel.is_committing:
            return self._in_transaction(partial(self._begin, channel, attempt, doubt))
        with self.env.cr.savepoint() if module.current_test else nullcontext():
            content = self._begin(channel, attempt, doubt)
            self.env.flush_all()
        return content

    def _begin(self, channel, attempt: int, doubt: bool):
        self._drop_what_is_settled()
        with self._keeping_rows():
            if self._has_files() and self.facts != self._get_facts():
                raise Changed(self.env._("Changed meanwhile: tried again."))
            content = channel.render(self)
        self.write({
            "state": "sending", "attempts": attempt, "repeated": self.repeated or doubt, "next_try": False,
            "email_to": channel.get_address(self.partner_id) or False,
            "reason": self.env._("Interrupted, then sent again under the same Message-ID.") if doubt else False,
        })
        return content

    # Note

    def _note_sent(self, channel, content):
        mail_message = channel.note(self, content)
        self.write({"state": "sent", "sent_at": Datetime.now(), "mail_message_id": mail_message.id, "left": False})
        self._create_entries("bulk", {self.id: mail_message})

    def _postpone(self, reason: str, attempts: int, doubt: bool, pause=None):
        """Back into the queue, behind the others. What may have arrived stays "being sent": its next sending counts
        as a repeat.

        :param pause: how long to wait before the next try.
        """
        if self.state not in ("queued", "sending"):
            return  # stopped meanwhile
        self.attempts = attempts
        if self.run_id.state == "cancelled":
            self._give_up("cancelled", reason, doubt)
        elif attempts >= MAX_ATTEMPTS:
            self._give_up("failed", reason, doubt)
        else:
            self.write({"state": "sending" if doubt else "queued", "reason": reason,
                        "next_try": pause and Datetime.now() + pause})

    def _give_up(self, state: str, reason: str, doubt: bool):
        """Close a message that did not leave, or may have left by an earlier try: then it counts as reminded."""
        if not doubt:
            self._close(state, reason)
            return
        items = self.item_ids.filtered(lambda item: item.state == "planned")
        told = items._get_meanwhile_reasons()
        for item in items.filtered(lambda one: one._get_targets().id in told):
            item.write({"state": "skipped", "reason": told[item._get_targets().id]})
        self.write({"state": "uncertain", "reason": self.env._(
            "Perhaps delivered: the answer to an earlier try was lost. %(reason)s", reason=reason)})
        self._create_entries("bulk")

    def _close(self, state: str, reason: str):
        self.write({"state": state, "reason": reason, "left": False})
        self.item_ids.filtered(lambda item: item.state == "planned").write({
            "state": "sent" if state == "uncertain" else state, "reason": reason,
        })

    def _stop(self, reason: str):
        """Stop a message that is noted as being sent, unless it is on its way right now."""
        self.ensure_one()
        self.env.cr.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK_SPACE, self.id])
        if self.env.cr.fetchone()[0]:
            self._give_up("cancelled", reason, doubt=True)

    def _create_entries(self, origin: str, mail_messages: dict | None = None):
        """Note the stage of each item in the history of its document.

        :param mail_messages: {message id: the `mail.message` that is on its main document}
        """
        mail_messages, values, documents = mail_messages or {}, [], defaultdict(list)
        items = self.item_ids.filtered(lambda one: one.state == "planned")
        for item in items:
            target, message = item._get_targets(), item.followup_message_id
            document, mail_message = target._get_egg_followup_document(), mail_messages.get(message.id)
            documents[document._name, message.user_id.partner_id.id].append((document, item))
            values.append({
                target._egg_followup_link: target.id, "stage_id": item.stage_id.id, "origin": origin,
                "user_id": item.run_id.user_id.id,
                "followup_message_id": message.id,
                "message_id": mail_message.id if mail_message else False,
                "comment": message._get_way(),
            })
        items.write({"state": "sent", "reason": False})
        self.env["egg.followup.entry"].create(values)
        for (name, author), found in documents.items():
            self._log_on_documents(name, author, found, mail_messages)

    def _log_on_documents(self, name: str, author: int, found: list, mail_messages: dict):
        """The main document of a message has the mail itself; the others get a line.

        :param found: [(document, item)] of the model `name`
        :param author: partner id of whoever started the run: the lines are signed by him, not by the job
        """
        texts, mains = {}, {(one.model, one.res_id) for one in mail_messages.values()}
        for document, item in found:
            if (name, document.id) not in mains:
                texts[document.id] = self.env._("%(stage)s: %(how)s.", stage=item.stage_id.name,
                                                how=item.followup_message_id._get_way())
        if texts:
            self.env[name].browse(texts)._message_log_batch(texts, author_id=author)

    def _get_way(self) -> str:
        """Return how the message reached the customer, in words."""
        channel = self.env["egg.followup.channel"]._get_channel(self.channel)
        way = self.email_to or channel.get_label(self.env)
        return self.env._("%(address)s: perhaps delivered", address=way) if self.state == "uncertain" else way
