"""What a signature online needs, decided without a database: whose account it is, how often one may try."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import chain, product

#: Of one customer within 24 hours, whoever tries: accounts entered, codes sent, codes entered.
MOST = {"account": 10, "mail": 5, "code": 15}
HOURS = 24
#: Of one code.
CODE_DIGITS, CODE_MINUTES, CODE_TRIES = 6, 15, 5
#: What stands beside a name without being one.
_FORMS = frozenset(
    "SARL SAS SASU SA EURL EI EIRL SCI SNC SELARL SCOP GIE ASSOCIATION STE SOCIETE ETS ETABLISSEMENTS CIE COMPAGNIE "
    "MME MLLE MONSIEUR MADAME GMBH AG LTD LLC INC BV NV SRL SPA THE AND UND LES DES DU DE LA LE ET OU".split())
#: What many firms are called besides their own name: two that share only these are not one.
_TRADES = frozenset(
    "AGENCE ARTISAN ATELIER ATELIERS AUTO AUTOMOBILE AUTOMOBILES BAR BATIMENT BOUCHERIE BOULANGERIE BOUTIQUE BRASSERIE "
    "BUREAU CABINET CAFE CARRELAGE CENTRE CHARPENTE CHAUFFAGE CLIENT CLINIQUE CLUB COIFFURE COMITE COMMERCE COMMUNE "
    "COMMUNICATION CONCEPT CONSEIL CONSEILS CONSTRUCTION CONSTRUCTIONS CONSULTING COUVERTURE CREATION DESIGN "
    "DISTRIBUTION DOMAINE EARL ECOLE ELECTRICITE ENTREPRISE ENVIRONNEMENT EPICERIE EUROPE EXPRESS FERME FILS FLEURS "
    "FORMATION FRANCE FRERES GAEC GARAGE GESTION GROUP GROUPE HABITAT HOLDING HOTEL IMMO IMMOBILIER IMMOBILIERE "
    "IMPRIMERIE INDUSTRIE INDUSTRIES INFORMATIQUE INSTITUT INTERNATIONAL JARDIN JARDINS LAVAGE LAVERIE LIBRAIRIE "
    "LOGISTIQUE MACONNERIE MAIRIE MAISON MENUISERIE NEGOCE NETTOYAGE PARIS PATISSERIE PAYSAGE PEINTURE PHARMACIE "
    "PLOMBERIE PRESSING RENOVATION RESTAURANT SALON SERVICE SERVICES SOLUTION SOLUTIONS SYNDICAT TAXI TECHNIQUE "
    "TECHNOLOGIES TOITURE TRANSPORT TRANSPORTS TRAVAUX VENTE".split())


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was sent, as it is kept."""

    is_right: bool
    is_late: bool
    tries: int  # wrong ones before


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
    plain = unicodedata.normalize("NFKD", (name or "").replace("’", "'")).encode("ascii", "ignore").decode().upper()
    words = set(re.findall(r"[A-Z0-9]+", plain.replace(".", "").replace("'", " ")))
    return {word for word in words if len(word) > 1 and word not in _FORMS}


def is_same_holder(holder: str, firms: list[str], persons: list[str] = ()) -> bool:
    """Whether the holder of an account is one of these: a firm or somebody of it.

    A firm is known by a word of its own name; what trades have in common is none. A person by the whole name, or by
    a part of it: two who share a first name are not one. Who holds the account under another name is asked to call:
    that is for people to see.
    """
    return any(_is_same_firm(one, other) for one, other in _pair(holder, firms)) or any(
        _is_same_person(one, other) for one, other in _pair(holder, persons))


def _pair(holder: str, names: list[str]):
    """Return the words of the holder with those of each name; banks write O'Brien in one word or in two."""
    spellings = _get_spellings(holder)
    return chain.from_iterable(product(spellings, _get_spellings(name)) for name in names)


def _get_spellings(name: str) -> list[set[str]]:
    return [get_words(name), get_words(re.sub("['’]", "", name or ""))]


def _is_same_firm(holder: set[str], name: set[str]) -> bool:
    return bool(holder & name - _TRADES) or bool(holder) and holder == name


def _is_same_person(holder: set[str], name: set[str]) -> bool:
    return bool(holder and name) and (holder <= name or name <= holder)


def mask_email(address: str) -> str:
    """Return an address so that its owner knows it again and nobody else learns it."""
    name, _at, domain = (address or "").partition("@")
    return f"{name[:1]}…@{domain}" if domain else ""
