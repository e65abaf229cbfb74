from datetime import date

from odoo.tests import HttpCase, tagged

from ..common_schedule import ScheduleCase


@tagged("post_install", "-at_install")
class TestSchedulePortal(ScheduleCase, HttpCase):
    def test_customer_sees_instalments_and_pays_the_due_one(self):
        """SCH-17, SCH-16: the portal lists both; what it asks for is the first that is open."""
        late = self._create_invoice(date=date.today(), egg_condition_id=self.condition.id)
        late.action_post()
        values = late._get_invoice_next_payment_values()
        self.assertEqual((values["installment_state"], values["next_amount_to_pay"]), ("next", 525))

        late.egg_register_payment(525, date.today(), self.transfer)
        page = self.url_open(late.get_portal_url()).text

        self.assertIn("Instalment 2 of 2", page)
        frame = self.url_open(f"{late.get_portal_url()}&report_type=html").text
        self.assertIn('id="wrapwrap"', frame, "the portal takes the height of the invoice from it")
        self.assertIn("Deposit of 30 %", page)
        self.assertEqual([row["state"] for row in late._get_egg_portal_instalments()], ["paid", "open"])
        self.assertEqual(late._get_invoice_next_payment_values()["next_amount_to_pay"], 1225)
