"""How the open items of one customer make up a transfer: limits, instalments, discounts, what else may be meant."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.egg_cash.core.book import Book, Customer, Item, Promise, Terms, Transfer, is_payout
from odoo.addons.egg_cash.core.match import propose
from odoo.tests import BaseCase, tagged

DAY = date(2026, 12, 2)
NAMES = ("Menuiserie Dupont", "Garage Martin", "Boulangerie Durand", "Pharmacie Moreau")
DUPONT, MARTIN, DURAND, MOREAU = NAMES
IBAN = "FR7600001"


def item(number, amount, customer=1, document=None, on=date(2026, 11, 1), **values):
    """Due in the order of the numbers."""
    document = document or number
    return Item(number, customer, Decimal(amount), on, date(2026, 12, 1) + timedelta(number), document,
                (f"FAC/2026/{document:05d}",), **values)


def transfer(amount, text="", payer="", iban="", number=1, on=DAY):
    return Transfer(number, on, Decimal(amount), text, payer, iban)


def said(*documents) -> str:
    return " ".join(f"FAC/2026/{document:05d}" for document in documents)


class Fits(BaseCase):
    def proposals(self, items, *transfers, promises=(), **terms) -> list:
        people = [Customer(number, (name,), (IBAN,) if number == 1 else ()) for number, name in enumerate(NAMES, 1)]
        limits = Terms(**{name: Decimal(value) for name, value in terms.items()})
        found = propose(Book(list(items), people, list(promises), limits), list(transfers))
        return [found[one.id] for one in transfers]

    def best(self, items, *transfers, **values):
        """The first proposal of the first transfer."""
        (first, *_others) = self.proposals(items, *transfers, **values)
        return first[0] if first else None

    def assertFit(self, proposal, parts: dict, is_sure=True, rest=0, kind="", reason=None):
        self.assertIsNotNone(proposal)
        self.assertEqual({part.item: part.amount for part in proposal.parts},
                         {one: Decimal(amount) for one, amount in parts.items()}, proposal)
        self.assertEqual((proposal.is_sure, proposal.rest, proposal.rest_kind), (is_sure, Decimal(rest), kind),
                         proposal)
        if reason:
            self.assertIn(reason, proposal.reasons)


@tagged("post_install", "-at_install")
class TestLimits(Fits):
    def test_a_fee_of_banks_on_the_way(self):
        """CAS-02: up to what the firm accepts, to the cent, and never more than was owed."""
        for amount, fits in (("99.99", True), ("85.00", True), ("84.99", False)):
            one = self.best([item(1, 100)], transfer(amount, said(1)), fee="15")
            if fits:
                self.assertFit(one, {1: 100}, rest=Decimal(amount) - 100, kind="fee", reason="fee")
            else:
                self.assertFit(one, {1: amount}, is_sure=False, reason="partial")
        self.assertFit(self.best([item(1, 100)], transfer("101.00", said(1)), fee="15"), {1: 100}, False, 1, "advance")

    def test_a_slip_of_the_pen(self):
        """CAS-02: a small difference either way is written off, up to what the firm accepts."""
        for amount, fits in (("99.00", True), ("101.00", True), ("98.99", False), ("101.01", False)):
            one = self.best([item(1, 100)], transfer(amount, said(1)), tolerance="1")
            self.assertEqual(one.rest_kind == "writeoff", fits, amount)
            self.assertEqual(one.is_sure, fits, amount)
            if fits:
                self.assertFit(one, {1: 100}, rest=Decimal(amount) - 100, kind="writeoff", reason="writeoff")

    def test_not_of_several_invoices(self):
        """CAS-02: of which of them the difference is, nobody knows: a person looks."""
        items = [item(1, 100), item(2, 50)]
        for amount, kind in (("149.50", "writeoff"), ("140.00", "fee")):
            self.assertFit(self.best(items, transfer(amount, said(1, 2)), tolerance="1", fee="15"), {1: 100, 2: 50},
                           False, Decimal(amount) - 150, kind)

    def test_a_discount_in_time(self):
        """CAS-02: a transfer that left in time: five days for the banks; later it is a part."""
        for days, fits in ((0, True), (5, True), (6, False)):
            one = item(1, 100, discounted=Decimal(98), discount_until=DAY - timedelta(days))
            found = self.best([one], transfer("98.00", said(1)))
            self.assertEqual((found.rest_kind, found.is_sure), ("discount", True) if fits else ("", False), days)
        for values in ({"discounted": Decimal(98)}, {"discount_until": DAY}):
            self.assertEqual(self.best([item(1, 100, **values)], transfer("98.00", said(1))).rest_kind, "")

    def test_discounts_of_several(self):
        """CAS-02: each that is still open is taken; also when the customer is known by his name only."""
        items = [item(1, 100, discounted=Decimal(98), discount_until=DAY), item(2, 50),
                 item(3, 200, discounted=Decimal(196), discount_until=DAY - timedelta(30))]
        self.assertFit(self.best(items, transfer("148.00", said(1, 2))), {1: 100, 2: 50}, rest=-2, kind="discount")
        self.assertFit(self.best(items, transfer("348.00", said(1, 2, 3))), {1: 100, 2: 50, 3: 200}, rest=-2,
                       kind="discount")
        self.assertFit(self.best(items, transfer("98.00", "", DUPONT)), {1: 100}, rest=-2, kind="discount",
                       reason="name")
        alike = [items[0], item(4, 100, discounted=Decimal(98), discount_until=DAY)]
        self.assertFit(self.best(alike, transfer("98.00", "", DUPONT)), {1: 100}, False, -2, "discount")

    def test_more_than_is_named(self):
        """CAS-02: what comes beyond is an advance, and a person looks."""
        self.assertFit(self.best([item(1, 100)], transfer("150.00", said(1))), {1: 100}, False, 50, "advance",
                       "advance")

    def test_money_of_payment_providers(self):
        """CAS-02: it is a sum of many payments: nothing is proposed, whatever it names."""
        for name in ("STRIPE", "PayPal Europe", "SumUp", "GoCardless", "Mollie BV"):
            for one in (transfer("100.00", f"VIR {name} {said(1)}"), transfer("100.00", said(1), name)):
                self.assertTrue(is_payout(one))
                self.assertEqual(self.proposals([item(1, 100)], one), [[]], name)
        self.assertFalse(is_payout(transfer("100.00", "VIR DUPONT", "MARTIN")))

    def test_money_before_its_invoice(self):
        """CAS-02: who says that he pays a deposit does not pay the invoice that has this amount by chance."""
        for word in ("acompte", "acomptes", "arrhes", "deposit", "avance", "provision"):
            self.assertFit(self.best([item(1, 100)], transfer("100.00", f"VIR {word} cuisine", DUPONT)), {1: 100},
                           False)
        self.assertFit(self.best([item(1, 100)], transfer("100.00", "VIR cuisine", DUPONT)), {1: 100})

    def test_invoices_of_later_days(self):
        """CAS-02: nobody pays an invoice of next week; five days for clocks and dates on paper."""
        for days, is_there in ((5, True), (6, False)):
            later = item(1, 100, on=DAY + timedelta(days))
            self.assertEqual(self.best([later], transfer("100.00", "", DUPONT)) is not None, is_there, days)
            self.assertEqual(self.best([later], transfer("100.00", "VIREMENT")) is not None, is_there, days)
            self.assertFit(self.best([later], transfer("100.00", said(1))), {1: 100})


@tagged("post_install", "-at_install")
class TestParts(Fits):
    def test_instalments_of_one_invoice(self):
        """CAS-02: the next ones in their order, else the only one of this amount, else all of them."""
        items = [item(1, 30, document=7), item(2, 30, document=7), item(3, 40, document=7)]
        for amount, parts, reason in (("30.00", (1,), "instalment"), ("60.00", (1, 2), "instalment"),
                                      ("40.00", (3,), "instalment"), ("100.00", (1, 2, 3), "sum")):
            self.assertFit(self.best(items[::-1], transfer(amount, said(7))),
                           {one: items[one - 1].amount for one in parts}, reason=reason)
        self.assertFit(self.best(items, transfer("70.00", said(7))), {1: 30, 2: 30, 3: 10}, False, reason="partial")
        self.assertFit(self.best(items, transfer("30.00", "", DUPONT)), {1: 30}, reason="amount")

    def test_a_part_of_an_invoice(self):
        """CAS-02: sure when the number and the payer both say so; an amount near a whole one is no part."""
        for payer, iban, is_sure in ((DUPONT, "", True), ("", IBAN, True), ("", "", False), (MARTIN, "", False)):
            self.assertFit(self.best([item(1, 100)], transfer("40.00", said(1), payer, iban)), {1: 40}, is_sure)
        self.assertFit(self.best([item(1, 100), item(2, 50)], transfer("120.00", said(1, 2), DUPONT)), {1: 100, 2: 20},
                       False)
        parts = [item(1, 50, document=7), item(2, 70, document=7)]
        for amount, is_sure in (("20.00", True), ("49.50", False), ("50.50", False), ("69.00", False), ("48.99", True)):
            self.assertEqual(self.best(parts, transfer(amount, said(7), DUPONT), tolerance="1").is_sure, is_sure,
                             amount)
        self.assertFalse(self.best(parts, transfer("41.00", said(7), DUPONT), fee="10").is_sure)
        self.assertTrue(self.best(parts, transfer("39.00", said(7), DUPONT), fee="10").is_sure)

    def test_some_of_those_that_are_named(self):
        """CAS-02: one of them was paid before: the sum says which are left when there is one way only."""
        items = [item(1, 100), item(2, 50), item(3, 25)]
        self.assertFit(self.best(items, transfer("125.00", said(1, 2, 3))), {1: 100, 3: 25}, reason="sum")
        items = [item(1, 100), item(2, 50), item(3, 50)]
        self.assertFit(self.best(items, transfer("150.00", said(1, 2, 3))), {1: 100, 2: 50}, False, reason="sum")
        # One instalment of each is likelier than all of one.
        items = [item(1, 60, document=7), item(2, 40, document=7), item(3, 60, document=8)]
        self.assertFit(self.best(items, transfer("100.00", said(7, 8))), {2: 40, 3: 60})

    def test_named_and_one_more(self):
        """CAS-02: what is named, and others of the customer that make up the rest in one way only."""
        items = [item(1, 100), item(2, 50), item(3, 25), item(4, 50, customer=2)]
        self.assertFit(self.best(items, transfer("125.00", said(1))), {1: 100, 3: 25}, reason="number")
        self.assertFit(self.best([*items, item(5, 25)], transfer("125.00", said(1))), {1: 100, 3: 25}, False)
        self.assertFit(self.best([*items, item(5, 25)], transfer("125.00", f"{said(1)} FAC 5")), {1: 100, 5: 25})

    def test_not_what_another_transfer_names(self):
        """CAS-02: an invoice that another transfer names is that one's."""
        items = [item(1, 100), item(2, 25)]
        first, second = self.proposals(items, transfer("125.00", said(1), DUPONT), transfer("20.00", said(2), number=2))
        self.assertFit(first[0], {1: 100}, False, 25, "advance")
        self.assertFit(second[0], {2: 20}, False)
        first, second = self.proposals(items, transfer("25.00", "", DUPONT), transfer("25.00", said(2), number=2))
        self.assertFit(second[0], {2: 25})
        self.assertFalse(first and first[0].is_sure)

    def test_sets_of_many(self):
        """CAS-02: up to fourteen items any set is found; of more only pairs, threes and the oldest in a row."""
        items = [item(number, 2 ** number) for number in range(1, 15)]
        chosen = (2, 5, 7, 9, 14)
        amount = sum(2 ** one for one in chosen)
        self.assertFit(self.best(items, transfer(amount, "", DUPONT)), {one: 2 ** one for one in chosen}, reason="sum")
        items.append(item(15, 2 ** 15))
        self.assertNotEqual(len(self.best(items, transfer(amount, "", DUPONT)).parts), len(chosen))
        for chosen in ((3, 15), (1, 8, 12), (1, 2, 3, 4, 5)):
            self.assertFit(self.best(items, transfer(sum(2 ** one for one in chosen), "", DUPONT)),
                           {one: 2 ** one for one in chosen}, reason="sum")
        alike = [item(number, 10) for number in range(1, 17)]
        self.assertFit(self.best(alike, transfer("20.00", "", DUPONT)), {1: 10, 2: 10}, False)

    @given(st.lists(st.integers(1, 12), min_size=1, max_size=7), st.integers(1, 40))
    def test_sure_when_one_set_only_adds_up(self, amounts, total):
        """CAS-02: the payer is known and nothing is named: sure when there is one way to the amount."""
        items = [item(number, amount) for number, amount in enumerate(amounts, 1)]
        sets = [one for one in chain.from_iterable(combinations(items, size) for size in range(1, len(items) + 1))
                if sum(part.amount for part in one) == total]
        found = self.best(items, transfer(total, "", DUPONT))
        self.assertEqual(bool(found and found.is_sure), len(sets) == 1, (found, sets))
        if sets:
            self.assertIn({part.item for part in found.parts}, [{part.id for part in one} for one in sets])

    @given(st.lists(st.integers(1, 12), min_size=2, max_size=7), st.integers(1, 90))
    def test_the_oldest_first(self, amounts, total):
        """CAS-02: what makes up nothing whole pays the oldest first, the last in part, and is never sure."""
        items = [item(number, 10 * amount) for number, amount in enumerate(amounts, 1)]
        found = self.best(items, transfer(Decimal(total) + Decimal("0.5"), "", DUPONT))
        owed = sum(one.amount for one in items)
        paid = [part.amount for part in found.parts]
        self.assertEqual(([part.item for part in found.parts], found.is_sure), ([*range(1, len(paid) + 1)], False))
        self.assertEqual(paid[:-1], [one.amount for one in items[:len(paid) - 1]])
        self.assertEqual((sum(paid), found.rest), (min(owed, total + Decimal("0.5")),
                                                   max(Decimal(0), total + Decimal("0.5") - owed)))

    def test_nothing_named_and_nothing_whole(self):
        """CAS-02: by the payer alone: less than a fee or a slip off is for a person, more than all is an advance."""
        items = [item(1, 100), item(2, 50)]
        for amount, parts, rest, kind in (("99.00", {1: 100}, -1, "writeoff"), ("101.00", {1: 100}, 1, "writeoff"),
                                          ("95.00", {1: 100}, -5, "fee"), ("94.99", {1: "94.99"}, 0, ""),
                                          ("45.00", {2: 50}, -5, "fee"), ("200.00", {1: 100, 2: 50}, 50, "advance")):
            found = self.best(items, transfer(amount, "", DUPONT), tolerance="1", fee="5")
            self.assertFit(found, parts, False, rest, kind)

    def test_credit_notes(self):
        """CAS-02: taken off when the set says so, in any order; what is owed to the customer is paid by nobody."""
        items = [item(1, -20), item(2, 100), item(3, 55)]
        self.assertFit(self.best(items, transfer("80.00", "", DUPONT)), {1: -20, 2: 100}, reason="sum")
        self.assertFit(self.best(items, transfer("135.00", "", DUPONT)), {1: -20, 2: 100, 3: 55})
        self.assertIsNone(self.best([item(1, -20)], transfer("80.00", "", DUPONT)))
        self.assertFit(self.best(items, transfer("30.00", "", DUPONT)), {2: 30}, False)


