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

    def test_own_titles_stay(self):
        """COR-06: a title that was typed on the document is printed as typed."""
        condition = self._create_condition({"percent": 100, "title": "Balance"})
        invoice = self._create_invoice(egg_condition_id=condition.id)
        invoice.egg_schedule_line_ids = [Command.update(invoice.egg_schedule_line_ids.id, {"title": "As agreed"})]
        self.assertEqual(invoice._get_egg_schedule_rows()[0]["label"], "As agreed")
