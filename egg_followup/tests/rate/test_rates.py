from datetime import date

from odoo.tests import tagged

from ..common import FollowupCase


@tagged("post_install", "-at_install")
class TestRates(FollowupCase):
    def test_rates_since_2008(self):
        """LAW-03: 38 half-years from 2008 on, with 0.00 in 2022 and 2.40 from July 2026; nothing from 2027 on."""
        rows = {row.date_from: row for row in self.env["egg.followup.rate"].search([])}
        self.assertEqual(len(rows), 38)
        self.assertEqual([rows[date(2022, month, 1)].ecb_rate for month in (1, 7)], [0.0, 0.0])
        self.assertEqual((rows[date(2026, 7, 1)].ecb_rate, rows[date(2026, 7, 1)].legal_rate), (2.4, 2.75))
        self.assertEqual(max(rows), date(2026, 7, 1))

    def test_an_invoice_of_2022(self):
        """LAW-03: 3,650.00 owed for ten days of 2022 costs 10.00 at 10 %, not 12.50."""
        invoice = self._invoice(amount=3650.0, due=date(2022, 1, 10))
        interest, _fee = invoice._get_egg_late_costs(date(2022, 1, 20))
        self.assertEqual(float(interest), 10.0)

    def test_an_unknown_half_year_is_told(self):
        """LAW-03: in February 2027 the check list names the half-year without a rate; filled in, it is done."""
        self.freeze(date(2027, 2, 1))
        self._invoice(amount=100.0, due=date(2026, 12, 1))
        check = next(one for one in self.company._get_egg_setup_checks()
                     if one.action == "egg_followup.egg_followup_rate_action")
        self.assertEqual(len(check.missing), 1)
        self.assertIn("2027", check.missing[0])
        self.env["egg.followup.rate"].create({"date_from": "2027-01-01", "ecb_rate": 2.65})
        check = next(one for one in self.company._get_egg_setup_checks()
                     if one.action == "egg_followup.egg_followup_rate_action")
        self.assertTrue(check.is_done)

    def test_the_next_half_year_is_told_ahead(self):
        """LAW-01: from 2 December on, 30 days before the rate ends, the check list says what to enter on 1 January."""
        def told():
            return " ".join(next(one.missing for one in self.company._get_egg_setup_checks()
                                 if one.action == "egg_followup.egg_followup_rate_action"))
        self.freeze(date(2026, 12, 1))
        self.assertNotIn("01/01/2027", told())
        self.freeze(date(2026, 12, 2))
        self.assertIn("holds until 12/31/2026. On 01/01/2027 enter the ECB rate", told())
        self.env["egg.followup.rate"].create({"date_from": "2027-01-01", "ecb_rate": 2.65})
        self.assertNotIn("01/01/2027", told())

    def test_each_rate_has_its_dates_and_source(self):
        """LAW-01: each rate holds for its half-year and says where it is published."""
        rows = self.env["egg.followup.rate"].search([])
        self.assertTrue(all(rows.mapped("source")))
        self.assertEqual({(row.date_to.month, row.date_to.day) for row in rows}, {(6, 30), (12, 31)})

    def test_a_public_customer(self):
        """LAW-03: a town hall late since 1 July 2026 owes 10.40 % in the claim and in the reminder,
        also in the next half-year.
        """
        self.alpha.egg_public_body = True
        invoice = self._invoice(amount=3650.0, due=date(2026, 6, 30))
        self.freeze(date(2026, 7, 10))
        self.assertEqual(float(invoice._get_egg_late_costs(date(2026, 7, 10))[0]), 10.40)
        message = self._prepare(self._items(invoice), stage=self.notice).followup_message_ids
        self.assertEqual(message.interest, 10.40)
        self.assertEqual(float(invoice._get_egg_late_costs(date(2027, 6, 30))[0]), 379.60)
