import logging
from functools import partial

import psycopg2
from odoo import fields, models
from odoo.tools import SQL

from ..delivery.conflicts import CONFLICTS
from .batch import Made, Spoiled

_logger = logging.getLogger(__name__)


class EggFollowupMessage(models.Model):
    """What several messages that leave one after the other need is read, worked out and written once.

    Each still leaves by itself: a statement notes "being sent" before, another one "sent" after, each in a transaction
    of its own. What left is kept until the documents have it in their history, so that a later call of the job notes
    it when this one dies.
    """

    _inherit = "egg.followup.message"

    left = fields.Json("Still to be noted", copy=False, readonly=True,
                       help="What left, until the history of its documents has it.")

    _to_note = models.Index("(id) WHERE state = 'sent' AND \"left\" IS NOT NULL")

    # Make

    def _lock_together(self) -> tuple:
        """Lock those that nobody else has and that speak of nothing that another one here speaks of.

        :return: (locks, the messages)
        """
        locks, seen, mine = self._lock(), {}, set(self.ids)
        for lock in locks:
            if not lock.got or seen.setdefault((lock.space, lock.key), lock.message) != lock.message:
                mine.discard(lock.message)
        self._unlock([lock for lock in locks if lock.message not in mine])
        self._commit()  # the locks are ours: look at the messages as they are now
        self.invalidate_recordset()
        return [lock for lock in locks if lock.message in mine], self.browse([one for one in self.ids if one in mine])

    def _make_together(self, channels: dict) -> dict:
        """Return {message id: `Made`} of those that can leave at once; what left of them is kept in `left`.

        :raises Spoiled: one of them cannot be made
        """
        found, versions = {}, self._read_versions()
        ready = self.filtered(lambda one: one._is_to_be_made_together(channels))
        for messages in ready.grouped("run_id").values():
            told = messages._in_company_language()
            late = told._get_late_facts()
            told = told.filtered(lambda one, late=late: not late.is_dropping(one))
            for message in told:
                message._spoil_on_error(partial(message._drop_what_is_settled, late))
            with told._keeping_rows(), told._keeping_texts():
                for message in told:
                    channel = channels[message.channel]
                    content = message._spoil_on_error(partial(channel.render, message))
                    message.left = channel.keep(content)
                    found[message.id] = Made(content, channel.get_address(message.partner_id), message.attempts + 1,
                                             versions.get(message.id, ""))
        return found

    def _spoil_on_error(self, step):
        """Return what a step of the making of one message makes.

        :raises Spoiled: it cannot be made with the others; by itself it tells why
        """
        try:
            return step()
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            _logger.info("Message %s goes by itself: %s", self.id, error)
            raise Spoiled(self) from error

    def _read_versions(self) -> dict:
        """Return {message id: the versions of the rows of its items and its customer}: another one when somebody has
        written to them, say because they were paid.
        """
        items = self.env["egg.followup.item"]
        rows = [SQL("SELECT message.id, 'partner_id', target.id, target.xmin::text FROM egg_followup_message message "
                    "JOIN res_partner target ON target.id = message.partner_id WHERE message.id = ANY(%s)", self.ids)]
        for name in items._get_target_fields():
            table = SQL.identifier(self.env[items._fields[name].comodel_name]._table)
            rows.append(SQL(
                "SELECT item.followup_message_id, %s, target.id, target.xmin::text FROM egg_followup_item item "
                "JOIN %s target ON target.id = item.%s WHERE item.followup_message_id = ANY(%s) "
                "AND item.state = 'planned'", name, table, SQL.identifier(name), self.ids))
        found = self.env.execute_query(SQL(
            "SELECT message, string_agg(kind || ':' || id || ':' || version, ',' ORDER BY kind, id) "
            "FROM (%s) AS facts(message, kind, id, version) GROUP BY message", SQL(" UNION ALL ").join(rows)))
        return dict(found)

    def _is_to_be_made_together(self, channels: dict) -> bool:
        """Whether nothing is special about a message: its first or a harmless later try, and nothing to print."""
        channel = channels.get(self.channel)
        return bool(channel and channel.is_committing and self.state == "queued" and not self.repeated
                    and self.run_id.state == "running" and not self._has_files())

    # Leave

    def _send_made(self, channel, line, made: Made) -> str:
        """Let a message leave that is made; see `_deliver` for what is returned, "" when it is to go by itself."""
        self.ensure_one()
        try:
            if not self._in_transaction(partial(self._mark_sending, made)):
                return ""
        except CONFLICTS:
            return ""
        try:
            channel.refresh(line)
            channel.deliver(self, made.content, line)
        except psycopg2.OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - one bad customer never stops the others
            self._roll_back()
            message = self._in_company_language()
            outcome, step = message._get_step_after(error, made.attempt, doubt=False)
            message._record(step)
            return outcome or message.state
        self._record(self._mark_sent, has_left=True)
        return "sent"

    def _mark_sending(self, made: Made) -> bool:
        """Note that the message is on its way, if it still is to leave as it was made."""
        if self._read_versions().get(self.id) != made.version:
            return False
        self.env.cr.execute(SQL(
            """UPDATE egg_followup_message SET state = 'sending', attempts = %s, next_try = NULL, email_to = %s,
                      reason = NULL, write_date = now() AT TIME ZONE 'UTC'
                 FROM egg_followup_run run
                WHERE egg_followup_message.id = %s AND egg_followup_message.state = 'queued'
                  AND run.id = egg_followup_message.run_id AND run.state = 'running'""",
            made.attempt, made.address or None, self.id))
        self.invalidate_recordset(["state", "attempts", "next_try", "email_to", "reason"], flush=False)
        return bool(self.env.cr.rowcount)

    def _mark_sent(self):
        """Note that the message left; its documents follow."""
        self.env.cr.execute(SQL(
            "UPDATE egg_followup_message SET state = 'sent', sent_at = %s WHERE id = %s", fields.Datetime.now(),
            self.id))
        self.invalidate_recordset(["state", "sent_at"], flush=False)

    # Note

    def _note_what_left(self, channels: dict):
        """Note those that left in the history of their documents: all in one transaction, or one by one."""
        left = self.search([("id", "in", self.ids), ("state", "=", "sent"), ("left", "!=", False)])
        if not left:
            return
        try:
            self._in_transaction(partial(left._note_left, channels))
        except (psycopg2.OperationalError, *CONFLICTS):
            self._note_each(left, channels)
        except Exception:
            _logger.exception("What left cannot be noted together: messages %s", left.ids)
            self._note_each(left, channels)

    def _note_each(self, left, channels: dict):
        for message in left:
            message._record(partial(message._note_left, channels), has_left=True)

    def _note_left(self, channels: dict):
        for (_run, code), messages in self.grouped(lambda one: (one.run_id, one.channel)).items():
            told = messages._in_company_language()
            mail_messages = channels[code].note_kept(told)
            for message in told:
                message.mail_message_id = mail_messages.get(message.id)
            told.left = False
            told._create_entries("bulk", mail_messages)
