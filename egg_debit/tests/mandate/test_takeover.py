from datetime import date

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..common import DebitCase


@tagged("post_install", "-at_install")
class TestTakeover(DebitCase):
    """Mandates that were signed and debited before they were kept here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_user,account.group_account_manager"
        cls.accountant = new_test_user(cls.env, "takeover_accountant", groups, company_id=cls.company.id,
                                       company_ids=[(6, 0, cls.company.ids)])
        cls.clerk = new_test_user(cls.env, "takeover_clerk", "base.group_user,account.group_account_invoice",
                                  company_id=cls.company.id, company_ids=[(6, 0, cls.company.ids)])

    def old_mandate(self, number=0, **values):
        return self.make_mandate(number, ready=False, signature_date="2019-03-01", **values)

    def enter(self, mandates, day, user=None):
        """As a person does it: the action of the list or the form, the window, its button."""
        action = mandates.with_user(user or self.accountant).action_enter_last_debit()
        model = self.env[action["res_model"]].with_user(user or self.accountant).with_context(**action["context"])
        form = Form(model)
        form.last_debit_date = day
        form.save().action_apply()

    def test_signed_in_2019_debited_last_month(self):
        """LAW-04: a mandate of 2019 has lapsed, unless it was debited elsewhere since: then 36 months from that day."""
        mandate = self.old_mandate()
        with self.assertRaisesRegex(UserError, "has lapsed"):
            mandate.action_insert()
        self.enter(mandate, "2026-10-15")
        self.assertEqual(mandate.lapse_date, date(2029, 10, 15))
        mandate.with_user(self.clerk).action_insert()
        self.assertEqual(mandate.state, "valid")
        note = "".join(str(body) for body in mandate.message_ids.mapped("body"))
        self.assertIn("last debited on 10/15/2026", note)

    def test_both_sides_of_the_last_day(self):
        """LAW-04: it lapses 36 months after the last debit, not a day before."""
        mandate = self.old_mandate()
        self.enter(mandate, "2024-05-20")
        mandate.action_insert()
        for day, state in (("2027-05-19", "valid"), ("2027-05-20", "expired")):
            with freeze_time(day):
                self.env["egg.debit.mandate"].sudo()._cron_expire()
            self.assertEqual(mandate.state, state)

    def test_imported(self):
        """LAW-04: an accountant's import brings the last debit along; nobody else's does, and no import changes it."""
        account = self.make_account()
        model = self.env["egg.debit.mandate"].with_user(self.accountant)
        names = ["name", "bank_account_id/.id", "signature_date", "signature_town", "last_debit_date"]
        offered = self.env["base_import.import"].get_fields_tree("egg.debit.mandate")
        self.assertIn("last_debit_date", [one["id"] for one in offered])
        row = ["RUM-OLD-1", str(account.id), "2019-03-01", "Lyon", "2026-10-15"]
        result = model.load(names, [row])
        self.assertFalse(result["messages"])
        mandate = model.browse(result["ids"])
        self.assertEqual((mandate.lapse_date, mandate.last_debit_is_told), (date(2029, 10, 15), True))
        self.assertIn("Taken over", "".join(str(body) for body in mandate.message_ids.mapped("body")))
        with self.assertRaises(AccessError):
            mandate.last_debit_date = "2026-11-01"
        other = self.make_account(1)
        values = {"name": "RUM-OLD-2", "bank_account_id": other.id, "last_debit_date": "2026-10-15"}
        with self.assertRaises(AccessError):
            self.env["egg.debit.mandate"].with_user(self.clerk).create(values)

    def test_what_is_refused(self):
        """LAW-04: a day to come, one before the signature, a mandate that was debited here, and who is no accountant.
        """
        mandate = self.old_mandate()
        for day in ("2026-11-25", "2019-02-28"):
            with self.assertRaisesRegex(UserError, "between its signature and today"):
                self.enter(mandate, day)
        with self.assertRaises(AccessError):
            self.enter(mandate, "2026-10-15", user=self.clerk)
        self.enter(mandate, "2026-10-15")
        self.enter(mandate, "2026-10-16")  # a slip of the pen is mended
        mandate.action_insert()
        mandate._mark_debited(date(2026, 11, 20), "FR72ZZZ123456", "Société Test")
        for day in ("2026-11-20", "2026-10-15"):
            with self.subTest(day=day), self.assertRaisesRegex(UserError, "was debited here"):
                self.enter(mandate, day)
        self.assertEqual((mandate.last_debit_date, mandate.last_debit_is_told), (date(2026, 11, 20), False))
