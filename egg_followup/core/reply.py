"""What a mail that comes in is: written by a person, answered by a program, or returned."""

from itertools import chain


def is_automatic(message) -> bool:
    """Whether a program wrote this answer, such as an absence note (RFC 3834)."""
    told = (message.get("Auto-Submitted") or "no").split(";")[0].strip().lower()
    return (
        told != "no" or (message.get("Precedence") or "").strip().lower() in ("auto_reply", "bulk", "junk")
        or any(message.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply"))
    )


def is_final_bounce(message) -> bool:
    """Whether a returned mail says that it will not be delivered; a mail that is only late is no such (RFC 3464)."""
    reports = [part for part in message.walk() if part.get_content_type() == "message/delivery-status"]
    blocks = chain.from_iterable(report.get_payload() for report in reports if report.is_multipart())
    told = {(block.get("Action") or "").strip().lower() for block in blocks} - {""}
    return not told or "failed" in told
