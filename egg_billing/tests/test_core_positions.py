from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.addons.egg_billing.core.positions import settle_positions, settle_sequences
from odoo.tests import BaseCase, tagged

# a busy machine is no failure
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@tagged("post_install", "-at_install")
class TestSettlePositions(BaseCase):
    def test_a_frozen_item_stays_when_others_are_sorted(self):
        """LIN-06: A is frozen at 2; whatever the order of the others, A comes second."""
        self.assertEqual(settle_positions(["c", "b", "A"], {"A": 2}), ["c", "A", "b"])
        self.assertEqual(settle_positions(["A", "b", "c"], {"A": 2}), ["b", "A", "c"])

    def test_a_frozen_item_stays_when_another_is_inserted_before(self):
        """LIN-06: a line inserted on top does not push the frozen one down."""
        self.assertEqual(settle_positions(["new", "b", "A", "c"], {"A": 2}), ["new", "A", "b", "c"])

    def test_a_rank_past_the_end_means_the_end(self):
        """LIN-06: when lines are removed the frozen ones keep their order at the end."""
        self.assertEqual(settle_positions(["A", "B", "c"], {"A": 3, "B": 5}), ["c", "A", "B"])

    @QUICK
    @given(st.lists(st.integers(), unique=True, max_size=12), st.data())
    def test_laws(self, order, data):
        """LIN-06: nothing is lost, distinct ranks are kept, free items keep their order,
        doing it twice changes nothing.
        """
        frozen = data.draw(st.lists(st.sampled_from(order), unique=True)) if order else []
        ranks = dict(zip(frozen, data.draw(st.permutations(range(1, len(order) + 1))), strict=False))
        settled = settle_positions(order, ranks)
        self.assertEqual(sorted(settled), sorted(order))
        for item, rank in ranks.items():
            self.assertEqual(settled.index(item) + 1, rank)
        self.assertEqual([item for item in settled if item not in ranks], [item for item in order if item not in ranks])
        self.assertEqual(settle_positions(settled, ranks), settled)

    @QUICK
    @given(st.lists(st.integers(1, 5), max_size=10), st.lists(st.integers(-3, 30), min_size=10, max_size=10))
    def test_any_rank_gives_a_whole_order(self, taken, ranks):
        """LIN-06: equal, negative or too large ranks lose no line."""
        order = list(range(10))
        self.assertEqual(sorted(settle_positions(order, dict(zip(taken, ranks, strict=False)))), order)

    @QUICK
    @given(st.lists(st.integers(0, 50), max_size=15).map(sorted))
    def test_sequences_grow(self, sequences):
        """LIN-05: no two lines share a sequence afterwards, and a list without doubles is left alone."""
        settled = settle_sequences(sequences)
        self.assertEqual(settled, sorted(set(settled)))
        if len(set(sequences)) == len(sequences):
            self.assertEqual(settled, sequences)
