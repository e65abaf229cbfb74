from dataclasses import replace

from lxml import html
from odoo.tests import BaseCase, tagged

from ..core import legal
from ..core.setup_check import SetupCheck, progress
from ..core.styles import clean_style, clean_styles

SELLER = legal.Seller(True, "404833048", "FR83404833048", legal.Form.COMPANY, "SAS", True, "Lyon", False)
BUYER = legal.Buyer(True, True, True, False, "404833048", "")
SALE = legal.Sale(True, True, False, True, False, False, True, True, True)


@tagged("post_install", "-at_install")
class TestLegalInFull(BaseCase):
    def test_where_what_is_missing_is_filled_in(self):
        """LAW-05: each mention has its place: the company's form, the customer's or the list of sentences."""
        places = {place: sorted(code for code, one in legal.PLACES.items() if one == place)
                  for place in set(legal.PLACES.values())}
        self.assertEqual(places, {
            "company": ["insurance", "seller_address", "seller_capital", "seller_form", "seller_register",
                        "seller_registry", "seller_vat"],
            "customer": ["buyer_address", "buyer_registry", "buyer_routing", "buyer_vat", "buyer_vies"],
            "mentions": ["discount", "fee", "franchise", "penalty"],
        })
        self.assertEqual([*legal.REGIMES], ["subcontracting", "margin_goods", "margin_art", "margin_antiques",
                                            "margin_travel"])
        self.assertEqual([code for code, one in legal.REGIMES.items() if one.buyer_owes], ["subcontracting"])

    """BEY-11: each fact that the law asks for, and when it does not."""

    def assertMissing(self, wanted, seller=None, buyer=None, sale=None):
        found = legal.missing_mentions(
            replace(SELLER, **seller or {}), replace(BUYER, **buyer or {}), replace(SALE, **sale or {}))
        self.assertEqual(found, wanted)

    def test_the_sellers_papers(self):
        """BEY-11: address, SIREN, and of companies the legal form, the capital and the town of the register."""
        for facts, code in (({"has_address": False}, "seller_address"), ({"registry": "123"}, "seller_registry"),
                            ({"legal_form": ""}, "seller_form"), ({"capital": False}, "seller_capital"),
                            ({"register_town": ""}, "seller_register"), ({"vat": ""}, "seller_vat")):
            self.assertMissing([code], seller=facts)
            self.assertEqual(legal.missing_identity(replace(SELLER, **facts)), [code])
        self.assertEqual(legal.missing_identity(SELLER), [])

    def test_who_has_no_capital(self):
        """BEY-11: neither a sole trader nor an association has one."""
        for form in (legal.Form.SOLE_TRADER, legal.Form.ASSOCIATION):
            self.assertMissing([], seller={"form": form, "legal_form": "", "capital": False, "register_town": ""})

    def test_the_franchise(self):
        """BEY-11: no VAT number is needed, and no VAT may be charged."""
        self.assertMissing([], seller={"franchise": True, "vat": ""}, sale={"charges_vat": False})
        self.assertMissing(["franchise_charges_vat"], seller={"franchise": True})

    def test_the_buyer(self):
        """BEY-11: address; SIREN of a French firm; VAT number of a firm elsewhere in the Union."""
        self.assertMissing(["buyer_address"], buyer={"has_address": False})
        self.assertMissing(["buyer_registry"], buyer={"registry": ""})
        self.assertMissing([], buyer={"registry": "", "french": False})
        self.assertMissing(["buyer_vat"], buyer={"registry": "", "french": False, "european": True})
        self.assertMissing([], buyer={"registry": "", "french": False, "european": True, "vat": "BE0477472701"})
        self.assertMissing([], buyer={"registry": "", "firm": False, "european": True},
                           sale={"penalty_text": False, "fee_text": False, "discount_text": False})

    def test_the_sale(self):
        """BEY-11: what was sold, where it went, when it is due, and what late payment costs a firm."""
        self.assertMissing(["nature"], sale={"goods": False})
        self.assertMissing([], sale={"goods": False, "services": True})
        self.assertMissing(["delivery_address"], sale={"delivered_elsewhere": True})
        self.assertMissing([], sale={"delivered_elsewhere": True, "has_delivery_address": True})
        self.assertMissing(["due_date"], sale={"has_due_date": False})
        self.assertMissing(["penalty"], sale={"penalty_text": False})
        self.assertMissing(["fee"], sale={"fee_text": False})
        self.assertMissing(["discount"], sale={"discount_text": False})

    def test_a_credit_note(self):
        """BEY-11: it is not to be paid, so nothing is said of that."""
        self.assertMissing([], sale={"credit_note": True, "has_due_date": False, "penalty_text": False})

    def test_the_order_is_that_of_filling_in(self):
        """BEY-11: the seller, the buyer, the invoice."""
        nothing = legal.missing_mentions(
            legal.Seller(False, "", "", legal.Form.COMPANY, "", False, "", False),
            legal.Buyer(False, True, True, True, "", ""),
            legal.Sale(False, False, False, True, True, False, False, False, False))
        self.assertEqual(nothing, [
            "seller_address", "seller_registry", "seller_form", "seller_capital", "seller_register", "seller_vat",
            "buyer_address", "buyer_registry", "buyer_vat", "nature", "delivery_address", "due_date", "penalty", "fee",
            "discount"])

    def test_registry_numbers(self):
        """BEY-11: SIREN and SIRET with their sums, La Poste's own rule, as people write them."""
        for number in ("404833048", "404 833 048", "404.833.048", "40483304800022", "404-833-048 00022",
                       "35600000000048", "35600000049837"):
            self.assertTrue(legal.is_registry(number), number)
        for number in ("", None, "404833049", "40483304800023", "4048330480", "ABC833048", "35600000049838",
                       "٤٠٤٨٣٣٠٤٨"):
            self.assertFalse(legal.is_registry(number), number)
        self.assertEqual(legal.siren("404833048-00022"), "404 833 048")
        self.assertEqual(legal.siren("404833049"), "")
        self.assertEqual(legal.siren(None), "")

    def test_numbers_that_are_told_by_others(self):
        """BEY-11: a Belgian number is inside the VAT number; no number is told by none."""
        self.assertTrue(legal.is_told_by("0477.472.701", "BE0477472701"))
        self.assertFalse(legal.is_told_by("404833048", "FR83404833048"))
        self.assertFalse(legal.is_told_by("", ""))
        self.assertFalse(legal.is_told_by("1", None))
        self.assertFalse(legal.is_told_by(None, "1"))

    def test_taxes_that_are_no_vat(self):
        """DOC-30: their documents say "tax"."""
        self.assertEqual(sorted(legal.WITHOUT_VAT), ["AU", "CA", "HK", "IN", "JP", "MY", "NZ", "SG", "US"])


