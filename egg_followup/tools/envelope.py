"""Marks at the left edge of letters, by which an envelope machine and whoever feeds it keep the pages together."""

import io

from pypdf import PdfReader, PdfWriter

#: Points of a millimetre; where the marks stand from the left and lower edge of a page, and how long they are.
MM = 72 / 25.4
LEFT, LENGTH, START, STEP = 5 * MM, 7 * MM, 150 * MM, 4.23 * MM
BLACK = 0.7  # points of a line


def join_letters(letters: list[list[bytes]], both_sides: bool = False) -> bytes:
    """Return one PDF of all letters, each with its marks.

    A first bar says that a page is here, a second one that its letter ends with this sheet; beside them, for people,
    the letter's number and the page of how many.

    :param letters: the parts of each: the letter itself, then the documents that follow it
    :param both_sides: each letter begins on a new sheet of paper printed on both sides, whose front bears the marks
    """
    writer = PdfWriter()
    for number, parts in enumerate(letters, 1):
        first = len(writer.pages)
        for part in parts:
            writer.append(io.BytesIO(part), import_outline=False)
        if both_sides and (len(writer.pages) - first) % 2:
            writer.add_blank_page(*_size(writer.pages[-1]))
        _mark(writer.pages[first:], number, both_sides)
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


def _mark(pages, number: int, both_sides: bool):
    total, step = len(pages), 2 if both_sides else 1
    for place in range(0, total, step):
        page = pages[place]
        is_last = place + step >= total
        sheet = draw_marks(f"{number} · {place // step + 1}/{-(-total // step)}", is_last, *_size(page))
        page.merge_page(PdfReader(io.BytesIO(sheet)).pages[0])


def _size(page) -> tuple:
    return float(page.mediabox.width), float(page.mediabox.height)


def draw_marks(text: str, is_last: bool, width: float, height: float) -> bytes:
    """One page with nothing but the marks of a sheet."""
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(width, height))
    canvas.setLineWidth(BLACK)
    for place in range(2 if is_last else 1):
        canvas.line(LEFT, START - place * STEP, LEFT + LENGTH, START - place * STEP)
    canvas.setFont("Helvetica", 5)
    canvas.translate(LEFT + 2, START + 4)
    canvas.rotate(90)
    canvas.drawString(0, 0, text)
    canvas.save()
    return buffer.getvalue()
