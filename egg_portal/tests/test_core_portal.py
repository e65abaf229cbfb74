import hashlib
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.egg_billing.core.credit import Credit
from odoo.tests import BaseCase

from ..core.link import Link, read_token, to_token
from ..core.offer import Item, find_refusal, make_offer

UNTIL = date(2027, 2, 27)


def sign(body: bytes) -> bytes:
    return hashlib.sha256(b"secret" + body).digest()


class TestLink(BaseCase):
    @given(st.sets(st.integers(1, 2**40), min_size=1, max_size=60), st.dates(date(2020, 1, 1), date(2100, 1, 1)))
    def test_it_says_what_it_was_made_of(self, items, until):
        """AUT-04: whatever the items, the link names exactly these, until this day."""
        link = Link(tuple(sorted(items)), until)
        self.assertEqual(read_token(to_token(link, sign), sign), link)

    def test_it_is_short(self):
        """AUT-04: twenty instalments of a large database still make a code that a phone reads from a letter."""
        token = to_token(Link(tuple(range(8_000_000, 8_000_400, 20)), UNTIL), sign)
        self.assertLess(len(token), 64)

    @given(st.integers(0, 200), st.characters(codec="ascii"))
    def test_a_changed_sign_is_refused(self, place, sign_instead):
        """AUT-04: no other text opens anything: one sign changed, cut off, made up."""
        token = to_token(Link((5, 9, 1200), UNTIL), sign)
        place %= len(token)
        changed = token[:place] + sign_instead + token[place + 1:]
        if changed != token:
            with self.assertRaises(ValueError):
                read_token(changed, sign)
        with self.assertRaises(ValueError):
            read_token(token[:place], sign)

    def test_nonsense(self):
        """AUT-04: neither emptiness nor signs of other alphabets nor a book stop the page."""
        for text in ("", "a", "é" * 40, "A" * 5000, "=" * 30, "AAAA" * 8):
            with self.assertRaises(ValueError):
                read_token(text, sign)


class TestOffer(BaseCase):
    def offer(self, *rows, parts=None):
        return make_offer([Item(number, Decimal(left), hold) for number, left, hold in rows], parts or {})

    def test_what_is_open_is_asked(self):
        """AUT-04: paid items are left out, held ones too; nothing left is thanks."""
        self.assertEqual(self.offer((1, "100", ""), (2, "50", ""), (3, "0", "")).amount, 150)
        self.assertEqual(self.offer((1, "100", "paying"), (2, "50", "")).items, (2,))
        self.assertEqual(self.offer((1, "100", "paying")).state, "held")
        self.assertEqual(self.offer((1, "0", "paying")).state, "settled")
        self.assertEqual(self.offer().state, "gone")

    def test_credits_are_taken_off(self):
        """AUT-04: what the customer has with the firm lowers what is asked, of these items only."""
        credit = Credit(7, "AV1", Decimal(120))
        parts = {1: ((credit, Decimal(100)),), 2: ((credit, Decimal(20)),)}
        offer = self.offer((1, "100", ""), (2, "50", ""), parts=parts)
        self.assertEqual((offer.amount, offer.credits), (30, {7: 120}))
        self.assertEqual(self.offer((1, "100", ""), parts={1: ((credit, Decimal(100)),)}).state, "covered")

    def test_what_the_browser_says_is_compared(self):
        """AUT-04: another amount than what is owed is refused; a part is taken where the firm takes parts."""
        offer = self.offer((1, "100", ""))
        self.assertEqual([find_refusal(Decimal(asked), offer, False) for asked in ("100", "1", "99.99", "101", "-100")],
                         ["", "changed", "changed", "changed", "changed"])
        self.assertEqual([find_refusal(Decimal(asked), offer, True) for asked in ("100", "1", "100.01", "0.5", "0")],
                         ["", "", "changed", "little", "little"])
        self.assertEqual(find_refusal(Decimal(1), self.offer((1, "0", "")), True), "settled")
        self.assertEqual(find_refusal(Decimal(100), self.offer((1, "100", "paying")), True), "held")