@tagged("post_install", "-at_install")
class TestWho(Fits):
    def test_an_account_and_a_name(self):
        """CAS-02: each is said; the account of one customer leaves no other."""
        found = self.best([item(1, 100)], transfer("100.00", "", DUPONT, IBAN))
        self.assertEqual(found.reasons, ("iban", "name", "amount"))
        self.assertTrue(found.is_sure)
        items = [item(1, 100), item(2, 100, customer=2)]
        self.assertFit(self.best(items, transfer("100.00", "LOYER", "", IBAN)), {1: 100})

    def test_two_that_may_have_paid(self):
        """CAS-02: a text with two names, or an account of two: nobody is sure."""
        items = [item(1, 100), item(2, 100, customer=2)]
        first, second = self.proposals(items, transfer("100.00", f"VIR {DUPONT} {MARTIN}"))[0]
        self.assertEqual(({first.customer, second.customer}, first.is_sure, second.is_sure), ({1, 2}, False, False))
        people = [Customer(number, (name,), (IBAN,)) for number, name in enumerate(NAMES[:2], 1)]
        found = propose(Book(items, people), [transfer("100.00", "", "", IBAN)])[1]
        self.assertEqual(([one.customer for one in found], [one.is_sure for one in found]), ([1, 2], [False, False]))

    def test_a_short_form_of_a_name(self):
        """CAS-02: with an amount that nobody else owes it is enough, without not."""
        for others, is_sure in (([], True), ([item(2, 100, customer=2)], False), ([item(2, 99, customer=2)], True)):
            self.assertFit(self.best([item(1, 100), *others], transfer("100.00", "", "DUPONT")), {1: 100}, is_sure)
        self.assertFit(self.best([item(1, 60), item(2, 40)], transfer("100.00", "", "DUPONT")), {1: 60, 2: 40}, False)

    def test_only_the_amount(self):
        """CAS-02: three customers at most may be meant, each is shown; of more none."""
        items = [item(number, 100, customer=number) for number in (1, 2, 3)]
        (found,) = self.proposals(items, transfer("100.00", "VIREMENT"))
        self.assertEqual([(one.customer, one.reasons, one.is_sure) for one in found],
                         [(number, ("only_amount", "amount"), False) for number in (1, 2, 3)])
        self.assertEqual(self.proposals([*items, item(4, 100, customer=4)], transfer("100.00", "VIREMENT")), [[]])

    def test_three_at_most(self):
        """CAS-02: a person is shown three proposals, the better founded first, each set of items once."""
        items = [item(1, 100), item(2, 100), item(3, 100, customer=2), item(4, 100, customer=3),
                 item(5, 100, customer=4)]
        (found,) = self.proposals(items, transfer("100.00", f"VIR {DUPONT} {MARTIN} {DURAND} {MOREAU}"))
        self.assertEqual(len(found), 3)
        (found,) = self.proposals([item(1, 100), item(2, 100)], transfer("100.00", "", DUPONT))
        self.assertEqual([[part.item for part in one.parts] for one in found], [[1], [2]])
        self.assertEqual([one.reasons[0] for one in found], ["name", "only_amount"])

    def test_named_in_part(self):
        """CAS-02: by its figures it is sure, by its end only with the payer, and not when another may be meant."""
        items = [item(12, 100), item(13, 70)]
        self.assertFit(self.best(items, transfer("100.00", "2026/12")), {12: 100}, reason="number")
        self.assertFit(self.best(items, transfer("100.00", "FAC 12")), {12: 100}, False, reason="number_part")
        self.assertFit(self.best(items, transfer("100.00", "FAC 12", DUPONT)), {12: 100}, reason="number_part")
        self.assertFit(self.best(items, transfer("170.00", "FAC 12 FAC 13", DUPONT)), {12: 100, 13: 70}, reason="sum")
        self.assertFit(self.best(items, transfer("99.00", "FAC 12", DUPONT), tolerance="1"), {12: 100}, False, -1,
                       "writeoff")
        reduced = [item(12, 100, discounted=Decimal(98), discount_until=DAY)]
        self.assertFit(self.best(reduced, transfer("98.00", "FAC 12", DUPONT)), {12: 100}, rest=-2, kind="discount")
        alike = [item(12, 100), item(13, 100)]
        self.assertFit(self.best(alike, transfer("100.00", "FAC 12 FAC 13", DUPONT)), {12: 100}, False)
        self.assertFit(self.best(alike, transfer("100.00", "FAC 12", DUPONT)), {12: 100}, False)
        parts = [item(1, 40, document=12), item(2, 40, document=12)]
        self.assertFit(self.best(parts, transfer("40.00", "FAC 12", DUPONT)), {1: 40})
        self.assertFit(self.best(parts, transfer("80.00", "FAC 12", DUPONT)), {1: 40, 2: 40})

    def test_another_customer_has_the_amount_open(self):
        """CAS-02: a cut number of one, the name of another who owes the same: a person looks."""
        items = [item(12, 100), item(13, 100, customer=2)]
        self.assertFalse(self.best(items, transfer("100.00", f"2026/12 {MARTIN}")).is_sure)
        self.assertFit(self.best(items, transfer("100.00", f"2026/12 {DUPONT}")), {12: 100})
        self.assertFalse(self.best(items, transfer("100.00", f"2026/12 {DUPONT} {MARTIN}")).is_sure)
        self.assertFalse(self.best([item(12, 100), item(13, 50, customer=2)],
                                   transfer("50.00", "2026/12", MARTIN)).is_sure)

    def test_named_and_paid(self):
        """CAS-02: the first that comes has it; the second payment of one invoice is nobody's."""
        first, second = self.proposals([item(1, 100)], transfer("100.00", said(1)),
                                       transfer("100.00", said(1), number=2))
        self.assertFit(first[0], {1: 100})
        self.assertEqual(second, [])
        later, earlier = self.proposals([item(1, 100)], transfer("100.00", said(1), number=1, on=DAY),
                                        transfer("100.00", said(1), number=2, on=DAY - timedelta(1)))
        self.assertEqual((later, earlier[0].is_sure), ([], True))
        items = [item(1, 100), item(2, 100)]
        again = self.proposals(items, transfer("100.00", said(1)), transfer("100.00", said(1), DUPONT, number=2))[1]
        self.assertFalse(again[0].is_sure)

    def test_what_is_named_to_the_cent_comes_first(self):
        """CAS-02: an earlier transfer that only has the name leaves the invoice to the later one that names it."""
        items = [item(1, 100), item(2, 100)]
        early, late = self.proposals(items, transfer("100.00", "", DUPONT), transfer("100.00", said(1), number=2))
        self.assertFit(late[0], {1: 100})
        self.assertFit(early[0], {2: 100})

    def test_references_of_the_payment(self):
        """CAS-02: the number in the end-to-end reference or the structured one."""
        for values in ({"end_to_end": "FAC-2026-00001"}, {"structured": "FAC202600001"}):
            self.assertFit(self.best([item(1, 100)], Transfer(1, DAY, Decimal(100), "VIREMENT", **values)), {1: 100})


