from odoo.tests import BaseCase

from ..core.sms_text import fill, find_unknown, read_answer


class TestSmsText(BaseCase):
    def test_names_are_filled_in(self):
        """AUT-06: what is empty leaves no gap; a name that nobody knows is found, braces alone too."""
        self.assertEqual(fill("{company}: {amount} for\n{documents}. {link} Thanks", {
            "company": "Egg", "amount": "480.00 €", "documents": "FAC1", "link": ""}), "Egg: 480.00 € for FAC1. Thanks")
        self.assertEqual(find_unknown("{company} {iban} {}"), ["iban", ""])
        self.assertEqual(find_unknown(""), [])
        self.assertEqual(fill("{company.env}", {"company": "Egg"}), "{company.env}")

    def test_answers(self):
        """AUT-06: what each answer of the service means; one that is new is a refusal."""
        meant = {"success": "sent", "processing": "sent", "insufficient_credit": "unreachable",
                 "unregistered": "unreachable", "server_error": "later", "wrong_number_format": "refused",
                 "new": "refused"}
        self.assertEqual({state: read_answer(state).outcome for state in meant}, meant)
        self.assertEqual(read_answer(None), ("refused", "unknown"))
