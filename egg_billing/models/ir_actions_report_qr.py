import io

import qrcode
from odoo import api, models
from PIL import Image
from reportlab.graphics.shapes import Drawing
from reportlab.graphics.utils import RenderPMError


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

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
    def _draw_egg_qr(self, value, width=600, height=100, quiet=True, **options) -> bytes:
        """A QR code as a PNG of this size in dots; the arguments are those of `barcode`."""
        levels = {"L": qrcode.ERROR_CORRECT_L, "M": qrcode.ERROR_CORRECT_M, "Q": qrcode.ERROR_CORRECT_Q, "H": qrcode.ERROR_CORRECT_H}
        code = qrcode.QRCode(
            error_correction=levels.get(options.get("barLevel"), qrcode.ERROR_CORRECT_L), box_size=8, border=4 if int(quiet) else 0,
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
