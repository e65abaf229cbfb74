"""What holds of every proposal, whatever the items and the transfers."""

from datetime import date
from decimal import Decimal
from itertools import product

from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.egg_cash.core.book import Book, Customer, Item, Terms, Transfer
from odoo.addons.egg_cash.core.match import propose
from odoo.tests import BaseCase, tagged

NAMES = ("Menuiserie Dupont", "Garage Martin", "Dupont Optique")
#: Whose account it is; "B" is nobody's.
OWNERS = {"A": 1}
amounts = st.integers(1, 60).map(lambda cents: Decimal(cents) / 4)
items = st.lists(st.tuples(st.integers(0, 2), amounts, st.integers(1, 28), st.integers(0, 6)), max_size=12)
documents = [10 * owner + shift for owner, shift in product((1, 2, 3), range(7))]
transfers = st.lists(st.tuples(amounts, st.lists(st.sampled_from(documents), max_size=3),
                               st.sampled_from(("", *NAMES)), st.sampled_from(("", "A", "B"))), max_size=8)


@tagged("post_install", "-at_install")
class TestLaws(BaseCase):
    def run_all(self, rows, moves, terms):
        open_ = [Item(place, customer + 1, amount, date(2026, 11, day), date(2026, 12, day), document,
                      (f"FAC/2026/{document:05d}",))
                 for place, (customer, amount, day, shift) in enumerate(rows, 1)
                 for document in [10 * (customer + 1) + shift]]
        people = [Customer(place, (name,), tuple(iban for iban, owner in OWNERS.items() if owner == place))
                  for place, name in enumerate(NAMES, 1)]
        seen = [Transfer(place, date(2026, 12, 1), amount, " ".join(f"FAC 2026 {one:05d}" for one in numbers),
                         payer, iban) for place, (amount, numbers, payer, iban) in enumerate(moves, 1)]
        return {one.id: one for one in open_}, seen, propose(Book(open_, people, [], terms), seen)

    @given(items, transfers)
    def test_each_proposal_is_of_one_customer_and_adds_up(self, rows, moves):
        """CAS-02: one customer, each item once and no more than it is open, and the sum is the transfer's."""
        known, seen, found = self.run_all(rows, moves, Terms(Decimal("0.25"), Decimal("0.5")))
        for one in seen:
            for proposal in found[one.id]:
                self.assertEqual({known[part.item].customer for part in proposal.parts}, {proposal.customer})
                self.assertEqual(len({part.item for part in proposal.parts}), len(proposal.parts))
                self.assertTrue(all(0 < part.amount <= known[part.item].amount for part in proposal.parts))
                self.assertEqual(sum(part.amount for part in proposal.parts) + proposal.rest, one.amount)

    @given(items, transfers)
    def test_the_sure_ones_share_nothing(self, rows, moves):
        """CAS-02: no item is in two sure proposals; only the first of a line is sure."""
        _known, seen, found = self.run_all(rows, moves, Terms())
        sure = [found[one.id][0] for one in seen if found[one.id] and found[one.id][0].is_sure]
        taken = [part.item for proposal in sure for part in proposal.parts]
        self.assertEqual(len(taken), len(set(taken)))

    @given(items, transfers)
    def test_nobody_pays_for_another(self, rows, moves):
        """CAS-02: whatever a transfer names: when its account or its name is another customer's, it is not sure."""
        _known, seen, found = self.run_all(rows, moves, Terms(Decimal("0.25"), Decimal("0.5")))
        for one in seen:
            if not found[one.id] or not found[one.id][0].is_sure:
                continue
            payer = NAMES.index(one.payer) + 1 if one.payer else found[one.id][0].customer
            self.assertEqual(found[one.id][0].customer, payer, (one, found[one.id][0]))
            self.assertIn(OWNERS.get(one.iban, payer), (found[one.id][0].customer,))

    @given(items, transfers)
    def test_the_same_again(self, rows, moves):
        """CAS-02: the same values give the same proposals, in whatever order they come."""
        terms = Terms()
        first = self.run_all(rows, moves, terms)[2]
        self.assertEqual(first, self.run_all(rows, moves, terms)[2])
