from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.tests import BaseCase, tagged

from ..core.document_map import build_forest


@tagged("post_install", "-at_install")
class TestBuildForest(BaseCase):
    def test_a_document_stands_under_its_deepest_parent(self):
        """DOC-36: an order of a deal made from a quote stands under the quote."""
        forest = build_forest(["deal", "quote", "order"], [("deal", "quote"), ("deal", "order"), ("quote", "order")])

        self.assertEqual(forest, {None: ["deal"], "deal": ["quote"], "quote": ["order"]})

    def test_a_hidden_parent_makes_a_root(self):
        """DOC-36: what the user may not see is left out without losing the rest."""
        self.assertEqual(build_forest(["invoice"], [("order", "invoice")]), {None: ["invoice"]})

    def test_a_circle_does_not_hang(self):
        """DOC-36: each document once, even when links run in a circle."""
        forest = build_forest("abc", [("a", "b"), ("b", "c"), ("c", "a")])

        self.assertEqual(sorted(key for keys in forest.values() for key in keys), ["a", "b", "c"])
        self.assertTrue(forest[None])

    def test_a_long_chain_needs_no_recursion(self):
        """DOC-36: a thousand documents in a chain."""
        keys = list(range(3000))
        forest = build_forest(reversed(keys), [(key, key + 1) for key in keys])

        self.assertEqual(forest[None], [0])
        self.assertEqual(forest[2998], [2999])

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=60))
    def test_every_document_is_shown_once_below_a_root(self, links):
        """DOC-36: whatever the links, the tree holds each document exactly once and all can be reached."""
        forest = build_forest(range(13), links)
        shown, stack = [], list(forest[None])
        while stack:
            key = stack.pop()
            shown.append(key)
            stack += forest.get(key, [])

        self.assertEqual(sorted(shown), list(range(13)))
