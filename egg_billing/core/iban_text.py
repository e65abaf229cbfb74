"""Account numbers inside free text: a customer pays to whatever number a document shows.

The lengths and the French key are schwifty's, the check digits stdnum's: `stdnum.iban` cannot be imported inside Odoo,
whose import hook hides its data file.
"""

import re
import unicodedata
from functools import lru_cache
from html import unescape

from stdnum.iso7064 import mod_97_10

#: Where a number may begin; what follows is looked at from each of these places, so that nothing before it hides it.
_BEGINS = re.compile(r"(?=([A-Z])[^A-Z0-9]{0,3}([A-Z])[^A-Z0-9]{0,3}[0-9][^A-Z0-9]{0,3}[0-9])")
#: A number with what stands between its signs: spaces, points, dashes, a new line.
_NUMBER = re.compile(r"[A-Z0-9](?:[^A-Z0-9]{0,3}[A-Z0-9]){14,33}")
#: What stands between the groups, however much of it.
_GAPS = re.compile(r"[^A-Z0-9]+")
#: Elements that a style takes from the page.
_HIDDEN = re.compile(
    r"<(\w+)\b[^>]*\bstyle\s*=[^>]*"
    r"(?:display\s*:\s*none|font-size\s*:\s*0|visibility\s*:\s*hidden)[^>]*>.*?</\1\s*>",
    re.IGNORECASE | re.DOTALL)
#: A French account as people write it without being an IBAN: bank, branch, account and key, in one piece, in these four
#: groups (with words between them), or as the groups of an IBAN.
_RIB = re.compile(
    r"(?<![A-Z0-9])(?:([0-9]{5}[0-9]{5}[A-Z0-9]{11}[0-9]{2})"
    r"|([0-9]{5})[^0-9]{1,30}([0-9]{5})[^0-9]{1,30}(?<![A-Z])([A-Z0-9]{11})(?:[^A-Z0-9][^0-9]{0,29})([0-9]{2})"
    r"|([0-9]{4}) ([0-9]{4}) ([0-9]{2}[A-Z0-9]{2}) ([A-Z0-9]{4}) ([A-Z0-9]{4}) ([A-Z0-9][0-9]{2}))(?![A-Z0-9])")
#: Signs that nobody sees: joiners, soft hyphens, marks over other signs, control signs, fillers that count as letters.
_UNSEEN_KINDS, _UNSEEN = frozenset({"Cf", "Mn", "Me", "Cc", "Cs", "Co", "Cn"}), frozenset("\u115f\u1160\u3164\uffa0")
#: Capitals of other alphabets that look like those of an account number.
_LOOKALIKES = str.maketrans("АВЕЅІЈКМНОРСТХУԌΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABESIJKMHOPCTXYGABEZHIKMNOPTYX")


def clean(number: str) -> str:
    """An account number in capitals, without what people put between its groups."""
    return re.sub(r"[^A-Z0-9]", "", (number or "").upper())


@lru_cache(maxsize=1_000)  # there are fewer pairs of letters
def get_iban_length(country: str) -> int:
    """How long the account numbers of a country are (ISO 13616); 0 where there are none."""
    from schwifty import IBAN  # its registry takes 0.1 s to load
    try:
        return IBAN(country, allow_invalid=True).spec.iban_length
    except ValueError:
        return 0


def is_iban(number: str) -> bool:
    """Whether a cleaned number is an IBAN: a country that has them, its length, the check digits.

    The structure of its country is not asked for: a number that its bank would not know misleads a reader as well.
    """
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]+", number) or len(number) != get_iban_length(number[:2]):
        return False
    return mod_97_10.is_valid(number[4:] + number[:4])


def is_rib(number: str) -> bool:
    """Whether 23 signs are a French account: bank and branch, an account of at least five digits, the right key (00 is
    97 to a bank that only divides).
    """
    if not re.fullmatch(r"[0-9]{10}[A-Z0-9]{11}[0-9]{2}", number) or sum(map(str.isdigit, number[10:21])) < 5:
        return False
    return int(number[:5]) > 0 and int(_to_iban(number)[-2:]) % 97 == int(number[-2:]) % 97


def _to_iban(rib: str) -> str:
    """The IBAN of a French account, whose key is worked out."""
    return french_iban(rib[:5], rib[5:10], rib[10:21])


def french_iban(bank: str, branch: str, account: str) -> str:
    """The IBAN of a French account that is told without its key; empty when the parts are not those of one."""
    if (len(bank), len(branch)) != (5, 5) or not re.fullmatch(r"[0-9]{10}[A-Z0-9]{11}", f"{bank}{branch}{account}"):
        return ""
    from schwifty import IBAN
    return str(IBAN.generate("FR", bank_code=bank, branch_code=branch, account_code=account))


def read_text(text: str) -> str:
    """What a person reads in a text or a piece of HTML, in capitals of the Latin alphabet."""
    plain = unescape(re.sub(r"<!--.*?-->|<[^>]*>", "", text or "", flags=re.DOTALL))
    plain = unicodedata.normalize("NFKC", plain)
    seen = (" " if sign in "\n\r\t" else sign for sign in plain)
    seen = (sign for sign in seen if unicodedata.category(sign) not in _UNSEEN_KINDS and sign not in _UNSEEN)
    digits = (str(unicodedata.decimal(sign, sign)) for sign in "".join(seen).upper())
    return _GAPS.sub(" ", "".join(digits).translate(_LOOKALIKES))


def find_ibans(text: str) -> list[str]:
    """The IBANs that a text or a piece of HTML shows, cleaned, in their order, then those of French accounts that are
    written without being one; words around a number, and signs that nobody sees, do not hide it.
    """
    # What a style hides may stand between the groups of a number, or be one: the text is read both ways.
    plain, found = f"{read_text(text)} | {read_text(_HIDDEN.sub('', text or ''))}", []
    for begin in _BEGINS.finditer(plain):
        match = _NUMBER.match(plain, begin.start())
        number = clean(match[0])[:get_iban_length(begin[1] + begin[2])] if match else ""
        if number not in found and is_iban(number):
            found.append(number)
    for match in _RIB.finditer(plain):
        rib = "".join(filter(None, match.groups()))
        # Monaco and others have such accounts in their IBANs too: what was found as one is not told twice.
        if not any(number.endswith(rib) for number in found) and is_rib(rib):
            found.append(_to_iban(rib))
    return found