@tagged("post_install", "-at_install")
class TestStyles(BaseCase):
    def test_what_fetches_or_covers_goes(self):
        """SEC-08: addresses, scripts, escapes and what leaves its place; the rest of the text's look stays."""
        for style in ("background: url(x)", "background: IMAGE-SET(x)", "background: image (x)", "width: expression(x)",
                      "color: \\72 ed", "a: @x", "color: /**/red", "b: s r c (x)", "position: fixed",
                      "BEHAVIOR : x", "-moz-binding: x", "transform: none", "-webkit-transform: none", "color",
                      "color:", "color: "):
            self.assertEqual(clean_style(style), "", style)
        kept = clean_style("color: red ;; position:fixed; font-weight: bold")
        self.assertEqual(kept, "color: red; font-weight: bold")

    def test_a_tree_is_cleaned_in_place(self):
        """SEC-08: attributes with nothing left go, backgrounds by address too; comments are no elements."""
        root = html.fromstring('<div background="x"><p style="color: red; position: fixed">a</p>'
                               '<!-- b --><b style="position: fixed" title="t">c</b><i style="">d</i></div>')
        clean_styles(root)
        self.assertEqual(html.tostring(root, encoding="unicode"),
                         '<div><p style="color: red">a</p><!-- b --><b title="t">c</b><i style="">d</i></div>')


@tagged("post_install", "-at_install")
class TestSetupCheck(BaseCase):
    def test_progress_counts_what_everybody_needs(self):
        """QLT-02: lines that some companies need only do not count."""
        done, open_ = SetupCheck("a", (), ""), SetupCheck("b", ("x",), "")
        self.assertEqual((done.is_done, open_.is_done), (True, False))
        self.assertEqual(progress([done, open_, SetupCheck("c", ("y",), "", optional=True)]), (1, 2))
        self.assertEqual(progress([]), (0, 0))
