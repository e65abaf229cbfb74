import re
import subprocess

import lxml.html
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

    def test_arabic_is_set_right_to_left(self):
        """SCR-12: columns, labels and blocks stand from right to left, figures as they are; others are as before."""
        self.page("ar_001")
        html = self.env["ir.actions.report"]._render_egg_html(self.customer.invoice_ids[-1:]).decode()
        parts = lxml.html.fromstring(html.encode()).xpath("//main/div")
        self.assertEqual([part.get("dir") for part in parts], ["rtl"] * 3)
        blocks = lxml.html.fromstring(html.encode()).xpath("//td[@class='egg-from'][1]/div")
        self.assertEqual([block.get("dir") for block in blocks], ["auto"] * 2, "a phone number keeps its order")
        words = self.boxes(self.customer.invoice_ids[-1:])
        self.assertGreater(words["DESCRIPTION"], words["QTY"], "the first column stands on the right")
        self.assertIn("1,350.00", words, "a figure is not turned round")
        self.assertLess(words["General"], words["discount"], "an English label reads from left to right")
        self.customer.lang = "fr_FR"
        self.assertNotIn('dir="rtl"', self.env["ir.actions.report"]._render_egg_html(
            self.customer.invoice_ids[-1:]).decode())

    def boxes(self, invoice) -> dict:
        """{word: where it begins on the page}."""
        found = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=invoice._get_egg_pdf(), capture_output=True,
                               check=True).stdout.decode()
        return {word: float(left) for left, word in re.findall(r'<word xMin="([^"]+)"[^>]*>([^<]+)</word>', found)}

    def test_signs_of_figures(self):
        """SCR-12: a discount has the minus sign and the decimal mark of the language."""
        self.assertRegex(self.page("fr_FR"), "-125,00")
