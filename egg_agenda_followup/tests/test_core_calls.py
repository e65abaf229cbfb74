from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some
from odoo.tests import BaseCase, tagged

from ..core.calls import Call, Due, next_working_day, plan_calls

DUES = some.lists(some.builds(Due, some.integers(1, 99), some.integers(1, 2), some.integers(1, 5), some.integers(1, 3)),
                  unique_by=lambda due: due.item)


@tagged("post_install", "-at_install")
class TestCalls(BaseCase):
    def test_one_call_per_customer_and_company(self):
        """BEY-07: two amounts of a customer are one call, of the later stage; another company calls on its own."""
        dues = [Due(1, 1, 7, 20), Due(2, 1, 7, 10), Due(3, 2, 7, 10)]
        self.assertEqual(plan_calls(dues, {10: 0, 20: 1}), [Call(1, 7, 20, [1, 2]), Call(2, 7, 10, [3])])

    @given(DUES)
    def test_every_amount_is_in_one_call(self, dues):
        """BEY-07: no amount is lost or spoken of twice, and no customer is called twice."""
        calls = plan_calls(dues, {1: 1, 2: 2, 3: 3})
        self.assertEqual(sorted(item for call in calls for item in call.items), sorted(due.item for due in dues))
        self.assertEqual(len({(call.company, call.customer) for call in calls}), len(calls))

    @given(some.dates(date(2026, 1, 1), date(2027, 12, 31)))
    def test_nobody_is_called_on_a_week_end(self, day):
        """AGE-08: a call without answer is tried again on the next working day."""
        following = next_working_day(day)
        self.assertLess(following.weekday(), 5)
        self.assertLessEqual(timedelta(days=1), following - day)
        self.assertLessEqual(following - day, timedelta(days=3))
