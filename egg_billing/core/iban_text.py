"""Account numbers inside free text: a customer pays to whatever number a document shows."""

import re
import unicodedata
from html import unescape
from itertools import chain, repeat

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
#: Countries by the length of their account numbers (ISO 13616).
_COUNTRIES = {
    15: "NO", 16: "BE", 18: "DK FI FO GL NL SD FK", 19: "MK SI", 20: "AT BA EE KZ LT LU MN XK", 21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM SO TL", 24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "LY PT ST", 26: "IS TR", 27: "BI DJ FR GR IT MC MR SM", 28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
    29: "BR EG PS QA UA", 30: "JO KW MU YE", 31: "MT SC", 32: "LC", 33: "RU",
}
#: A French account as people write it without being an IBAN: bank, branch, account and key, in one piece, in these four
#: groups (with words between them), or as the groups of an IBAN.
_RIB = re.compile(
    r"(?<![A-Z0-9])(?:([0-9]{5}[0-9]{5}[A-Z0-9]{11}[0-9]{2})"
    r"|([0-9]{5})[^0-9]{1,30}([0-9]{5})[^0-9]{1,30}(?<![A-Z])([A-Z0-9]{11})(?:[^A-Z0-9][^0-9]{0,29})([0-9]{2})"
    r"|([0-9]{4}) ([0-9]{4}) ([0-9]{2}[A-Z0-9]{2}) ([A-Z0-9]{4}) ([A-Z0-9]{4}) ([A-Z0-9][0-9]{2}))(?![A-Z0-9])")
#: What letters of such an account count in its key.
_RIB_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")
_LENGTHS = dict(chain.from_iterable(zip(names.split(), repeat(length)) for length, names in _COUNTRIES.items()))
#: Signs that nobody sees: joiners, soft hyphens, marks over other signs, control signs, fillers that count as letters.
_UNSEEN_KINDS, _UNSEEN = frozenset({"Cf", "Mn", "Me", "Cc", "Cs", "Co", "Cn"}), frozenset("\u115f\u1160\u3164\uffa0")
#: Capitals of other alphabets that look like those of an account number.
_LOOKALIKES = str.maketrans("АВЕЅІЈКМНОРСТХУԌΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABESIJKMHOPCTXYGABEZHIKMNOPTYX")


def clean(number: str) -> str:
    """An account number in capitals, without what people put between its groups."""
    return re.sub(r"[^A-Z0-9]", "", (number or "").upper())


def is_iban(number: str) -> bool:
    """Whether a cleaned number is an IBAN: a country that has them, its length, the check digits."""
    if len(number) != _LENGTHS.get(number[:2]) or not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]+", number):
        return False
    return int("".join(str(int(sign, 36)) for sign in number[4:] + number[:4])) % 97 == 1


def is_rib(number: str) -> bool:
    """Whether 23 signs are a French account: bank and branch, an account of at least five digits, the right key."""
    if not re.fullmatch(r"[0-9]{10}[A-Z0-9]{11}[0-9]{2}", number) or sum(map(str.isdigit, number[10:21])) < 5:
        return False
    return int(number[:5]) > 0 and int(number.translate(_RIB_LETTERS)) % 97 == 0


def _to_iban(rib: str) -> str:
    """The IBAN of a French account."""
    rest = int("".join(str(int(sign, 36)) for sign in f"{rib}FR00")) % 97
    return f"FR{98 - rest:02d}{rib}"


def french_iban(bank: str, branch: str, account: str) -> str:
    """The IBAN of a French account that is told without its key; empty when the parts are not those of one."""
    number = f"{bank}{branch}{account}"
    if (len(bank), len(branch)) != (5, 5) or not re.fullmatch(r"[0-9]{10}[A-Z0-9]{11}", number):
        return ""
    key = 97 - int(f"{number}00".translate(_RIB_LETTERS)) % 97
    return _to_iban(f"{number}{key:02d}")


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
        number = clean(match[0])[:_LENGTHS.get(begin[1] + begin[2], 0)] if match else ""
        if is_iban(number) and number not in found:
            found.append(number)
    for match in _RIB.finditer(plain):
        rib = "".join(filter(None, match.groups()))
        # Monaco and others have such accounts in their IBANs too: what was found as one is not told twice.
        if is_rib(rib) and not any(number.endswith(rib) for number in found):
            found.append(_to_iban(rib))
    return found
