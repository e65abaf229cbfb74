import base64
import io
import logging
from itertools import chain
from pathlib import Path
from urllib.parse import urlparse

import lxml.html
import qrcode
from markupsafe import Markup
from odoo import api, models, tools
from odoo.exceptions import AccessError
from odoo.tools.image import image_data_uri
from odoo.tools.misc import file_path
from PIL import Image
from reportlab.graphics.barcode import createBarcodeDrawing
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.graphics.utils import RenderPMError

from ...core.print_layout import choose_symbology, ink_color, readable_color
from ...tools.barcode import draw_bars
from ...tools.picture import PictureProblem, print_picture

_logger = logging.getLogger(__name__)

#: Regular and bold face of the fonts that a company can choose for its documents.
FONTS = {
    "Lato": ("lato/Lato-Reg-webfont.ttf", "lato/Lato-Bol-webfont.ttf"),
    "Roboto": ("google/Roboto/Roboto-Regular.ttf", "google/Roboto/Roboto-Bold.ttf"),
    "Open_Sans": ("google/Open_Sans/Open_Sans-Regular.ttf", "google/Open_Sans/Open_Sans-Bold.ttf"),
    "Montserrat": ("google/Montserrat/Montserrat-Regular.ttf", "google/Montserrat/Montserrat-Bold.ttf"),
    "Oswald": ("google/Oswald/Oswald-Regular.ttf", "google/Oswald/Oswald-Bold.ttf"),
    "Raleway": ("google/Raleway/Raleway-Regular.ttf", "google/Raleway/Raleway-Bold.ttf"),
    "Tajawal": ("google/Tajawal/Tajawal-Regular.ttf", "google/Tajawal/Tajawal-Bold.ttf"),
    "Fira_Mono": ("google/Fira_Mono/Fira_Mono-Regular.ttf", "google/Fira_Mono/Fira_Mono-Bold.ttf"),
}

#: Side of a drawn QR code, in dots: it prints at 28 mm and more.
CODE_DOTS = 420

#: Where a browser, on the portal, finds their files.
FONT_ADDRESS = "/web/static/fonts/"

#: Fonts whose figures differ in width: columns of amounts would not be aligned.
UNEVEN_FIGURES = {"Montserrat", "Oswald", "Raleway", "Tajawal"}


