import io

from odoo.addons.egg_billing.tools.pdf import blank_page
from odoo.tests import BaseCase
from odoo.tools.pdf import PdfReader

from ..tools.envelope import join_letters


class TestEnvelope(BaseCase):
    def texts(self, pdf):
        return [page.extract_text().strip() for page in PdfReader(io.BytesIO(pdf)).pages]

    def bars(self, pdf):
        return [page.get_contents().get_data().count(b" l\nS") for page in PdfReader(io.BytesIO(pdf)).pages]

    def test_one_side(self):
        """AUT-06: each page says whose it is and which of how many; the last one of a letter has the second bar."""
        pdf = join_letters([[blank_page(), blank_page()], [blank_page()]])
        self.assertEqual(self.texts(pdf), ["1 · 1/2", "1 · 2/2", "2 · 1/1"])
        self.assertEqual(self.bars(pdf), [1, 2, 2])

    def test_both_sides(self):
        """AUT-06: printed on both sides each letter begins on a new sheet; sheets are counted and marked in front."""
        pdf = join_letters([[blank_page()] * 3, [blank_page()]], both_sides=True)
        self.assertEqual(self.texts(pdf), ["1 · 1/2", "", "1 · 2/2", "", "2 · 1/1", ""])
