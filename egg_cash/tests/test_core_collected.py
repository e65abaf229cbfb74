from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.egg_cash.core.book import Terms, Transfer
from odoo.addons.egg_cash.core.collected import Collection, Debit, propose_collected
from odoo.tests import BaseCase, tagged

DAY = date(2026, 12, 1)
NAME, BATCH = "PRLV-2026-00007-7", "PRLV-2026-00007-7-001"


def debit(number, amount, customer=None):
    return Debit(number, Decimal(amount), customer or abs(number), f"PRLV-2026-00007-7-{abs(number)}")


def collection(*amounts, references=(NAME, BATCH), on=DAY):
    """Debits of these amounts; below zero: the entry that took back the debit of that amount."""
    return Collection(on, references, tuple(debit(number, amount) for number, amount in enumerate(amounts, 1)))


def transfer(amount, text="", number=1, on=DAY, **values):
    return Transfer(number, on, Decimal(amount), text, **values)


@tagged("post_install", "-at_install")
class TestCollected(BaseCase):
    def best(self, collections, one, **terms):
        limits = Terms(**{name: Decimal(value) for name, value in terms.items()})
        found = propose_collected(collections, [one], limits).get(one.id)
        return found[0] if found else None

    def assertSure(self, proposal, *items):
        self.assertTrue(proposal and proposal.is_sure, proposal)
        self.assertEqual([part.item for part in proposal.parts], list(items))

    def assertUnsure(self, proposal, *items):
        self.assertTrue(proposal and not proposal.is_sure, proposal)
        self.assertEqual([part.item for part in proposal.parts], list(items))

    def test_one_sum_that_names_its_collection(self):
        """CAS-04: by the batch that the bank tells, the end-to-end id, or a word of the label, whatever stands between
        its characters.
        """
        for told in ({"batch": BATCH}, {"end_to_end": NAME}, {"text": f"REMISE {NAME} DU 01/12"},
                     {"text": "prlv 2026 00007 7"}):
            best = self.best([collection("100", "50.50")], transfer("150.50", **told))
            self.assertSure(best, 1, 2)
            self.assertEqual((best.customer, best.rest), (0, 0))

    def test_by_day_and_sum(self):
        """CAS-04: nothing is named: with the bank's word for it, one collection of that sum, near its day."""
        ours = collection("100", "50.50")
        self.assertSure(self.best([ours], transfer("150.50", "REMISE PRLV SEPA")), 1, 2)
        self.assertUnsure(self.best([ours], transfer("150.50", "VIREMENT")), 1, 2)
        self.assertIsNone(self.best([ours], transfer("150.50", "REMISE PRLV", on=date(2026, 12, 20))))
        twin = Collection(DAY, ("OTHER-1",), (debit(8, "150.50"),))
        self.assertUnsure(self.best([ours, twin], transfer("150.50", "REMISE PRLV")), 1, 2)

    def test_a_file_of_one_batch_is_one(self):
        """CAS-04: what a file, its batch and its collection hold alike is one proposal."""
        same = [collection("100", "50.50", references=(name,)) for name in (NAME, BATCH, "PRLV-2026-00007")]
        self.assertSure(self.best(same, transfer("150.50", "REMISE PRLV SEPA")), 1, 2)

    def test_debits_that_were_taken_back(self):
        """CAS-04: the sum came in whole, and the return is a line of its own; or the bank credits less: just those that
        make up the difference; two ways to that are not sure.
        """
        ours = collection("100", "50", "30", "-50", "-30")
        self.assertSure(self.best([ours], transfer("180", batch=BATCH)), 1, 2, 3)
        self.assertSure(self.best([ours], transfer("130", batch=BATCH)), 1, 2, 3, 4)
        self.assertSure(self.best([ours], transfer("100", batch=BATCH)), 1, 2, 3, 4, 5)
        self.assertFalse(self.best([collection("100", "50", "50", "-50", "-50")],
                                   transfer("150", batch=BATCH)).is_sure)

    def test_money_that_goes_out_again(self):
        """CAS-04: by the debit that the bank names; a whole batch; never by the amount alone."""
        back = [Collection(DAY, (NAME,), (debit(1, "100"), Debit(2, Decimal(-100), 1, "PRLV-2026-00007-7-1"),
                                          Debit(3, Decimal(-50), 5, "PRLV-2026-00007-7-5")))]
        self.assertSure(self.best(back, transfer("-100", "REJET", end_to_end="PRLV-2026-00007-7-1")), 2)
        self.assertSure(self.best(back, transfer("-150", batch=NAME)), 2, 3)
        self.assertIsNone(self.best(back, transfer("-100", "REJET PRLV")))
        fee = self.best(back, transfer("-103.50", end_to_end="PRLV-2026-00007-7-1"), fee="5")
        self.assertUnsure(fee, 2)
        self.assertEqual((fee.rest, fee.rest_kind), (Decimal("-3.50"), "fee"))

    def test_debit_by_debit(self):
        """CAS-04: the bank tells the parts: each is its own; what one has is not the sum's any more."""
        ours = collection("100", "50")
        lines = [transfer("100", end_to_end="PRLV-2026-00007-7-1"), transfer("50", "REF PRLV-2026-00007-7-2", 2),
                 transfer("150", "REMISE PRLV", 3)]
        found = propose_collected([ours], lines)
        self.assertSure(found[1][0], 1)
        self.assertSure(found[2][0], 2)
        self.assertFalse(found.get(3))

    def test_a_sum_that_differs(self):
        """CAS-04: less a fee, or without the one debit that it lacks: for a person to look at, never more than was
        asked.
        """
        ours = collection("100", "50", "30")
        self.assertUnsure(self.best([ours], transfer("178.80", batch=NAME), fee="2"), 1, 2, 3)
        self.assertUnsure(self.best([ours], transfer("130", batch=NAME)), 1, 3)
        self.assertIsNone(self.best([ours], transfer("181", batch=NAME)))
        self.assertIsNone(self.best([ours], transfer("120", batch=NAME)))

    @given(st.lists(st.integers(1, 9), min_size=1, max_size=6), st.lists(st.integers(0, 5), max_size=3),
           st.lists(st.tuples(st.integers(-20, 40), st.sampled_from(("", NAME, "REMISE PRLV", f"{NAME}-1"))),
                    max_size=5))
    def test_whatever_comes(self, amounts, returned, moves):
        """CAS-04: parts add up to the line, each once, and no debit is in two sure proposals."""
        debits = [debit(number, amount) for number, amount in enumerate(amounts, 1)]
        debits += [Debit(100 + place, -debits[place].amount, 1, debits[place].end_to_end)
                   for place in set(returned) if place < len(amounts)]
        lines = [transfer(amount, text, number) for number, (amount, text) in enumerate(moves) if amount]
        found = propose_collected([Collection(DAY, (NAME,), tuple(debits))], lines, Terms(fee=Decimal(1)))
        sure = []
        for line in lines:
            for proposal in found.get(line.id, ()):
                items = [part.item for part in proposal.parts]
                self.assertEqual(len(set(items)), len(items))
                self.assertEqual(sum(part.amount for part in proposal.parts) + proposal.rest, line.amount)
                sure += items if proposal.is_sure else []
        self.assertEqual(len(set(sure)), len(sure))
