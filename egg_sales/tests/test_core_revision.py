from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from odoo.tests import BaseCase, tagged

from ..core import revision
from ..core.revision import Line


def make_line(key, source=None, text="P1", quantity="1", price="10"):
    return Line(key, source, text, Decimal(quantity), "Units", Decimal(price), Decimal(0),
                Decimal(quantity) * Decimal(price))


@tagged("post_install", "-at_install")
class TestRevisionCore(BaseCase):
    def test_letters(self):
        """POR-05: A is the quote as first sent; after Z follows AA."""
        self.assertEqual([revision.write_index(index) for index in (0, 1, 25, 26, 51, 52, 701, 702)],
                         ["A", "B", "Z", "AA", "AZ", "BA", "ZZ", "AAA"])
        with self.assertRaises(ValueError):
            revision.write_index(-1)

    def test_numbers(self):
        """POR-05: the index follows the number; a hyphen of the number itself stays."""
        for number, index, last, wanted in (
            ("DV00012", 0, 0, (1, "DV00012-B")), ("DV00012-B", 1, 1, (2, "DV00012-C")),
            ("DV-2026-1", 0, 0, (1, "DV-2026-1-B")), ("DV00012", 0, 2, (3, "DV00012-D")),
            ("DV00012-B", 1, 0, (2, "DV00012-C")),
        ):
            self.assertEqual(next(revision.next_numbers(number, index, last)), wanted)

    @given(st.text(min_size=1), st.integers(0, 60))
    def test_every_version_has_its_own_number(self, number, count):
        """POR-05, DOC-07: all versions of one quote have different numbers, with the same beginning."""
        numbers = [number]
        for index in range(count):
            numbers.append(next(revision.next_numbers(numbers[-1], index))[1])
        self.assertEqual(len(set(numbers)), len(numbers))
        self.assertTrue(all(one.startswith(number) for one in numbers))

    def test_added_removed_and_changed(self):
        """POR-05: what was added, removed and changed, each where it stands; what is the same is not told."""
        old = [make_line(1), make_line(2, text="P2"), make_line(3, text="P3"), make_line(4, text="P4")]
        new = [make_line(11, 1), make_line(12, text="New"), make_line(13, 3, "P3", "2", "9"), make_line(14, 4, "P4")]
        changes = revision.compare_lines(old, new)
        self.assertEqual([(change.kind, (change.new or change.old).text) for change in changes],
                         [("added", "New"), ("removed", "P2"), ("changed", "P3")])
        self.assertEqual(changes[2].facts, ["quantity", "price", "subtotal"])
        self.assertEqual(changes[0].facts, [])

    def test_moved(self):
        """POR-05: of lines that stand elsewhere, the fewest that were moved are told, with both places."""
        self.assertEqual(revision.find_moved([1, 2, 3, 4], [4, 1, 2, 3]), {4})
        self.assertEqual(revision.find_moved([1, 2, 3], [None, 1, 3, 3, 9]), set())
        self.assertEqual(revision.find_moved([], [1]), set())
        old = [Line(1, None, "P1", place=1), Line(2, None, "P2", place=2), Line(3, None, "P3", place=3)]
        new = [Line(11, 3, "P3", place=1), Line(12, 1, "P1", place=2), Line(13, 2, "P2", place=3)]
        changes = revision.compare_lines(old, new)
        self.assertEqual([(change.new.text, change.facts) for change in changes], [("P3", ["place"])])

    @given(st.permutations(range(8)))
    def test_those_that_stayed_are_in_order(self, order):
        """POR-05: without the moved ones both orders are the same."""
        moved = revision.find_moved(list(range(8)), order)
        self.assertEqual([one for one in order if one not in moved], [one for one in range(8) if one not in moved])

    def test_texts(self):
        """POR-05: of long terms, the lines that differ."""
        self.assertEqual(revision.compare_texts("a\nb\nc", "a\nB\nc\nd"), ("b", "B\nd"))
        self.assertEqual(revision.compare_texts("", "x"), ("", "x"))

    def test_a_line_copied_twice(self):
        """POR-05: of two lines that come from one, the second is a new one."""
        changes = revision.compare_lines([make_line(1)], [make_line(11, 1), make_line(12, 1)])
        self.assertEqual([change.kind for change in changes], ["added"])

    @given(st.lists(st.integers(0, 8), unique=True), st.lists(st.one_of(st.none(), st.integers(0, 8))))
    def test_nothing_is_lost(self, keys, sources):
        """POR-05: every line of both versions is told once, or is the same in both."""
        old = [make_line(key) for key in keys]
        new = [make_line(100 + rank, source, "P2") for rank, source in enumerate(sources)]
        changes = revision.compare_lines(old, new)
        self.assertEqual(sorted(change.old.key for change in changes if change.old), sorted(keys))
        self.assertEqual([change.new.key for change in changes if change.new], [line.key for line in new])

    def test_facts_and_rows(self):
        """POR-05: facts by name, instalments side by side; nothing where nothing changed."""
        self.assertEqual(revision.compare_facts({"a": 1, "b": 2}, {"b": 2, "c": 3}), [("a", 1, None), ("c", None, 3)])
        self.assertEqual(revision.compare_rows(["x"], ["x", "y"]), [("x", "x"), (None, "y")])
        self.assertEqual(revision.compare_rows(["x"], ["x"]), [])
