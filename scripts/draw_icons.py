"""Draw the icon of each addon anew: an egg in the colours of its family, with a sign of what the addon is about.

An addon of its own has one colour; glue has the upper half of one side and the lower half of the other. Run with the
Python of `.dev/venv`.
"""

from math import cos, pi, sin
from pathlib import Path

from PIL import Image, ImageDraw

SIZE, FINE = 140, 4  # pixels of a side; drawn larger by FINE, then reduced, for smooth edges
WHITE = "#ffffff"
#: family: (light, full) colour
COLOURS = {
    "billing": ("#fbc46b", "#e2831b"), "sales": ("#f5a8b8", "#cf4766"), "followup": ("#9bcff6", "#2b78b8"),
    "debit": ("#a9d8dc", "#258491"), "cash": ("#d8d48a", "#7d7a1c"),
    "portal": ("#f0b8a0", "#c25a2c"), "move": ("#c6d59a", "#5f7f2a"),
    "sepa": ("#a9ddb4", "#23905a"), "stripe": ("#aea6dc", "#3b2d9b"), "agenda": ("#c9b5e8", "#6f4798"),
}
#: addon: (family of the upper half, of the lower half, sign)
ICONS = {
    "egg_billing": ("billing", "billing", "document"), "egg_billing_pdp": ("billing", "sepa", "document"),
    "egg_sales": ("sales", "sales", "tag"), "egg_sales_stock": ("sales", "sales", "crate"),
    "egg_sales_purchase": ("sales", "sales", "truck"), "egg_sales_crm": ("sales", "sales", "funnel"),
    "egg_followup": ("followup", "followup", "bell"), "egg_followup_sales": ("followup", "sales", "bell"),
    "egg_debit": ("debit", "debit", "bank"), "egg_sepa": ("sepa", "sepa", "euro"),
    "egg_stripe": ("stripe", "stripe", "card"), "egg_cash": ("cash", "cash", "coins"),
    "egg_portal": ("portal", "portal", "code"), "egg_portal_followup": ("portal", "followup", "telephone"),
    "egg_portal_debit": ("portal", "debit", "bank"), "egg_portal_sales": ("portal", "sales", "tag"),
    "egg_move_in": ("move", "move", "crate"),
    "egg_followup_sms": ("followup", "portal", "telephone"), "egg_followup_snailmail": ("followup", "portal", "letter"),
    "egg_followup_debit": ("followup", "debit", "bell"),
    "egg_cash_followup": ("cash", "followup", "coins"), "egg_cash_sepa": ("cash", "sepa", "coins"),
    "egg_agenda": ("agenda", "agenda", "calendar"), "egg_agenda_sales": ("agenda", "sales", "calendar"),
    "egg_agenda_crm": ("agenda", "sales", "funnel"), "egg_agenda_followup": ("agenda", "followup", "telephone"),
    "egg_agenda_followup_sales": ("agenda", "sales", "telephone"),
}


