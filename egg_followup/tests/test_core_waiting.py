from datetime import timedelta

from odoo.tests import BaseCase, tagged

from ..core.aged import CREDIT, NOT_DUE, Brackets
from ..core.pause import get_pause


@tagged("post_install", "-at_install")
class TestWaiting(BaseCase):
    def test_each_pause_is_twice_as_long(self):
        """BLK-12: 2, 4, 8 ... minutes, an hour and four minutes at most."""
        self.assertEqual([get_pause(tries) // timedelta(minutes=1) for tries in range(9)],
                         [2, 2, 4, 8, 16, 32, 64, 64, 64])

    def test_brackets(self):
        """ACC-02: each day late is in one bracket; not due and credits are none of them."""
        brackets = Brackets(30, 60, 90)
        self.assertEqual(brackets.get_ranges(), {"age_1": (1, 30), "age_2": (31, 60), "age_3": (61, 90),
                                                 "age_4": (91, None)})
        self.assertEqual((NOT_DUE, CREDIT), ("not_due", "credit"))
        for limits, is_right in (((30, 60, 90), True), ((1, 2, 3), True), ((0, 60, 90), False), ((60, 60, 90), False),
                                 ((30, 90, 90), False)):
            self.assertEqual(Brackets(*limits).is_ascending(), is_right, limits)
