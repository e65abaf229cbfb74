from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SepaCase


@tagged("post_install", "-at_install")
class TestAbroad(SepaCase):
    """SEPA outside France."""

    def test_belgian_creditor(self):
        """PRO-01: a Belgian firm has a Belgian creditor identifier, with its own length,
        and its mandate speaks its language.
        """
        self.company.write({"country_id": self.env.ref("base.be").id,
                            "egg_debit_creditor_identifier": "BE68ZZZ0123456789"})
        self.assertEqual(self.company.egg_debit_creditor_identifier, "BE68ZZZ0123456789")
        mandate = self.make_mandate()
        self.company.partner_id.lang = mandate.partner_id.lang = "en_US"
        content, _kind = self.env["ir.actions.report"]._render_qweb_html("egg_debit.report_mandate", mandate.ids)
        self.assertIn("SEPA Direct Debit Mandate", content.decode())

    def test_no_euros(self):
        """PRO-01: items in Swiss francs are refused in words,
        and debits are no step of the set-up of a firm without euros.
        """
        francs = self.env.ref("base.CHF")
        francs.active = True
        invoice = self.make_invoice(self.make_mandate().partner_id, currency_id=francs.id)
        with self.assertRaisesRegex(UserError, "in euros"):
            self.open_form(invoice).action_validate()
        names = [check.name for check in self.company._get_egg_setup_checks()]
        swiss = self.env["res.company"].create({"name": "CH", "country_id": self.env.ref("base.ch").id,
                                                "currency_id": francs.id})
        silent = [check.name for check in swiss._get_egg_setup_checks()]
        for step in ("Direct debits", "Debits by Stripe"):
            self.assertIn(step, names)
            self.assertNotIn(step, silent)
