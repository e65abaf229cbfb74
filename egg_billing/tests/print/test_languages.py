from odoo import Command
from odoo.tests import tagged

from ..common_print import EggPrintCase


@tagged("post_install", "-at_install")
class TestLanguages(EggPrintCase):
    """SCR-12: customers get paper in their language; without a catalogue in English, with their own figures."""

    def page(self, code) -> str:
        """The text of an invoice of 12.5 pieces at 100.00 less 10 %, for a customer of this language."""
        languages = self.env["res.lang"].with_context(active_test=False).search([("code", "=", code)])
        self.env["base.language.install"].create({"lang_ids": [Command.set(languages.ids)]}).lang_install()
        self.customer.lang = code
        invoice = self.make_invoice([{"product_id": self.p1.id, "quantity": 12.5, "price_unit": 100.0}],
                                    egg_discount_mode="untaxed_percent", egg_discount_value=10)
        return self.text(invoice)

    def test_german(self):
        text = self.page("de_DE")
        for word in ("Rechnung", "BEZEICHNUNG", "MENGE", "EINZELPREIS", "Gesamtbrutto", "12,5", "1.350,00"):
            self.assertIn(word, text)
        for word in ("Invoice", "DESCRIPTION", "QTY", "Totalincl.VAT", "SPECIMEN", "1,350.00"):
            self.assertNotIn(word, text)

    def test_other_languages_fall_back_to_english(self):
        for code, total in (("es_ES", "1350,00"), ("it_IT", "1350,00"), ("nl_NL", "1350,00")):
            with self.subTest(code):
                text = self.page(code)
                self.assertIn("Totalincl.VAT", text)
                self.assertIn(total, text.replace(".", ""))

    def test_signs_of_figures(self):
        """SCR-12: a discount has the minus sign and the decimal mark of the language."""
        self.assertRegex(self.page("fr_FR"), "-125,00")
