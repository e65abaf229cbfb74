from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..common import SepaCase


@tagged("post_install", "-at_install")
class TestCompany(SepaCase):
    def test_the_account_to_be_credited(self):
        """SEP-06: a wrong IBAN of the company is refused."""
        with self.assertRaisesRegex(ValidationError, "IBAN"):
            self.company.egg_sepa_iban = "FR0000"