class Sign:
    """Draws on a square of 100 by 100, wherever that lies; `full` is the colour behind, for what is cut out."""

    def __init__(self, draw, corner, side, full):
        self.draw, self.corner, self.scale, self.full = draw, corner, side / 100, full

    def _at(self, *numbers) -> list:
        return [self.corner[index % 2] + number * self.scale for index, number in enumerate(numbers)]

    def area(self, *numbers, cut=False):
        self.draw.polygon(self._at(*numbers), fill=self.full if cut else WHITE)

    def box(self, *numbers, round_by=0, cut=False):
        self.draw.rounded_rectangle(self._at(*numbers), round_by * self.scale, fill=self.full if cut else WHITE)

    def disc(self, x, y, radius, cut=False):
        self.draw.ellipse(self._at(x - radius, y - radius, x + radius, y + radius), fill=self.full if cut else WHITE)

    def bow(self, *numbers, start, end, width):
        self.draw.arc(self._at(*numbers), start, end, fill=WHITE, width=round(width * self.scale))

    def document(self):
        self.area(18, 2, 62, 2, 82, 22, 82, 98, 18, 98)
        for top in (38, 56, 74):
            self.box(30, top, 70 if top < 74 else 52, top + 8, cut=True)

    def tag(self):
        self.area(4, 8, 50, 4, 98, 54, 56, 97, 8, 50)
        self.disc(27, 27, 9, cut=True)

    def crate(self):
        self.box(6, 12, 94, 36, round_by=4)
        self.box(12, 42, 88, 94, round_by=4)
        self.box(38, 50, 62, 60, round_by=4, cut=True)

    def truck(self):
        self.box(0, 20, 58, 74, round_by=4)
        self.area(62, 36, 84, 36, 100, 56, 100, 74, 62, 74)
        self.area(69, 43, 81, 43, 90, 55, 69, 55, cut=True)
        for x in (22, 78):
            self.disc(x, 76, 16, cut=True)
            self.disc(x, 76, 11)

    def funnel(self):
        self.area(4, 6, 96, 6, 96, 18, 61, 54, 61, 82, 39, 96, 39, 54, 4, 18)

    def bell(self):
        self.bow(18, 10, 82, 74, start=180, end=360, width=40)
        self.disc(50, 40, 26)
        self.area(18, 42, 82, 42, 84, 62, 96, 78, 4, 78, 16, 62)
        self.disc(50, 9, 8)
        self.box(38, 83, 62, 96, round_by=8)

    def bank(self):
        self.area(50, 2, 98, 30, 98, 38, 2, 38, 2, 30)
        for left in (12, 43, 74):
            self.box(left, 44, left + 14, 80)
        self.box(2, 84, 98, 96)

    def euro(self):
        self.bow(20, 6, 108, 94, start=50, end=310, width=14)
        self.box(2, 36, 68, 46)
        self.box(2, 55, 64, 65)

    def coins(self):
        for top in (66, 40, 14):
            self.box(6, top, 94, top + 20, round_by=10)
        self.area(36, 2, 64, 2, 64, 24, 80, 24, 50, 50, 20, 24, 36, 24, cut=True)
        self.area(41, 0, 59, 0, 59, 28, 70, 28, 50, 45, 30, 28, 41, 28)

    def card(self):
        self.box(0, 14, 100, 86, round_by=10)
        self.box(0, 30, 100, 46, cut=True)
        self.box(12, 62, 42, 72, round_by=4, cut=True)

    def letter(self):
        self.box(2, 16, 98, 84, round_by=4)
        self.area(6, 20, 94, 20, 50, 56, cut=True)
        self.area(14, 20, 86, 20, 50, 50)

    def code(self):
        for x, y in ((0, 0), (60, 0), (0, 60)):
            self.box(x, y, x + 40, y + 40)
            self.box(x + 8, y + 8, x + 32, y + 32, cut=True)
            self.box(x + 14, y + 14, x + 26, y + 26)
        for x, y in ((60, 60), (88, 60), (74, 74), (60, 88), (88, 88)):
            self.box(x, y, x + 12, y + 12)

    def calendar(self):
        self.box(4, 12, 96, 96, round_by=8)
        self.box(12, 38, 88, 42, cut=True)
        for x in (28, 72):
            self.box(x - 7, 0, x + 7, 28, round_by=6, cut=True)
            self.box(x - 4, 2, x + 4, 25, round_by=4)
        for top in (51, 71):
            for left in (18, 42, 66):
                self.box(left, top, left + 15, top + 13, cut=True)

    def telephone(self):
        self.bow(-2, -62, 162, 102, start=98, end=172, width=26)
        self.area(2, 4, 26, 0, 38, 28, 14, 40)
        self.area(72, 62, 100, 74, 96, 98, 60, 86)


def egg(top: int, bottom: int, half: int) -> list:
    """Outline of an egg that stands on its blunt end."""
    points, middle, height = [], SIZE * FINE / 2, (bottom - top) / 2
    for step in range(360):
        turn = step * pi / 180
        points.append((middle + half * sin(turn) * (1 + 0.17 * -cos(turn)), top + height - height * cos(turn)))
    return points


def draw_icon(upper: str, lower: str, sign: str) -> Image.Image:
    side = SIZE * FINE
    shape = Image.new("L", (side, side))
    ImageDraw.Draw(shape).polygon(egg(8 * FINE, 134 * FINE, 52 * FINE), fill=255)
    shell = Image.new("RGB", (side, side), COLOURS[upper][0])
    draw = ImageDraw.Draw(shell)
    crack, tooth = 52 * FINE, 9 * FINE
    edge = [(x * side / 12, crack + (tooth if x % 2 else -tooth)) for x in range(13)]
    draw.polygon([*edge, (side, side), (0, side)], fill=COLOURS[lower][1])
    getattr(Sign(draw, (45 * FINE, 70 * FINE), 50 * FINE, COLOURS[lower][1]), sign)()
    shell.putalpha(shape)
    return shell.resize((SIZE, SIZE), Image.LANCZOS)


if __name__ == "__main__":
    root = Path(__file__).resolve().parents[1]
    for addon, parts in ICONS.items():
        draw_icon(*parts).save(root / addon / "static/description/icon.png", optimize=True)
