"""What a printed page needs to decide: prices that leak nothing, widths of columns, barcodes, where pages break."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import ceil

#: Width of the text between the margins of an A4 page, in millimetres.
TEXT_WIDTH = Decimal(180)

#: The description is never narrower; columns of words give way to it first, then all.
LEAST_DESCRIPTION = Decimal(60)

#: Blank to the left and right of a cell's text.
CELL_PADDING = Decimal("3.4")
POINT = Decimal("0.3528")

#: A text of more lines is cut into rows of few lines each: a row that the engine tears over two pages is printed on the
#: head of the table.
LONG_TEXT, PIECE = 12, 6


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table of lines."""

    name: str
    width: Decimal  # in percent of the table


@dataclass(frozen=True, slots=True)
class Width:
    """How wide a column may be, in millimetres; in between it is as wide as its longest text."""

    least: int
    most: int
    is_words: bool = False  # gives way to the description before figures do, and keeps its least width
    keeps_words: bool = False  # no word of it is broken, up to the most


@dataclass(frozen=True, slots=True)
class Break:
    """Where a line asks for a new page."""

    before: bool = False
    after: bool = False


def text_width(text: str, points: Decimal = Decimal(9)) -> Decimal:
    """About how wide a text is, in millimetres: digits are known, letters are guessed generously."""
    ems = sum(_em_width(char) for char in text)
    return (Decimal(ems) / 100 * points * POINT).quantize(Decimal("0.01"))


def _em_width(char: str) -> int:
    if char in " .,:;'|!il\u00a0\u202f":
        return 28
    if char in "%@MW":
        return 88
    return 68 if char.isupper() else 60


def cut_text(text: str, width: Decimal, points: Decimal = Decimal(9)) -> list[str]:
    """Pieces of a long text, each for a row of its own: paragraphs stay whole where they are short; a short text is one
    piece.

    :param width: of a line, in millimetres.
    """
    paragraphs = text.split("\n")
    if sum(_count_lines(one, width, points) for one in paragraphs) <= LONG_TEXT:
        return [text]
    pieces, room = [], 0
    for paragraph in paragraphs:
        for place, part in enumerate(_cut_paragraph(paragraph, width, points)):
            lines = _count_lines(part, width, points)
            if place or lines > room:
                pieces.append([])
                room = PIECE
            pieces[-1].append(part)
            room -= lines
    return ["\n".join(piece) for piece in pieces]


def _count_lines(paragraph: str, width: Decimal, points: Decimal) -> int:
    return max(1, ceil(text_width(paragraph, points) / width))


def _cut_paragraph(paragraph: str, width: Decimal, points: Decimal) -> list[str]:
    """Parts of at most `PIECE` lines; words stay whole unless one alone is longer."""
    if _count_lines(paragraph, width, points) <= PIECE:
        return [paragraph]
    parts, room = [""], width * PIECE
    for word in _cut_words(paragraph, room, points):
        long = text_width(word, points)
        if parts[-1] and long > room:
            parts.append("")
            room = width * PIECE
        parts[-1] += word
        room -= long
    return [part.rstrip(" ") for part in parts]


def _cut_words(paragraph: str, most: Decimal, points: Decimal) -> list[str]:
    """Words with the blanks behind them; one that is wider than `most` is cut."""
    count = max(1, int(most / text_width("M", points)))
    return re.findall(f"[^ ]{{1,{count}}} *| +", paragraph)


def build_columns(wanted: dict[str, Width | None], longest: dict | None = None,
                  points: Decimal = Decimal(9)) -> list[Column]:
    """Columns to print with widths in percent that add up to 100.

    :param wanted: {name: width} in the order of the page; the one without a width takes what is left.
    :param longest: the longest text of each column; figures are given the room they need, so that none runs into the
        next.
    :param points: size of the type.
    """
    limits = {name: limit for name, limit in wanted.items() if limit}
    widths = {name: _wanted_width(limit, (longest or {}).get(name, ""), points) for name, limit in limits.items()}
    room = TEXT_WIDTH - LEAST_DESCRIPTION
    least = {name: _least_width(limit, (longest or {}).get(name, ""), points) for name, limit in limits.items()
             if limit.is_words}
    _shrink(widths, least, least, room)
    _shrink(widths, limits, least, room)
    percents = {name: (width / TEXT_WIDTH * 100).quantize(Decimal("0.01")) for name, width in widths.items()}
    rest = 100 - sum(percents.values())
    return [Column(name, percents.get(name, rest)) for name in wanted]


def _wanted_width(limit: Width, longest: str, points: Decimal) -> Decimal:
    return min(Decimal(limit.most), max(Decimal(limit.least), text_width(longest, points) + CELL_PADDING))


def _least_width(limit: Width, longest: str, points: Decimal) -> Decimal:
    """How narrow a column of words may become: where they stay whole, as the widest of them."""
    words = longest.split() if limit.keeps_words else []
    return max([Decimal(limit.least), *(_wanted_width(limit, word, points) for word in words)])


