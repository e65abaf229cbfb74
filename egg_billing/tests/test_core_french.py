from odoo.tests import BaseCase, tagged

from ..core.french import elide


@tagged("post_install", "-at_install")
class TestElision(BaseCase):
    def test_de_before_a_vowel(self):
        """SCR-12: "d'Anne", "d'Étienne", but "de Marie", "de Hans", and no other language."""
        for name, said in (("Anne", "d'Anne"), ("Étienne", "d'Étienne"), ("Marie", "de Marie"), ("Hans", "de Hans")):
            self.assertEqual(elide(f"À l'attention de {name}", name, "fr_FR"), f"À l'attention {said}")
        self.assertEqual(elide("Factuur de Anne", "Anne", "nl_NL"), "Factuur de Anne")
        self.assertEqual(elide("À l'attention de ", "", "fr_FR"), "À l'attention de ")
