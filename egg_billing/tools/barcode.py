"""Barcodes as pictures of black and white dots."""

import io

from PIL import Image, ImageDraw

#: Dots of the narrowest bar, and of the picture's height: sharp on paper, a few hundred bytes.
DOTS, HEIGHT = 6, 96


def draw_bars(bars: list[tuple[float, float]]) -> tuple[int, bytes]:
    """(number of modules, PNG) of a barcode given as (left, width) of its black bars, in any unit.

    The narrowest bar is one module; all others and all gaps are whole multiples of it.
    """
    module = min(width for _left, width in bars)
    first = min(left for left, _width in bars)
    places = [(round((left - first) / module), round(width / module)) for left, width in bars]
    modules = max(left + width for left, width in places)
    image = Image.new("1", (modules * DOTS, HEIGHT), 1)
    pen = ImageDraw.Draw(image)
    for left, width in places:
        pen.rectangle((left * DOTS, 0, (left + width) * DOTS - 1, HEIGHT), fill=0)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return modules, buffer.getvalue()
