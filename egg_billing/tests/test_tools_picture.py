import io
import struct
import zlib

from odoo.tests import BaseCase, tagged
from PIL import Image

from ..tools.picture import PictureProblem, clean_svg, print_picture


def picture(width, height, kind="PNG", mode="RGB") -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((width, height), 60).convert(mode).save(buffer, kind)
    return buffer.getvalue()


def bomb(width=30_000, height=30_000) -> bytes:
    """A PNG of a few hundred bytes that says that it has 900 million pixels."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT",
                                                               zlib.compress(b"\0" * 100_000)) + chunk(b"IEND", b"")


EVIL = b"""<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="200" height="80"
  onload="run()">
<script>run()</script><style>@import url("http://192.0.2.1/a.css"); rect { fill: red }</style>
<image xlink:href="http://192.0.2.1/b.png" width="9" height="9"/><image href="file:///etc/passwd" width="9" height="9"/>
<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="http://192.0.2.1/c"/></foreignObject>
<rect width="200" height="80" fill="#c81e1e" onclick="run()" style="filter: url(http://192.0.2.1/d.svg#f)"/>
<text>&secret;KEPT</text><circle r="5" fill="url(#shade)"/><use xlink:href="#shade"/></svg>"""


@tagged("post_install", "-at_install")
class TestPicture(BaseCase):
    def test_large_pictures_become_small(self):
        """DOC-40: a picture 12,000 dots wide is printed small; its proportions stay."""
        kind, small = print_picture(picture(12_000, 400), 800, 400)
        self.assertEqual(kind, "image/png")
        self.assertEqual(Image.open(io.BytesIO(small)).size, (800, 27))
        self.assertEqual(print_picture(picture(3000, 1000, "JPEG"), 800, 400)[0], "image/jpeg")

    def test_small_pictures_stay_as_they_are(self):
        """DOC-40: what fits is printed byte for byte; other formats become PNG."""
        raw = picture(40, 30)
        self.assertEqual(print_picture(raw, 800, 400), ("image/png", raw))
        kind, content = print_picture(picture(40, 30, "BMP"), 800, 400)
        self.assertEqual((kind, Image.open(io.BytesIO(content)).size), ("image/png", (40, 30)))

    def test_bad_pictures_are_refused(self):
        """DOC-40: too many dots, a bomb, a missing end, no picture at all:
        one kind of refusal, and nothing is unpacked.
        """
        whole = picture(60, 60)
        huge = io.BytesIO()
        Image.new("1", (12_000, 12_000)).save(huge, "PNG")
        for name, raw in {"huge": huge.getvalue(), "bomb": bomb(), "cut": whole[:len(whole) // 2],
                          "cut and large": picture(900, 900)[:5000],
                          "text": b"no picture", "empty": b"", "page": b"<html></html>",
                          "broken drawing": b"<svg"}.items():
            with self.subTest(name), self.assertRaises(PictureProblem):
                print_picture(raw, 160, 160)

    def test_drawings_are_dumb(self):
        """DOC-40: scripts, handlers, entities and addresses outside go; shapes and what they refer to inside stay."""
        kind, content = print_picture(EVIL, 800, 400)
        self.assertEqual(kind, "image/svg+xml")
        for word in (b"script", b"onload", b"onclick", b"run()", b"192.0.2.1", b"passwd", b"foreignObject", b"ENTITY",
                     b"import", b"root:"):
            self.assertNotIn(word, content)
        for word in (b"KEPT", b"#c81e1e", b"url(#shade)", b'href="#shade"'):
            self.assertIn(word, content)

    def test_drawings_keep_what_they_carry(self):
        """DOC-40: pictures and fonts inside a drawing stay; an escaped address,
        or a bomb of entities, does not get through.
        """
        inside = (b'<svg xmlns="http://www.w3.org/2000/svg"><style>@font-face{src:url("data:font/woff;base64,AA")}'
                  b"</style>%s</svg>")
        kept = clean_svg(inside % b'<image href="data:image/png;base64,AAAA"/>')
        self.assertIn(b"data:font/woff", kept)
        self.assertIn(b"data:image/png", kept)
        self.assertNotIn(b"192.0.2.1", clean_svg(inside % rb'<g style="fill:u\72l(http://192.0.2.1/x)"/>'))
        self.assertNotIn(b"svg+xml", clean_svg(inside % b'<image href="data:image/svg+xml;base64,AAAA"/>'))
        laughs = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10 if number else "ha"}">' for number in range(12))
        try:
            content = clean_svg(f'<!DOCTYPE svg [{laughs}]><svg '
                                f'xmlns="http://www.w3.org/2000/svg"><text>&l11;</text></svg>'.encode())
        except PictureProblem:
            content = b""
        self.assertLess(len(content), 1000)
