from contextlib import suppress
from itertools import product
from string import ascii_uppercase

from odoo.addons.egg_billing.core.iban_text import find_ibans, is_iban
from odoo.tests import BaseCase
from schwifty.exceptions import InvalidCountryCode
from schwifty.registry import get_iban_spec

#: Have such numbers by themselves, or another country's: the registry does not list them.
UNLISTED = frozenset("AO BF BJ CF CG CI CM CV DZ GA GQ GW IR KM MA MG ML MZ NE SN TD TG AX BL GF GP MF MQ NC PF PM RE "
                     "TF WF YT GG IM JE IC EA".split())


def read_lengths() -> dict:
    """{country: length of its account numbers} of the registry of ISO 13616."""
    found = {}
    for letters in product(ascii_uppercase, repeat=2):
        with suppress(InvalidCountryCode, KeyError):
            found["".join(letters)] = get_iban_spec("".join(letters)).iban_length
    return found


def with_digits(country: str, account: str) -> str:
    """The number with its check digits (ISO 7064: the whole is 1 by 97)."""
    rest = int("".join(str(int(sign, 36)) for sign in f"{account}{country}00")) % 97
    return f"{country}{98 - rest:02d}{account}"


class TestIbanText(BaseCase):
    def test_the_lengths_of_the_registry(self):
        """SEC-07: a number of the right length with the right check digits, for each country that has accounts."""
        countries = read_lengths()
        self.assertGreater(len(countries), 75)
        for country, size in countries.items():
            if country in UNLISTED:
                continue
            right, short = (with_digits(country, "1" * count) for count in (size - 4, size - 5))
            self.assertTrue(is_iban(right), right)
            self.assertEqual(find_ibans(f"IBAN {right}."), [right])
            self.assertFalse(is_iban(short), short)
