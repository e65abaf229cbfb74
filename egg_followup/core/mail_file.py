"""A mail as a file that any mail program opens (.eml), from what was kept of it."""

from dataclasses import dataclass, field
from datetime import datetime, timezone
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that came with it."""

    name: str
    content: bytes
    kind: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Mail:
    """What is known of a mail; `sent` in UTC."""

    subject: str
    sender: str
    recipients: str
    sent: datetime
    message_id: str
    answers: str
    html: str
    text: str
    enclosures: tuple[Enclosure, ...] = field(default=())


def one_line(text: str) -> str:
    """A header is one line, without what a mail program would take for another one."""
    return " ".join("".join(one if one.isprintable() else " " for one in text or "").split())


def write_mail(mail: Mail) -> bytes:
    """Return the file, headers and all."""
    message = EmailMessage(policy=SMTP)
    headers = {
        "Subject": mail.subject, "From": mail.sender, "To": mail.recipients,
        "Date": format_datetime(mail.sent.replace(tzinfo=timezone.utc)), "Message-ID": mail.message_id,
        "In-Reply-To": mail.answers, "References": mail.answers,
    }
    for name, value in headers.items():
        _add_header(message, name, one_line(value))
    message.set_content(mail.text or "")
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    for one in mail.enclosures:
        main, _, sub = (one.kind or "").partition("/")
        if not sub or main in ("message", "multipart"):
            main, sub = "application", "octet-stream"
        message.add_attachment(one.content, maintype=main, subtype=sub, filename=one_line(one.name) or "file")
    return bytes(message)


def _add_header(message, name, value):
    """What is no valid address or identifier stands as it was, under a name of its own."""
    if not value:
        return
    try:
        message[name] = value
        if message_from_bytes(bytes(message), policy=SMTP).keys() != message.keys():
            raise ValueError(name)  # folded, it would end the headers
    except (ValueError, TypeError, AttributeError, IndexError, UnicodeError):
        del message[name]
        message[f"X-Egg-{name}"] = value.encode("ascii", "replace").decode()
