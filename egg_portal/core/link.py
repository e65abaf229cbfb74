"""What the address in a message says: which amounts it is about and until when, signed so that nobody makes one up."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

#: Bytes of the signature: as hard to guess as a key of 128 bits, and still a small QR code.
SIGNED = 16
#: A token is never longer: what is longer was not made here.
MOST_SIGNS = 4000
_FIRST = date(2020, 1, 1)

Sign = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Link:
    """Numbers of due items, and the last day on which they can be paid under this address."""

    items: tuple[int, ...]
    until: date


def to_token(link: Link, sign: Sign) -> str:
    """Return the last part of the address: letters, digits, - and _."""
    body = _pack(link)
    return urlsafe_b64encode(sign(body)[:SIGNED] + body).decode().rstrip("=")


def read_token(token: str, sign: Sign) -> Link:
    """:raises ValueError: it was cut off, changed, or made up"""
    if not token or len(token) > MOST_SIGNS or not token.isascii():
        raise ValueError("token")
    data = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    signature, body = data[:SIGNED], data[SIGNED:]
    if not hmac.compare_digest(signature, sign(body)[:SIGNED]):
        raise ValueError("signature")
    link = _unpack(body)
    if to_token(link, sign) != token:
        raise ValueError("spelling")
    return link


def _pack(link: Link) -> bytes:
    """The day, then each number as its distance to the one before: a few bytes for each item."""
    numbers, last = [(link.until - _FIRST).days], 0
    for item in sorted(set(link.items)):
        numbers.append(item - last)
        last = item
    return b"".join(map(_pack_number, numbers))


def _pack_number(number: int) -> bytes:
    """Seven bits a byte, the lowest first; the highest bit says that more come."""
    found = bytearray()
    while True:
        number, low = number >> 7, number & 0x7F
        found.append(low | (0x80 if number else 0))
        if not number:
            return bytes(found)


def _unpack(body: bytes) -> Link:
    numbers, number, shift = [], 0, 0
    for one in body:
        number |= (one & 0x7F) << shift
        shift += 7
        if not one & 0x80:
            numbers.append(number)
            number, shift = 0, 0
    if shift or len(numbers) < 2:
        raise ValueError("body")
    items, last = [], 0
    for distance in numbers[1:]:
        last += distance
        items.append(last)
    return Link(tuple(items), _FIRST + timedelta(numbers[0]))