class IrActionsReport(models.Model):
    """Fonts, pictures and barcodes of printed documents, all inside the file: the engine fetches nothing."""

    _inherit = "ir.actions.report"

    @api.model
    def _get_egg_css(self, company) -> Markup:
        """The stylesheet with the company's font and colours, as a browser reads it; see `_localize_egg_fonts`."""
        font = company.font or "Lato"
        files = self._get_egg_font_files(font)
        letterhead = self._get_egg_font_addresses("", font)
        letterhead |= self._get_egg_font_addresses("figures_", "Roboto" if font in UNEVEN_FIGURES else "")
        return Markup(self.env["ir.qweb"]._render("egg_billing.print_css", {
            "font": "EggFont" if files else "sans-serif", **letterhead,
            "primary": ink_color(company.primary_color),
            "accent": readable_color(company.secondary_color or company.primary_color, "#94a3b8"),
        }))

    @api.model
    def _get_egg_font_addresses(self, prefix: str, font: str) -> dict:
        has_files = bool(self._get_egg_font_files(font))
        regular, bold = (FONT_ADDRESS + name for name in FONTS[font]) if has_files else ("", "")
        return {f"{prefix}regular": regular, f"{prefix}bold": bold}

    @api.model
    def _localize_egg_fonts(self, css: Markup) -> Markup:
        """The same stylesheet for the engine, which reaches files and no address."""
        for font, names in FONTS.items():
            for name, file in zip(names, self._get_egg_font_files(font) or (), strict=False):
                css = css.replace(FONT_ADDRESS + name, Path(file).as_uri())
        return css

    @api.model
    @tools.ormcache("font")
    def _get_egg_font_files(self, font: str):
        try:
            return tuple(str(Path(file_path(f"web/static/fonts/{name}")).resolve()) for name in FONTS[font])
        except (FileNotFoundError, KeyError, ValueError):
            return None

    @api.model
    def _get_egg_font_folders(self) -> list:
        files = chain.from_iterable(self._get_egg_font_files(font) or () for font in FONTS)
        return sorted({str(Path(name).parent) for name in files})

    @api.model
    def _get_egg_barcode(self, code: str | None) -> tuple:
        """(PNG of a product's code as a data URI, width in mm); (False, 0)
        when it has none or one that no barcode can hold.

        A picture of dots, not a drawing: the engine crashes now and then on many SVGs, and a PNG is a fiftieth of the
        size.
        """
        symbology = choose_symbology(code)
        if not symbology:
            return False, 0
        try:
            widget = createBarcodeDrawing(symbology, value=code.strip(), quiet=False, humanReadable=False).contents[0]
            bars = [(bar.x, bar.width) for bar in widget.draw().contents if isinstance(bar, Rect)
                    and bar.fillColor is not None]
        # reportlab raises bare exceptions; a missing barcode must not stop a document
        except Exception as error:  # noqa: BLE001
            _logger.info("No barcode for a product: %s", type(error).__name__)
            return False, 0
        modules, content = draw_bars(bars)
        # A module is 0.33 mm wide; long codes are squeezed to the width of a description.
        return "data:image/png;base64," + base64.b64encode(content).decode(), round(min(modules * 0.33, 52), 1)

    @api.model
    def _get_egg_image_uri(self, content, width: int, height: int):
        """A picture made small enough for paper, as a data URI;
        False when there is none or it is broken or far too large.
        """
        if not content:
            return False
        try:
            kind, small = print_picture(base64.b64decode(content), width, height)
        except (PictureProblem, ValueError) as problem:
            _logger.info("A picture is left out of a document: %s", problem)
            return False
        return f"data:{kind};base64," + base64.b64encode(small).decode()

    @api.model
    def _get_egg_background(self, company) -> bytes:
        """The company's own picture behind each page; empty when it has none or a broken one."""
        if company.layout_background != "Custom":
            return b""
        uri = self._get_egg_image_uri(company.layout_background_image, 1240, 1754)
        return b"" if not uri or "svg" in uri[:20] else base64.b64decode(uri.partition(",")[2])

    @api.model
    def _inline_egg_images(self, body) -> Markup:
        """Markup whose pictures are inside it: those of the database are inlined, any other address is dropped."""
        if "<img" not in str(body):
            return Markup(str(tools.html_sanitize(str(body), sanitize_tags=True, sanitize_attributes=True)))
        root = lxml.html.fragment_fromstring(str(tools.html_sanitize(str(body))), create_parent="div")
        for image in list(root.iter("img")):
            source = image.get("src") or ""
            if source.startswith("data:image/"):
                uri = self._get_egg_image_uri(source.partition(",")[2], 1200, 1600)
            else:
                uri = self._get_egg_database_image_uri(source)
            if uri:
                image.set("src", uri)
            else:
                image.drop_tree()
        return Markup(lxml.html.tostring(root, encoding="unicode"))

    @api.model
    def _get_egg_database_image_uri(self, source: str):
        """Data URI of /web/image/<attachment id>...; False when it is none, or one that the user may not read."""
        parts = urlparse(source)
        pieces = parts.path.split("/")
        if parts.scheme or parts.netloc or len(pieces) < 4 or pieces[1:3] != ["web", "image"]:
            return False
        number = pieces[3].split("-")[0]
        if not number.isdigit():
            return False
        try:
            attachment = self.env["ir.attachment"].browse(int(number)).exists()
            return self._get_egg_image_uri(base64.b64encode(attachment.raw or b""), 1200, 1600) if attachment else False
        except AccessError:
            return False

    @api.model
    def barcode(self, barcode_type, value, **kwargs):
        """Odoo's own drawing; QR codes are drawn by its other library where reportlab cannot.

        From version 4 on reportlab draws no pictures unless cairo is installed with it, which Odoo does not ask for.
        """
        try:
            return super().barcode(barcode_type, value, **kwargs)
        except RenderPMError:
            if barcode_type != "QR":
                raise
            return self._draw_egg_qr(value, **kwargs)

    @api.model
    def _get_egg_code_uri(self, text: str) -> str:
        """Return a QR code of this text, level M, as a data address."""
        return image_data_uri(base64.b64encode(self._draw_egg_code(text)))

    @api.model
    def _draw_egg_code(self, text: str) -> bytes:
        """Return a QR code of this text, level M, with its quiet zone, as a PNG."""
        return self._draw_egg_qr(text, width=CODE_DOTS, height=CODE_DOTS, barLevel="M")

    @api.model
    def _draw_egg_qr(self, value, width=600, height=100, quiet=True, **options) -> bytes:
        """A QR code as a PNG of this size in dots; the arguments are those of `barcode`."""
        levels = {"L": qrcode.ERROR_CORRECT_L, "M": qrcode.ERROR_CORRECT_M, "Q": qrcode.ERROR_CORRECT_Q,
                  "H": qrcode.ERROR_CORRECT_H}
        code = qrcode.QRCode(
            error_correction=levels.get(options.get("barLevel"), qrcode.ERROR_CORRECT_L), box_size=8,
            border=4 if int(quiet) else 0,
        )
        code.add_data(value)
        side, buffer = min(int(width), int(height)), io.BytesIO()
        picture = code.make_image().get_image().convert("RGB").resize((side, side))
        for image in self._get_egg_mask_images(options.get("mask"), side):
            sign = Image.open(image.path).convert("RGB").resize((round(image.width), round(image.height)))
            picture.paste(sign, (round(image.x), round(side - image.y - image.height)))
        picture.save(buffer, "PNG")
        return buffer.getvalue()

    @api.model
    def _get_egg_mask_images(self, mask, side: int) -> list:
        """What a mask lays over the code, such as the cross of Swiss QR-bills: masks draw on reportlab's drawings."""
        drawing, apply = Drawing(side, side), self.get_available_barcode_masks().get(mask)
        if apply:
            apply(side, side, drawing)
        return drawing.contents
