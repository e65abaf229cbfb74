from datetime import date
from decimal import Decimal

from odoo.addons.egg_cash.core.book import Book, Customer, Item, Promise, Terms, Transfer
from odoo.addons.egg_cash.core.match import propose
from odoo.tests import BaseCase, tagged

from .year import make_year, measure

DAY = date(2026, 12, 2)
NAMES = {1: "Menuiserie Dupont", 2: "Garage Martin"}


def item(number, amount, name=None, customer=1, document=None, **values):
    return Item(number, customer, Decimal(amount), date(2026, 11, number), date(2026, 12, number), document or number,
                (name or f"FAC/2026/{number:05d}",), **values)


def transfer(amount, text="", payer="", iban="", number=1):
    return Transfer(number, DAY, Decimal(amount), text, payer, iban)


@tagged("post_install", "-at_install")
class TestPropose(BaseCase):
    def best(self, items, *transfers, promises=(), ibans=(), **terms):
        people = [Customer(one, (name,), tuple(ibans) if one == 1 else ()) for one, name in NAMES.items()]
        limits = Terms(**{name: Decimal(value) for name, value in terms.items()})
        found = propose(Book(list(items), people, list(promises), limits), list(transfers))
        return [found[one.id][0] if found[one.id] else None for one in transfers]

    def assertSure(self, proposal, *ids, reason=None):
        self.assertTrue(proposal and proposal.is_sure, proposal)
        self.assertEqual({part.item for part in proposal.parts}, set(ids))
        if reason:
            self.assertIn(reason, proposal.reasons)

    def assertUnsure(self, proposal):
        self.assertFalse(proposal and proposal.is_sure, proposal)

    def test_a_number_in_any_spelling(self):
        """CAS-02: slashes, spaces, no zeros, letters of all kinds, nothing between."""
        items = [item(12, "120.00"), item(13, "130.00")]
        for text in ("FAC/2026/00012", "fact 2026 00012", "FAC202600012", "F.2026-00012", "reglt 202600012",
                     "VIR FAC-2026-00012 MERCI", "facture 2026/12", "Fac 26-00012"):
            (best,) = self.best(items, transfer("120.00", text))
            self.assertSure(best, 12, reason="number")

    def test_a_day_is_no_number(self):
        """CAS-02: 12/2026 in a date names nothing."""
        (best,) = self.best([item(12, "120.00")], transfer("120.00", "VIR DU 30/12/2026"))
        self.assertUnsure(best)

    def test_a_number_that_was_cut(self):
        """CAS-02: the end of a text that the bank cut, with the customer's name and the amount."""
        items = [item(12, "120.00", "FAC/2026/01234"), item(13, "120.00", "FAC/2026/01235", customer=2)]
        (best,) = self.best(items, transfer("120.00", "VIR MENUISERIE FAC/2026/0123", "Menuiserie Dupont"))
        self.assertSure(best, 12, reason="number_cut")

    def test_several_that_add_up(self):
        """CAS-02: all that are named; what is named and one more; by the name alone when one way only adds up."""
        items = [item(1, "100.10"), item(2, "31.20"), item(3, "77.33")]
        (best,) = self.best(items, transfer("131.30", "FAC/2026/00001 + FAC/2026/00002"))
        self.assertSure(best, 1, 2, reason="sum")
        (best,) = self.best(items, transfer("177.43", "FAC/2026/00001", "Menuiserie Dupont"))
        self.assertSure(best, 1, 3, reason="sum")
        (best,) = self.best(items, transfer("108.53", "", "MENUISERIE DUPONT"))
        self.assertSure(best, 2, 3, reason="name")
        (best,) = self.best([*items, item(4, "108.53")], transfer("108.53", "", "MENUISERIE DUPONT"))
        self.assertUnsure(best)

    def test_a_credit_note_is_set_off(self):
        """CAS-02: an invoice less a credit note."""
        items = [item(1, "100.00"), item(2, "-20.00", "RFAC/2026/00002")]
        (best,) = self.best(items, transfer("80.00", "FAC/2026/00001 - RFAC/2026/00002"))
        self.assertSure(best, 1, 2)
        (best,) = self.best(items, transfer("80.00", "FAC/2026/00001 moins avoir", "Menuiserie Dupont"))
        self.assertSure(best, 1, 2, reason="sum")
        (best,) = self.best([*items, item(3, "-20.00")], transfer("80.00", "FAC/2026/00001", "Menuiserie Dupont"))
        self.assertUnsure(best)
        (best,) = self.best(items, transfer("70.00", "FAC/2026/00001", "Menuiserie Dupont"))
        self.assertSure(best, 1, reason="partial")

    def test_two_customers(self):
        """CAS-02: never in one proposal, never sure."""
        items = [item(1, "100.00"), item(2, "50.00", customer=2)]
        (best,) = self.best(items, transfer("150.00", "FAC/2026/00001 FAC/2026/00002"))
        self.assertUnsure(best)
        self.assertIn("two_customers", best.reasons)

    def test_alike_amounts_are_not_sure(self):
        """CAS-02: two invoices of one amount, one transfer without a number."""
        items = [item(1, "100.00"), item(2, "100.00")]
        (best,) = self.best(items, transfer("100.00", "", "Menuiserie Dupont"))
        self.assertUnsure(best)
        first, second = self.best(items, transfer("100.00", "", "Menuiserie Dupont"),
                                  transfer("100.00", "FAC/2026/00002", number=2))
        self.assertSure(second, 2)
        self.assertSure(first, 1)

    def test_who_paid(self):
        """CAS-02: by an account that paid before; a name that says another customer makes it unsure."""
        items = [item(1, "100.00"), item(2, "70.00", customer=2)]
        (best,) = self.best(items, transfer("100.00", "", "", "FR76 0001"), ibans=["FR760001"])
        self.assertSure(best, 1, reason="iban")
        (best,) = self.best(items, transfer("70.00", "", "Garage Martin", "FR760001"), ibans=["FR760001"])
        self.assertUnsure(best)

    def test_the_payer_is_another_customer(self):
        """CAS-02: who pays is known by his account or his name: the number of another customer's invoice, one digit off
        his own, makes nothing sure, alone, in part, with others or less a fee.
        """
        items = [item(6, "120.00"), item(7, "120.00", customer=2), item(8, "30.00", customer=2)]
        for amount, text in (("120.00", "Facture FAC/2026/00007"), ("150.00", "FAC/2026/00007 FAC/2026/00008"),
                             ("150.00", "FAC/2026/00007"), ("60.00", "FAC/2026/00007"), ("110.00", "FAC/2026/00007"),
                             ("120.00", "FAC 2026/7"), ("119.50", "FAC/2026/00007")):
            for payer, iban in (("MENUISERIE DUPONT", ""), ("", "FR76 0001"), ("MENUISERIE DUPONT", "FR760001"),
                                ("GARAGE MARTIN", "FR760001"), ("MENUISERIE DUP", "")):
                (best,) = self.best(items, transfer(amount, text, payer, iban), ibans=["FR760001"], tolerance="1",
                                    fee="15")
                self.assertUnsure(best)
            (best,) = self.best(items, transfer(amount, f"VIR MENUISERIE DUPONT {text}"), tolerance="1", fee="15")
            self.assertUnsure(best)
        (best,) = self.best(items, transfer("120.00", "FAC/2026/00007", "MENUISERIE DUPONT"))
        self.assertIn("other_payer", best.reasons)
        (best,) = self.best(items, transfer("120.00", "FAC/2026/00007", "Jeanne Inconnue", "FR990009"),
                            ibans=["FR760001"])
        self.assertSure(best, 7)

    def test_discount_fee_and_cents(self):
        """CAS-02: only within what the firm lets go, and only when the invoice is named."""
        reduced = item(1, "100.00", discounted=Decimal("98.00"), discount_until=date(2026, 12, 1))
        (best,) = self.best([reduced], transfer("98.00", "FAC/2026/00001"))
        self.assertSure(best, 1, reason="discount")
        for amount, kind in (("99.50", "writeoff"), ("90.00", "fee")):
            (best,) = self.best([item(1, "100.00")], transfer(amount, "FAC/2026/00001"), tolerance="1", fee="15")
            self.assertSure(best, 1, reason=kind)
            self.assertEqual(best.rest, Decimal(amount) - 100)
            (best,) = self.best([item(1, "100.00")], transfer(amount, "FAC/2026/00001"))
            self.assertUnsure(best)

    def test_a_promise(self):
        """CAS-02: what the customer announced."""
        items = [item(1, "60.00"), item(2, "60.00"), item(3, "5.00")]
        promise = Promise(1, Decimal("120.00"), DAY, (1, 2))
        (best,) = self.best(items, transfer("120.00", "", "Menuiserie Dupont"), promises=[promise])
        self.assertSure(best, 1, 2, reason="promise")

    def test_a_second_payment_is_not_sure(self):
        """CAS-02: a number that is paid already does not make another invoice of the same amount sure."""
        items = [item(1, "100.00", "FAC/2026/00077")]
        (best,) = self.best(items, transfer("100.00", "FAC/2026/00012", "Menuiserie Dupont"))
        self.assertUnsure(best)

    def test_an_amount_alone(self):
        """CAS-02: somebody owes just this: proposed, never sure."""
        (best,) = self.best([item(1, "123.45")], transfer("123.45", "VIREMENT"))
        self.assertUnsure(best)
        self.assertEqual(best.reasons[0], "only_amount")

    def test_a_year_of_transfers(self):
        """CAS-02: 1,000 real-looking lines of seeds that nothing was tuned on: at least 90 % of those with a reference
        and 75 % of all are sure, none of the sure is wrong.
        """
        for seed in (7001, 7002, 7003, 7004):
            result = measure(make_year(seed), Terms(Decimal(1), Decimal(15)))
            self.assertEqual([(one.text, best.reasons) for one, _truth, best in result.wrong], [], seed)
            self.assertGreaterEqual(result.all, 1000)
            self.assertGreaterEqual(result.referenced_sure / result.referenced, 0.90, seed)
            self.assertGreaterEqual(result.sure / result.all, 0.75, seed)