@tagged("post_install", "-at_install")
class TestPromises(Fits):
    def test_what_was_announced(self):
        """CAS-02: the invoices of the promise, whatever else has the amount; another amount is none of it."""
        items = [item(1, 60), item(2, 60), item(3, 120)]
        promise = Promise(1, Decimal(120), DAY, (1, 2))
        self.assertFit(self.best(items, transfer("120.00", "", DUPONT), promises=[promise]), {1: 60, 2: 60},
                       reason="promise")
        self.assertIn("sum", self.best(items, transfer("120.00", "", DUPONT), promises=[promise]).reasons)
        one = self.best(items, transfer("60.00", "", DUPONT), promises=[Promise(1, Decimal(60), DAY, (2,))])
        self.assertEqual((one.reasons, one.is_sure, one.parts[0].item), (("name", "promise", "amount"), True, 2))
        self.assertFit(self.best(items, transfer("60.00", "", DUPONT), promises=[promise]), {1: 60}, False)
        other = Promise(2, Decimal(120), DAY, (1, 2))
        self.assertFalse(self.best(items, transfer("120.00", "", DUPONT), promises=[other]).is_sure)

    def test_all_that_is_open(self):
        """CAS-02: a promise that names no invoice is of all of them; a part of it is for a person."""
        items = [item(1, 60), item(2, 50)]
        self.assertFit(self.best(items, transfer("110.00", "", DUPONT), promises=[Promise(1, Decimal(110), DAY)]),
                       {1: 60, 2: 50}, reason="promise")
        self.assertFit(self.best(items, transfer("70.00", "", DUPONT), promises=[Promise(1, Decimal(70), DAY)]),
                       {1: 60, 2: 10}, False, reason="promise")

    def test_a_part_of_one_invoice(self):
        """CAS-02: announced for one invoice it is sure, of several a person looks."""
        items = [item(1, 60), item(2, 60)]
        self.assertFit(self.best(items, transfer("25.00", "", DUPONT), promises=[Promise(1, Decimal(25), DAY, (2,))]),
                       {2: 25}, reason="promise")
        self.assertFit(self.best(items, transfer("25.00", "", DUPONT), promises=[Promise(1, Decimal(25), DAY, (1, 2))]),
                       {1: 25}, False)
