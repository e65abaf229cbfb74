from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.egg_cash.core.same import Known, find_moved, find_same
from odoo.addons.egg_cash.core.statement import Line
from odoo.tests import BaseCase, tagged

DAY = date(2026, 11, 10)
LABELS = ("VIR INV/2026/00002", "VIREMENT", "VIR SEPA DUPONT")


def line(label, payer="", amount=120, reference="", **values):
    return Line(DAY, Decimal(amount), label, reference, payer, **values)


def known(number, label, payer="", amount=120, references=(), entry=""):
    return Known(number, DAY, Decimal(amount), label, payer, references, entry)


@tagged("post_install", "-at_install")
class TestSame(BaseCase):
    def test_the_words_of_another_format(self):
        """CAS-01: the same words, words that were cut or have the payer in them, a reference."""
        for there, here in (
                (known(7, "VIR INV/2026/00002", "Menuiserie Dupont"), line("VIR INV/2026/00002", "DUPONT")),
                (known(7, "VIR SEPA RECU MENUISERIE DUPONT FAC 12"), line("VIR SEPA RECU MENUISERIE DU")),
                (known(7, "FAC 2026 00012", "DUPONT SARL"), line("VIR DUPONT SARL FAC 2026 00012")),
                (known(7, "x", references=("ABC123456",)), line("VIREMENT", reference="ABC 123456")),
                (known(7, "x", references=("E2E-0001",)), line("VIR DUPONT E2E0001"))):
            self.assertEqual(find_same([here], [there]).pairs, {0: 7}, here)

    def test_short_words_stand_anywhere(self):
        """CAS-01: less than six signs are in other words by chance; the parts of a sum need two lines."""
        for label, is_same in (("FAC12", False), ("FAC 123", True)):
            found = find_same([line(label)], [known(7, f"VIR SEPA {label} DUPONT")])
            self.assertEqual(found.pairs, {0: 7} if is_same else {}, label)
        mine = [line("A", key="k-1"), line("B", amount=130, key="m-1")]
        self.assertEqual(find_same(mine, [known(1, "REMISE", amount=250)]), ({}, []))

    def test_another_line_is_none(self):
        """CAS-01: another payer, other words: added, and said; another day or amount: not even said."""
        for there, here in ((known(7, "VIREMENT", "Dupont"), line("VIREMENT", "Martin")),
                            (known(7, "VIR A"), line("LOYER DECEMBRE"))):
            self.assertEqual(find_same([here], [there]), ({}, [0]))
        self.assertEqual(find_same([line("VIR", amount=1)], [known(7, "VIR")]), ({}, []))

    def test_two_that_are_alike_are_two(self):
        """CAS-01: one is there, the file has two: one is new."""
        found = find_same([line("LOYER"), line("LOYER")], [known(7, "LOYER")])
        self.assertEqual((found.pairs, found.alike), ({0: 7}, []))
        found = find_same([line("VIREMENT", "Martin"), line("VIREMENT", "Dupont")],
                          [known(7, "VIREMENT", "Dupont"), known(8, "VIREMENT", "Martin")])
        self.assertEqual(found.pairs, {0: 8, 1: 7})

    def test_a_sum_and_its_parts(self):
        """CAS-01: a collection as one line here and in its parts there is said, whichever came first."""
        parts = [known(1, "A", amount=120, entry="x"), known(2, "B", amount=130, entry="x")]
        self.assertEqual(find_same([line("REMISE", amount=250)], parts), ({}, [0]))
        mine = [line("A", key="k-1"), line("B", amount=130, key="k-2")]
        self.assertEqual(find_same(mine, [known(1, "REMISE", amount=250)]), ({}, [0, 1]))

    def moved(self, here, there, label="LOYER", days=(1, 10)):
        """What becomes of lines (booked, value) when others are there, in a file of some days."""
        lines = [Line(DAY.replace(day=on), Decimal(75), label, value=value and DAY.replace(day=value))
                 for on, value in here]
        rows = [Known(number, DAY.replace(day=on), Decimal(75), "LOYER", value=value and DAY.replace(day=value))
                for number, (on, value) in enumerate(there)]
        return find_moved(lines, rows, *(DAY.replace(day=day) for day in days))

    def test_the_same_line_on_another_day(self):
        """CAS-01: booked on the value date, or the other way round: the same, when the value dates agree or the file
        has nothing on the day on which it stood.
        """
        for here, there, days in (((3, 3), (1, 3), (3, 9)), ((2, 3), (1, 3), (2, 9)), ((3, None), (1, 3), (1, 9)),
                                  ((1, 3), (3, None), (1, 9)), ((1, 3), (3, 3), (1, 1))):
            self.assertEqual(self.moved([here], [there], days=days), ({0: 0}, []), (here, there))

    def test_true_doubles_stay_two(self):
        """CAS-01: a rent each day: the next one is none of those that are there, whatever its days; what may be the
        same is said; other words, or a day that neither line names, are not even said.
        """
        self.assertEqual(self.moved([(2, 3)], [(1, 2)], days=(2, 9)), ({}, [0]))
        self.assertEqual(self.moved([(3, None)], [(1, 3)], days=(3, 9)), ({}, [0]))
        self.assertEqual(self.moved([(3, 3), (3, 3)], [(1, 3)]), ({0: 0}, []))
        self.assertEqual(self.moved([(5, 6)], [(1, 3)]), ({}, []))
        self.assertEqual(self.moved([(3, 3)], [(1, 3)], label="AUTRE"), ({}, []))
        self.assertEqual(self.moved([(2, None)], [(1, None)]), ({}, []))

    @given(st.lists(st.tuples(st.sampled_from(LABELS), st.integers(1, 2)), max_size=8),
           st.lists(st.tuples(st.sampled_from(LABELS), st.integers(1, 2)), max_size=8))
    def test_each_stands_for_one(self, here, there):
        """CAS-01: whatever the lines: one that is there stands for one line, of its day and amount."""
        lines = [line(label, amount=amount) for label, amount in here]
        rows = [known(number, label, amount=amount) for number, (label, amount) in enumerate(there)]
        pairs = find_same(lines, rows).pairs
        self.assertEqual(len(set(pairs.values())), len(pairs))
        self.assertTrue(all(lines[place].amount == rows[number].amount for place, number in pairs.items()))
        if sorted(here) == sorted(there):
            self.assertEqual(len(pairs), len(lines))
