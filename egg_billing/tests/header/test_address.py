"""Addresses as a French company writes them."""

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestAddress(TransactionCase):
    def test_an_address_without_a_country_is_at_home(self):
        """ADR-01: a customer without a country is addressed as the company's country does;
        a foreign one as its own does.
        """
        self.env.company.country_id = self.env.ref("base.fr")
        partner = self.env["res.partner"].create(
            {"name": "Fleurs du Port", "street": "3 quai des Roses", "zip": "13002", "city": "Marseille"})
        lines = lambda: [line for line in partner._display_address().splitlines() if line]  # noqa: E731
        self.assertEqual(lines(), ["3 quai des Roses", "13002 Marseille"])
        partner.country_id = self.env.ref("base.us")
        self.assertIn("Marseille 13002", " ".join(lines()).replace("  ", " "))
        self.env.company.country_id = False
        partner.country_id = False
        self.assertEqual(lines(), ["3 quai des Roses", "Marseille  13002"])
