import unittest

from ..core.typed import read_typed


class TestTyped(unittest.TestCase):
    def test_what_is_no_text_is_nothing(self):
        """POR-02: files, lists and signs that nobody sees make no text, and no error."""
        for value, text in ((None, ""), (b"x", ""), (["x"], ""), ("a\0b", "ab"), ("\u200b \u200b", ""),
                            ("été\nneige", "été\nneige"), ("x" * 9, "xxxx"), ("\ud800", "")):
            self.assertEqual(read_typed(value, 4) if value == "x" * 9 else read_typed(value), text)
