"""What a signature online needs, decided without a database: whose account it is, how often one may try."""

import re
import secrets
import unicodedata
from dataclasses import dataclass

#: Of one customer within 24 hours, whoever tries: accounts entered, codes sent, codes entered.
MOST = {"account": 10, "mail": 5, "code": 15}
HOURS = 24
#: Of one code.
CODE_DIGITS, CODE_MINUTES, CODE_TRIES = 6, 15, 5
#: What stands beside a name without being one.
_FORMS = frozenset(
    "SARL SAS SASU SA EURL EI EIRL SCI SNC SELARL SCOP GIE ASSOCIATION STE SOCIETE ETS ETABLISSEMENTS CIE COMPAGNIE "
    "MME MLLE MONSIEUR MADAME GMBH AG LTD LLC INC BV NV SRL SPA THE AND UND LES DES DU DE LA LE ET".split())


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was sent, as it is kept."""

    is_right: bool
    is_late: bool
    tries: int  # wrong ones before


def make_code() -> str:
    """Return a code that nobody guesses: digits, as people type them."""
    return "".join(secrets.choice("0123456789") for _digit in range(CODE_DIGITS))


def clean_code(text: str) -> str:
    """Return the digits of what somebody typed."""
    return re.sub(r"\D", "", text or "")[:2 * CODE_DIGITS]


def find_code_problem(code: Code) -> str:
    """Return "late", "tries", "wrong", or nothing."""
    if code.tries >= CODE_TRIES:
        return "tries"
    if code.is_late:
        return "late"
    return "" if code.is_right else "wrong"


def is_too_often(kind: str, count: int) -> bool:
    """Whether no further try is taken of what was tried so often."""
    return count >= MOST[kind]


def get_words(name: str) -> set[str]:
    """Return the words of a name by which it is known again: without accents, titles and legal forms."""
    plain = unicodedata.normalize("NFKD", name or "").encode("ascii", "ignore").decode().upper()
    words = set(re.findall(r"[A-Z0-9]+", plain.replace(".", "").replace("'", " ")))
    return {word for word in words if len(word) > 1 and word not in _FORMS}


def is_same_holder(holder: str, names: list[str]) -> bool:
    """Whether the holder of an account is one of these: the firm, or somebody of it, by at least one word of the name.

    Who holds the account under another name is asked to call: that is for people to see.
    """
    words = get_words(holder)
    return bool(words) and any(words & get_words(name) for name in names)


def mask_email(address: str) -> str:
    """Return an address so that its owner knows it again and nobody else learns it."""
    name, _at, domain = (address or "").partition("@")
    return f"{name[:1]}…@{domain}" if domain else ""
