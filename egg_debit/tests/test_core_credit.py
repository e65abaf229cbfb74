from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.egg_billing.core.credit import Credit
from odoo.addons.egg_debit.core.credit import deduct
from odoo.tests import BaseCase, tagged

CENT = Decimal("0.01")
AMOUNTS = st.lists(st.decimals(CENT, 1000, places=2), max_size=6)


@tagged("post_install", "-at_install")
class TestDeduct(BaseCase):
    def deduct(self, items, credits, hold=False, least=CENT):
        found = deduct([(number, Decimal(amount)) for number, amount in enumerate(items)],
                       [Credit(number, f"C{number}", Decimal(amount)) for number, amount in enumerate(credits)], hold,
                       least)
        return [(one.item, one.amount, [(credit.name, amount) for credit, amount in one.parts], one.is_held)
                for one in found]

    def test_the_oldest_first_the_last_in_part(self):
        """SEP-22: of 3 x 100 with 150 of credit the first is debited in full, the second for 50, the third not at all.
        """
        self.assertEqual(self.deduct(["100", "100", "100"], ["150"]),
                         [(1, 50, [("C0", 50)], False), (2, 0, [("C0", 100)], False)])
        self.assertEqual(self.deduct(["100"], ["30", "20"]), [(0, 50, [("C0", 30), ("C1", 20)], False)])
        self.assertEqual(self.deduct(["100"], []), [])

    def test_held_by_setting_or_too_small(self):
        """SEP-22: an item that is covered in part waits where the company wants so, or where too little would be left.
        """
        self.assertEqual(self.deduct(["100", "100"], ["30"], hold=True), [(1, 0, [("C0", 30)], True)])
        self.assertEqual(self.deduct(["100"], ["99.80"], least=Decimal("0.50")),
                         [(0, 0, [("C0", Decimal("99.80"))], True)])

    @given(AMOUNTS, AMOUNTS, st.booleans())
    def test_never_more_than_the_balance(self, items, credits, hold):
        """SEP-22: whatever the items and credits: what is debited is the balance, at most when items are held; no
        credit counts twice.
        """
        found = deduct(list(enumerate(items)), [Credit(number, "", amount) for number, amount in enumerate(credits)],
                       hold, CENT)
        lowered = {one.item: one.amount for one in found}
        debited = sum((lowered.get(number, amount) for number, amount in enumerate(items)), Decimal(0))
        balance = max(sum(items, Decimal(0)) - sum(credits, Decimal(0)), Decimal(0))
        self.assertEqual(debited, balance) if not hold else self.assertLessEqual(debited, balance)
        for number, amount in enumerate(credits):
            self.assertLessEqual(sum(taken for one in found for credit, taken in one.parts if credit.id == number),
                                 amount)
        self.assertLessEqual(sum(1 for one in found if one.amount), 1)
