"""QR codes read as a telephone reads them: from the picture, or from the printed page."""

import io
import subprocess

import zxingcpp
from PIL import Image


def read_codes(picture: bytes) -> list:
    """Return the texts of the QR codes in a picture; each is of level M."""
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    assert {one.ec_level for one in found} <= {"M"}, "another level of error correction"
    return [one.text for one in found]


def read_printed_codes(pdf: bytes) -> list:
    """Return the texts of the QR codes on the first page of a PDF, printed at 200 dots per inch."""
    page = subprocess.run(["pdftoppm", "-r", "200", "-png", "-f", "1", "-l", "1", "-"], input=pdf, capture_output=True,
                          check=True).stdout
    return read_codes(page)
