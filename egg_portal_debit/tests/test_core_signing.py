"""What a signature online needs, decided without Odoo."""

from hypothesis import given
from hypothesis import strategies as st
from odoo.tests import BaseCase

from ..core.signing import (
    CODE_TRIES,
    MOST,
    Code,
    clean_code,
    find_code_problem,
    is_same_holder,
    is_too_often,
    mask_email,
)


class TestSigning(BaseCase):
    def test_whose_account(self):
        """POR-02: a word of the firm's own name, or the name of somebody of it, whole or a part; a legal form, a title,
        a trade or a first name alone is no name.
        """
        names = ["SARL Menuiserie Dupont"], ["Hélène O'Brien", "Jean-Luc Petit"]
        for holder in ("menuiserie dupont", "M. DUPONT Jean", "HELENE OBRIEN", "S.A.R.L. Dupont", "Brien",
                       "M. OU MME PETIT", "Petit Jean-Luc et Anne"):
            self.assertTrue(is_same_holder(holder, *names), holder)
        for holder in ("SARL", "Garage Martin SARL", "", "M.", "de la", "Menuiserie", "Menuiserie Martin",
                       "Hélène Martin", "Jean Martin"):
            self.assertFalse(is_same_holder(holder, *names), holder)
        self.assertTrue(is_same_holder("BOULANGERIE DU CENTRE", ["Boulangerie du Centre"]))
        self.assertFalse(is_same_holder("Boulangerie", ["Boulangerie du Centre"]))
        self.assertFalse(is_same_holder("Zola", ["SARL"], [""]))

    @given(st.text(max_size=80), st.lists(st.text(max_size=30), max_size=3))
    def test_any_text_is_a_name(self, holder, names):
        """POR-02: whatever is typed gives an answer."""
        self.assertIn(is_same_holder(holder, names, names), (True, False))

    def test_codes(self):
        """POR-01, POR-02: as typed with spaces; late, too often, wrong."""
        self.assertEqual(clean_code(" 12 34-56 "), "123456")
        self.assertEqual(find_code_problem(Code(True, False, 0)), "")
        self.assertEqual(find_code_problem(Code(True, True, 0)), "late")
        self.assertEqual(find_code_problem(Code(True, False, CODE_TRIES)), "tries")
        self.assertEqual(find_code_problem(Code(False, False, 1)), "wrong")

    def test_limits(self):
        """POR-02: so many a day and no more."""
        for kind, most in MOST.items():
            self.assertEqual([is_too_often(kind, most - 1), is_too_often(kind, most)], [False, True])

    def test_address(self):
        """POR-01: its owner knows it again."""
        self.assertEqual(mask_email("zoe.zola@example.com"), "z…@example.com")
        self.assertEqual(mask_email(""), "")