def _shrink(widths: dict, chosen, least: dict, room: Decimal) -> None:
    """Take from the chosen columns, in proportion, what all of them together are too wide; none falls below its
    `least` width.
    """
    excess = sum(widths.values()) - room
    spare = {name: widths[name] - least.get(name, 0) for name in chosen}
    total = sum(spare.values())
    if excess <= 0 or not total:
        return
    share = min(Decimal(1), excess / total)
    for name in chosen:
        widths[name] -= spare[name] * share


def pad_figures(texts: list[str], mark: str) -> list[str]:
    """What each figure lacks behind its last digit to stand, right-aligned, with its decimal mark under the others'.

    >>> pad_figures(["86", "12,5"], ",")
    [',0', '']
    """
    fractions = [text.rpartition(mark)[2] if mark in text else None for text in texts]
    longest = max((len(part) for part in fractions if part is not None), default=0)
    if not longest:
        return ["" for _text in texts]
    fills = [mark + "0" * longest if part is None else "0" * (longest - len(part)) for part in fractions]
    return [fill if text else "" for text, fill in zip(texts, fills, strict=True)]


def net_unit_price(amount: Decimal, quantity: Decimal, digits: int, unit: Decimal, most: int = 6) -> Decimal:
    """Unit price after discount such that quantity x price, rounded to `unit`, is `amount` again.

    :param amount: what the line costs, after its discount.
    :param digits: decimals that prices usually have; more are used (up to `most`) only when fewer would not add up.
    """
    if not quantity:
        return Decimal(0).quantize(Decimal(1).scaleb(-digits))
    exact = amount / quantity
    for decimals in range(digits, most + 1):
        price = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        if (price * quantity).quantize(unit, ROUND_HALF_UP) == amount.quantize(unit, ROUND_HALF_UP):
            return price
    return price


def split_pages(rows: list, breaks: list[Break]) -> list[list]:
    """Cut rows into tables at page breaks.

    A break after a row and one before the next give a single new page; none before the first row nor after the last.
    """
    tables, current = [], []
    asked = False
    for row, wish in zip(rows, breaks, strict=True):
        if current and (asked or wish.before):
            tables.append(current)
            current = []
        current.append(row)
        asked = wish.after
    return [*tables, current] if current else tables


def keep_last_rows(tables: list[list], count: int = 1) -> tuple[list[list], list]:
    """Take the last rows off, so that they are kept together with the totals;
    the last table may be left without rows of its own.
    """
    if not tables:
        return tables, []
    return [*tables[:-1], tables[-1][:-count]], tables[-1][-count:]


def keep_ending(schedule: list, payments: list, last: int) -> tuple:
    """Cut two lists that follow each other into ((rows, rows of the ending), (rows, rows of the ending)).

    The ending holds the last `last` rows of what comes last, and never leaves a single row of it behind.
    """
    rows = payments or schedule
    place = len(rows) - last if len(rows) > last + 1 else 0
    cut = rows[:place], rows[place:]
    return ((schedule, []), cut) if payments else (cut, ([], []))


def keep_headings(rows: list, is_heading) -> list[list]:
    """Blocks that are not torn over two pages: headings stay with the row that follows them, other rows stand alone."""
    blocks, waiting = [], []
    for row in rows:
        waiting.append(row)
        if not is_heading(row):
            blocks.append(waiting)
            waiting = []
    return [*blocks, *([row] for row in waiting)]


def check_digit_is_right(code: str) -> bool:
    """Check digit of EAN-8, UPC-A, EAN-13 and GTIN-14:
    weights 3 and 1 from the right (GS1 General Specifications 7.9).
    """
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(code)))
    return total % 10 == 0


def choose_symbology(code: str) -> str | None:
    """Barcode type for a product's code: EAN-13 or EAN-8 when the check digit is right, else Code 128.

    None when the code cannot be printed as a barcode: empty, too long, or with characters that Code 128 lacks.
    """
    code = (code or "").strip()
    if re.fullmatch(r"[0-9]{13}", code) and check_digit_is_right(code):
        return "EAN13"
    if re.fullmatch(r"[0-9]{8}", code) and check_digit_is_right(code):
        return "EAN8"
    return "Code128" if re.fullmatch(r"[\x20-\x7e]{1,48}", code) else None


def readable_color(color: str | None, fallback: str) -> str:
    """A colour that can be printed: the company's own when it is a hex colour, else the fallback."""
    return color if re.fullmatch(r"#[0-9a-fA-F]{6}|#[0-9a-fA-F]{3}", color or "") else fallback


def luminance(color: str) -> float:
    """Relative luminance (0 black .. 1 white) of a hex colour (WCAG 2.1)."""
    digits = color.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    channels = [int(digits[place:place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ink_color(color: str | None, fallback: str = "#1f2937") -> str:
    """The company's colour for text on white paper;
    the fallback when it is too pale to be read (contrast under 3:1).
    """
    chosen = readable_color(color, fallback)
    return chosen if 1.05 / (luminance(chosen) + 0.05) >= 3 else fallback
