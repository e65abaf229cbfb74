"""Pages of PDFs: read what others made, append annexes, stamp a word across each page. Bytes in, bytes out."""

import io
import math
import zlib

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

#: What terms may hold: pages, and bytes of drawing once unpacked, of one page and of all.
MOST_PAGES, MOST_DRAWING, MOST_DRAWING_IN_ALL = 300, 8 << 20, 32 << 20
#: What a PDF does by itself when it is opened, beside showing a page.
_DEEDS = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/GoToR", "/GoToE"})


class PdfProblem(Exception):
    """A file that cannot be appended; `reason` is "encrypted", "damaged", "empty", "active" or "large"."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


def read_pages(content: bytes) -> PdfReader:
    """Open a PDF and look at each page.

    :raises PdfProblem: when it needs a password, cannot be read, has no page, runs a program, or unpacks to more than
        pages do.
    """
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise PdfProblem("encrypted")
        if len(reader.pages) > MOST_PAGES:
            raise PdfProblem("large")
        pages, left = list(reader.pages), MOST_DRAWING_IN_ALL
        if _acts(reader.trailer["/Root"], "/OpenAction",
                 "/AA") or "/JavaScript" in _deref(reader.trailer["/Root"].get("/Names"), {}):
            raise PdfProblem("active")
        for page in pages:
            left -= _measure_drawing(page, min(left, MOST_DRAWING))
            annotations = [_deref(one, {}) for one in _deref(page.get("/Annots"), [])]
            if _acts(page, "/AA") or any(_acts(one, "/A", "/AA") for one in annotations):
                raise PdfProblem("active")
            _ = page.mediabox, page.get_contents()
    except PdfProblem:
        raise
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError,
            NotImplementedError,
            OSError, AssertionError, ImportError, zlib.error) as error:
        raise PdfProblem("damaged") from error
    if not pages:
        raise PdfProblem("empty")
    return reader


def _deref(value, default):
    """What a reference of a PDF leads to; `default` for nothing, or for something of another kind."""
    value = value.get_object() if value is not None else default
    return value if isinstance(value, type(default)) else default


def _acts(holder, *names) -> bool:
    """Whether one of these entries does something by itself: a deed,
    or a table of deeds by event, or a chain of them.
    """
    waiting, seen = [holder.get(name) for name in names], 0
    while waiting and seen < 1000:
        action, seen = _deref(waiting.pop(), {}), seen + 1
        if action.get("/S") in _DEEDS or "/JS" in action:
            return True
        if "/S" not in action:
            waiting += action.values()
        following = action.get("/Next")
        following = following.get_object() if following is not None else []
        waiting += following if isinstance(following, list) else [following]
    return bool(waiting)


def _measure_drawing(page, most: int) -> int:
    """Bytes of a page's drawing once unpacked, without ever unpacking more than `most`.

    :raises PdfProblem: when there are more.
    """
    contents = page.get("/Contents")
    contents = contents.get_object() if contents is not None else []
    total = 0
    for part in contents if isinstance(contents, list) else [contents]:
        stream = part.get_object()
        filters = stream.get("/Filter", [])
        data = getattr(stream, "_data", b"")
        for name in filters if isinstance(filters, list) else [filters]:
            if name.get_object() not in ("/FlateDecode", "/Fl"):
                continue
            try:
                data = zlib.decompressobj().decompress(data, most + 1)
            except zlib.error:  # readers take what they can of it, within limits of their own
                break
            if len(data) > most:
                raise PdfProblem("large")
        total += len(data)
        if total > most:
            raise PdfProblem("large")
    return total


def compose(content: bytes, annexes: list[bytes], word: str = "", background: bytes = b"") -> bytes:
    """Append annexes to a PDF and stamp `word` across every page; attachments inside `content` are kept.

    :param background: a picture laid behind each page of `content`, from edge to edge.
    """
    if not annexes and not word and not background:
        return content
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content), strict=False))
    if background:
        size = writer.pages[0].mediabox
        sheet = PdfReader(io.BytesIO(draw_sheet(background, float(size.width), float(size.height)))).pages[0]
        for page in writer.pages:
            page.merge_page(sheet, over=False)
    for annex in annexes:
        writer.append(read_pages(annex), import_outline=False)
    if word:
        stamps = {}
        for page in writer.pages:
            size = (round(float(page.mediabox.width)), round(float(page.mediabox.height)))
            if size not in stamps:
                stamps[size] = PdfReader(io.BytesIO(draw_stamp(word, *size))).pages[0]
            page.merge_page(stamps[size])
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


def draw_stamp(word: str, width: float, height: float) -> bytes:
    """One page with `word` across it, pale enough to read through. Letters outside Latin-1 become question marks."""
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(width, height))
    canvas.setFillColorRGB(0.65, 0.1, 0.1, alpha=0.13)
    text = word.encode("latin-1", "replace").decode("latin-1")
    font, diagonal = "Helvetica-Bold", math.hypot(width, height)
    size = min(140.0, diagonal * 0.62 / max(canvas.stringWidth(text, font, 1), 0.1))
    canvas.translate(width / 2, height / 2)
    canvas.rotate(math.degrees(math.atan2(height, width)))
    canvas.setFont(font, size)
    canvas.drawCentredString(0, -size * 0.35, text)
    canvas.save()
    return buffer.getvalue()


def draw_sheet(picture: bytes, width: float, height: float) -> bytes:
    """One page filled by a picture."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(width, height))
    canvas.drawImage(ImageReader(io.BytesIO(picture)), 0, 0, width, height, mask="auto")
    canvas.save()
    return buffer.getvalue()


def blank_page() -> bytes:
    """One empty A4 page."""
    writer, result = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595.28, 841.89)
    writer.write(result)
    return result.getvalue()


def merge(contents: list[bytes]) -> bytes:
    """One PDF of many, in their order."""
    writer = PdfWriter()
    for content in contents:
        writer.append(io.BytesIO(content), import_outline=False)
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


def split_at_headings(content: bytes) -> list[bytes]:
    """The parts of a PDF of wkhtmltopdf, each from a page with a heading of the highest rank on; one, when the first
    page has none.
    """
    reader = PdfReader(io.BytesIO(content), strict=False)
    starts = _find_heading_pages(reader.trailer["/Root"])
    if not starts or starts[0] != 0:
        return [content]
    parts = []
    for start, end in zip(starts, [*starts[1:], len(reader.pages)], strict=True):
        writer, result = PdfWriter(), io.BytesIO()
        writer.append(reader, pages=(start, end), import_outline=False)
        writer.write(result)
        parts.append(result.getvalue())
    return parts


def _find_heading_pages(root) -> list[int]:
    places, node, pages = root.get("/Dests", {}), _deref(root.get("/Outlines"), {}).get("/First"), set()
    while node is not None:
        node = node.get_object()
        pages.add(places[node["/Dest"]][0])
        node = node.get("/Next")
    return sorted(pages)
