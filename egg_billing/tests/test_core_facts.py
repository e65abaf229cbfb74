from types import SimpleNamespace

from odoo.tests import BaseCase

from ..core import einvoice
from ..core.due_item import FACTS, is_due_item
from ..core.ids import LARGEST_ID, is_list_of_ids
from ..core.styles import clean_style


class TestFacts(BaseCase):
    def test_ids_from_outside(self):
        """SEC-01: a list of whole numbers above zero that the database can hold, and nothing else."""
        for value in ([], [1], (1, 2), [2147483647]):
            self.assertTrue(is_list_of_ids(value), value)
        for value in (None, 1, "12", {1}, {1: 2}, [0], [-1], [1.0], [True], ["1"], [1, None], [2147483648], range(3)):
            self.assertFalse(is_list_of_ids(value), value)
        self.assertEqual(LARGEST_ID, 2147483648)

    def test_what_a_due_item_is(self):
        """FOL-01: a line of the receivable account of a posted customer invoice that falls due."""
        line = {"display_type": "payment_term", "account_type": "asset_receivable", "parent_state": "posted",
                "move_type": "out_invoice"}
        self.assertEqual(FACTS, line)
        self.assertTrue(is_due_item(SimpleNamespace(**line)))
        others = {"display_type": "product", "account_type": "liability_payable", "parent_state": "draft",
                  "move_type": "out_refund"}
        for name, other in others.items():
            self.assertFalse(is_due_item(SimpleNamespace(**line | {name: other})), name)

    def test_codes_of_electronic_invoices(self):
        """FAX-01: of ISO 6523, the list of electronic addresses, UNTDID 1001 and 4451."""
        self.assertEqual((einvoice.SIREN, einvoice.SIRET, einvoice.FRENCH_DIRECTORY, einvoice.MAIL),
                         ("0002", "0009", "0225", "EM"))
        self.assertEqual((einvoice.INVOICE, einvoice.DEPOSIT, einvoice.CREDIT_NOTE), ("380", "386", "381"))
        self.assertEqual(einvoice.NOTE_CODES, {"penalty": "PMD", "fee": "PMT", "discount": "AAB"})
        self.assertEqual(einvoice.Party(True, True), einvoice.Party(True, True, "", "", "", ""))

    def test_styles_that_fetch_or_cover(self):
        """SEC-07: no style reaches a file or another part of the page, however it is written."""
        for value in ("url(x)", "image-set(x)", "image(x)", "expression(x)", "src(x)", "\\75rl", "@import", "/**/red",
                      "U R L (x)", "Image-Set (x)"):
            self.assertEqual(clean_style(f"background: {value}; color: red"), "color: red", value)
        for name in ("position", "behavior", "-moz-binding", "transform", "-webkit-transform", " Position "):
            self.assertEqual(clean_style(f"{name}: x; color: red"), "color: red", name)
        self.assertEqual(clean_style("color; color:; margin: 0"), "margin: 0")
