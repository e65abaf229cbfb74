"""The SMTP client of bulk messages: sessions that are kept open for a batch, and what an answer means."""

import logging
import smtplib
import time

_logger = logging.getLogger(__name__)

#: the server closes the session
CLOSING = 421
#: a session that was used so many seconds ago is asked whether it still is one
FRESH = 2.0


class Unreachable(Exception):
    """No session can be opened: nothing was tried, and nothing else can leave either."""


class Lost(Exception):
    """The session ended while a mail was handed over: the next mail needs another one.

    `uncertain`: the mail may have been taken.
    """

    def __init__(self, text: str, uncertain: bool = False):
        super().__init__(text)
        self.uncertain = uncertain


class NotNow(Exception):
    """This one is not wanted for the moment (4xx)."""


class Refused(Exception):
    """This one is refused for good."""


class Session:
    """An open SMTP session; it knows whether a mail was on its way when it ended.

    `before_talk` is called before the server is spoken to: no transaction waits for an answer.
    """

    def __init__(self, smtp, before_talk):
        self._smtp, self._before_talk = smtp, before_talk
        self.may_have_left = None  # nobody knows, until a mail is begun
        self.used_at = time.monotonic()
        if hasattr(smtp, "data"):
            self._data, smtp.data = smtp.data, self._hand_over

    def __getattr__(self, name):
        return getattr(self._smtp, name)

    def _hand_over(self, content):
        self.may_have_left = True
        return self._data(content)

    def send_message(self, *arguments, **options):
        self._before_talk()
        self.may_have_left = False
        answer = self._smtp.send_message(*arguments, **options)
        self.used_at = time.monotonic()
        return answer

    def is_alive(self) -> bool:
        self.may_have_left = None
        if time.monotonic() - self.used_at < FRESH:
            return True
        try:
            return self._smtp is None or self._smtp.rset()[0] == 250
        except (OSError, smtplib.SMTPException):
            _logger.info("The mail server closed the session: a new one is opened.")
            return False

    def close(self):
        try:
            if self._smtp is not None:
                self._smtp.quit()
        except (OSError, smtplib.SMTPException):
            _logger.info("The mail session was already closed.")


class Transport:
    """Sessions for a whole batch, one per mail configuration.

    `before_talk` commits what was read and written to make a mail; it is called before each talk with a server.
    """

    def __init__(self, before_talk):
        self._before_talk, self._sessions = before_talk, {}

    def refresh(self):
        """Let go of sessions that the servers have closed; to be called while no transaction is open."""
        self._sessions = {key: session for key, session in self._sessions.items() if session.is_alive()}

    def send(self, key, connect, hand_over):
        """Hand one mail over.

        :param key: what the session depends on; `connect()` returns a new one of this kind.
        :param hand_over: a function that sends the mail through the session that it gets.
        :raises Unreachable: no session can be opened.
        :raises Lost: the session ended in the middle.
        :raises NotNow: the server wants this mail later.
        :raises Refused: the server or the address refuses this mail for good.
        """
        session = self._get_session(key, connect)
        try:
            hand_over(session)
        except smtplib.SMTPServerDisconnected as error:
            self._forget(key)
            raise Lost(str(error), session.may_have_left is not False) from error
        except Exception as error:
            self._explain(key, session, error)

    def _explain(self, key, session, error):
        """Find out what an error means and raise that."""
        cause = error if isinstance(error, (OSError, smtplib.SMTPException)) else error.__context__ or error
        if isinstance(cause, OSError) and not isinstance(cause, smtplib.SMTPException):
            self._forget(key)
            raise Lost(get_text(cause), session.may_have_left is not False) from error
        codes = get_codes(cause)
        if CLOSING in codes:
            self._forget(key)
            raise Lost(get_text(cause)) from error
        if codes and all(400 <= code < 500 for code in codes):
            raise NotNow(get_text(cause)) from error
        if isinstance(cause, (smtplib.SMTPException, AssertionError)):
            raise Refused(get_text(cause)) from error
        raise error

    def _get_session(self, key, connect) -> Session:
        if key not in self._sessions:
            self._before_talk()
            try:
                self._sessions[key] = Session(connect(), self._before_talk)
            except Exception as error:
                raise Unreachable(get_text(error)) from error
            self._before_talk()
        return self._sessions[key]

    def _forget(self, key):
        self._sessions.pop(key, None)

    def close(self):
        for session in self._sessions.values():
            session.close()


def get_codes(error) -> list:
    """Return the numbers that the server answered."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [code for code, _text in error.recipients.values()]
    return [error.smtp_code] if isinstance(error, smtplib.SMTPResponseException) else []


def get_text(error) -> str:
    """Return a line that a person understands: what the mail server answered, when it is about that."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = error.recipients.items()
        return "; ".join(f"{address}: {code} {_decode(text)}" for address, (code, text) in answers)
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_decode(error.smtp_error)}"
    return " ".join(" ".join(str(part) for part in error.args).split()) or str(error)


def _decode(text) -> str:
    return text.decode(errors="replace") if isinstance(text, bytes) else str(text)
