import re

from odoo import Command
from odoo.tests import tagged

from ..common_schedule import ScheduleCase


@tagged("post_install", "-at_install")
class TestWordsOfInstalments(ScheduleCase):
    def test_titles_are_in_the_language_of_the_customer(self):
        """COR-06: titles of payment conditions are translated,
        and an English customer reads English whoever writes the invoice.
        """
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["res.lang"]._activate_lang("en_US")
        condition = self._create_condition({"percent": 100, "title": "Balance of {percentage}"})
        condition.line_ids.with_context(lang="fr_FR").title = "Solde de {pourcentage}"
        for language, words in (("en_US", "Balance of 100 %"), ("fr_FR", "Solde de 100 %")):
            self.partner.lang = language
            for writer in ("fr_FR", "en_US"):
                with self.subTest(customer=language, writer=writer):
                    invoice = self._create_invoice()
                    invoice.with_context(lang=writer).write({"egg_condition_id": condition.id})
                    self.assertEqual([row["label"] for row in invoice._get_egg_schedule_rows()], [words])

    def test_what_is_agreed_is_a_sentence(self):
        """SCR-08: each instalment as a sentence in the reader's language, with its decimals."""
        self.env["res.lang"]._activate_lang("fr_FR")
        condition = self._create_condition({"percent": 30.5, "kind": "deposit"}, {
            "percent": 69.5, "rule": "days_end_of_month", "days": 90})
        invoice = self._create_invoice(egg_condition_id=condition.id, invoice_date="2026-09-15")
        french = invoice.with_context(lang="fr_FR").egg_schedule_sentences
        french = re.sub(r"(?<=\d)\s(?=\d{3})", "", french).replace("\xa0", " ")
        total = invoice.amount_total
        first, last = round(total * 0.305, 2), round(total * 0.695, 2)
        self.assertEqual(french.split("\n"), [
            f"Acompte de 30,5 % à réception ou signature, soit {first:.2f} € le 15/09/2026".replace(".", ","),
            f"69,5 % à 90 jours fin de mois, soit {last:.2f} € le 31/12/2026".replace(".", ",")])

    def test_percentages_follow_the_language(self):
        """SCR-12: "30,5 %" for a French customer, on paper and in the message of what lacks to 100 %."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.partner.lang = "fr_FR"
        condition = self._create_condition({"percent": 30.5, "kind": "deposit"}, {"percent": 69.5})
        invoice = self._create_invoice(egg_condition_id=condition.id)
        self.assertEqual(invoice._get_egg_schedule_rows()[0]["label"], "Acompte de 30,5 %")
        lines = invoice.with_context(lang="fr_FR").egg_schedule_line_ids[:1]
        self.assertIn("69,5", lines._get_percent_message())

    def test_own_titles_stay(self):
        """COR-06: a title that was typed on the document is printed as typed."""
        condition = self._create_condition({"percent": 100, "title": "Balance"})
        invoice = self._create_invoice(egg_condition_id=condition.id)
        invoice.egg_schedule_line_ids = [Command.update(invoice.egg_schedule_line_ids.id, {"title": "As agreed"})]
        self.assertEqual(invoice._get_egg_schedule_rows()[0]["label"], "As agreed")
