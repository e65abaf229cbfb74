from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..common import DebitCase


@tagged("post_install", "-at_install")
class TestCompany(DebitCase):
    def test_company_identifier(self):
        """SEP-06, SEP-07: a wrong ICS is refused; settings belong to one company."""
        with self.assertRaisesRegex(ValidationError, "check digits"):
            self.company.egg_debit_creditor_identifier = "FR73ZZZ123456"
        other = self.env["res.company"].create({"name": "Autre"})
        self.assertFalse(other.egg_debit_creditor_identifier)
        settings = self.env["res.config.settings"].create({"egg_debit_creditor_identifier": "FR 72 ABC 123456"})
        settings.execute()
        self.assertEqual((self.company.egg_debit_creditor_identifier, other.egg_debit_creditor_identifier),
                         ("FR72ABC123456", False))
