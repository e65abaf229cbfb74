from odoo.tests import BaseCase, tagged

from ..core.bidi import close_texts


@tagged("post_install", "-at_install")
class TestBidi(BaseCase):
    def test_a_sign_stays_at_the_end_of_its_text(self):
        """SCR-12: in an Arabic page an English text keeps its full stop and its per cent at its end."""
        self.assertEqual(close_texts("<p> No discount. </p><td>Discount 5 %</td>"),
                         '<p> <span dir="ltr">No discount.</span> </p><td><span dir="ltr">Discount 5 %</span></td>')

    def test_what_runs_the_other_way_is_left_alone(self):
        """SCR-12: Arabic texts, figures and styles are as they were."""
        for markup in ("<p>فاتورة رقم A1.</p>", "<td>20.00 %</td>", "<style>p { margin: 0; } td:</style>",
                       "<p>Total</p>"):
            self.assertEqual(close_texts(markup), markup)
