"""Numbers of documents in the words of a transfer, in any spelling.

"FAC/2026/00012" is also "fact 2026-12", "F.202600012", and "FAC/2026/000" where the bank cut the text.
"""

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass, field

FULL, MEDIUM, WEAK, CUT = "full", "medium", "weak", "cut"
#: Before a number in a label: what follows is a document of ours.
HINTS = frozenset((
    "F", "FA", "FAC", "FACT", "FACTS", "FACTURE", "FACTURES", "FCT", "FCTR", "INV", "INVOICE", "N", "NO", "NR", "NUM",
    "NUMERO", "REF", "REFERENCE", "PIECE", "DOC", "RG", "REGLT", "REGLEMENT", "PAIEMENT",
))
#: A transfer's text is cut at such lengths or later; a shorter text was written to its end.
CUT_FROM = 18
MOST_CUT = 200  # documents that a cut number may be; more say nothing


def plain(text: str) -> str:
    """Capitals without accents."""
    text = unicodedata.normalize("NFKD", text or "").replace("œ", "oe").replace("Œ", "OE").replace("ß", "ss")
    return "".join(one for one in text if not unicodedata.combining(one)).upper()


@dataclass(frozen=True, slots=True)
class Token:
    """A run of letters or of digits."""

    text: str
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        return self.text.isdigit()


def tokens(text: str) -> list:
    return [Token(one.group(), one.start(), one.end()) for one in re.finditer(r"[A-Z]+|[0-9]+", plain(text))]


@dataclass(slots=True)
class _Number:
    """A document's number in its parts."""

    letters: tuple
    groups: tuple  # of digits, as written

    @property
    def digits(self) -> str:
        return "".join(self.groups)

    @property
    def values(self) -> tuple:
        return tuple(map(int, self.groups))


def _parse(number: str) -> _Number:
    found = tokens(number)
    return _Number(tuple(one.text for one in found if not one.is_number),
                   tuple(one.text for one in found if one.is_number))


@dataclass
class NumberIndex:
    """All numbers of open documents, to be found in words."""

    by_digits: dict = field(default_factory=dict)
    by_values: dict = field(default_factory=dict)
    by_last: dict = field(default_factory=dict)
    by_words: dict = field(default_factory=dict)  # numbers without a digit, and end-to-end ids
    letters: dict = field(default_factory=dict)  # document -> letters of its number
    lengths: set = field(default_factory=set)  # of the digits of a number
    forms: set = field(default_factory=set)  # how a number of several parts begins, and how many they are
    _sorted: list | None = None

    def add(self, document: int, number: str):
        """Know a document by this number."""
        parsed = _parse(number)
        compact = "".join(re.findall("[A-Z0-9]", plain(number)))
        if len(compact) >= 6 and not compact.isdigit():
            self.by_words.setdefault(compact, set()).add(document)
        if not parsed.groups:
            return
        self.by_digits.setdefault(parsed.digits, set()).add(document)
        self.by_digits.setdefault(parsed.digits.lstrip("0"), set()).add(document)
        self.letters.setdefault(document, set()).update(parsed.letters)
        self.lengths.add(len(parsed.digits))
        values = parsed.values
        self.by_values.setdefault(values, set()).add(document)
        if len(values) > 1:
            self.forms.add((parsed.groups[0], len(values)))
            if 2000 <= values[0] < 2100:
                self.by_values.setdefault((values[0] - 2000, *values[1:]), set()).add(document)
                short = f"{values[0] - 2000:02d}" + "".join(parsed.groups[1:])
                self.by_digits.setdefault(short, set()).add(document)
        self.by_last.setdefault(values[-1], set()).add(document)
        self._sorted = None

    def find(self, text: str) -> dict:
        """Return {document: how well it is named} for the documents that these words name."""
        found, told = {}, tokens(text)
        for place, token in enumerate(told):
            if token.is_number:
                self._find_from(found, told, place)
        self._find_words(found, text, told)
        if not any(level == FULL for level in found.values()) or len(plain(text)) >= CUT_FROM:
            self._find_cut(found, text, told)
        return found

    def _find_from(self, found: dict, told: list, place: int):
        """Windows of numbers that begin here."""
        before = told[place - 1].text if place and not told[place - 1].is_number else ""
        groups = []
        for one in told[place:place + 4]:
            if not one.is_number:
                break
            groups.append(one.text)
            self._find_groups(found, groups, before)
            if len(groups) > 1 and sum(map(len, groups)) > 14:
                break
        if before in HINTS or self._is_letters(before):
            last = int(groups[0]) if len(groups[0]) < 10 else -1
            for document in self.by_last.get(last, ()):
                _note(found, document, WEAK)

    def _is_letters(self, text: str) -> bool:
        return bool(text) and any(text in letters for letters in self.letters.values()) if len(
            self.letters) < 50 else text in self._all_letters()

    def _all_letters(self) -> set:
        if self._sorted is None:
            self._sort()
        return self._letters

    def _find_groups(self, found: dict, groups: list, before: str):
        joined = "".join(groups)
        if len(joined) > 30:
            return
        exact = self.by_digits.get(joined, set()) | self.by_digits.get(joined.lstrip("0") or "0", set())
        for document in exact:
            _note(found, document, self._level(document, joined, before))
        if len(groups) < 2:
            return
        # Without its leading zeros; with some of them it may as well be a longer number that was cut.
        is_short = groups[-1] == str(int(groups[-1]))
        for document in self.by_values.get(tuple(map(int, groups)), ()):
            _note(found, document, MEDIUM if is_short else WEAK)

    def _level(self, document: int, joined: str, before: str) -> str:
        if before and (before in self.letters.get(document, ()) or before in HINTS):
            return FULL if len(joined.lstrip("0")) >= 4 or before in self.letters.get(document, ()) else MEDIUM
        if len(joined) >= 8:
            return FULL
        return MEDIUM if len(joined) >= 4 else WEAK

    def has_other(self, text: str) -> bool:
        """These words name a document of ours that is not among the open ones: it has the form of our numbers."""
        told = tokens(text)
        for place, token in enumerate(told):
            before = told[place - 1].text if place and not told[place - 1].is_number else ""
            if not token.is_number or not (before in HINTS or self._is_letters(before)):
                continue
            joined, groups = "", []
            for one in told[place:place + 3]:
                if not one.is_number:
                    break
                joined += one.text
                groups.append(one.text)
                if len(groups) > 1 and (groups[0], len(groups)) in self.forms and tuple(
                        map(int, groups)) not in self.by_values:
                    return True
                if len(joined) in self.lengths and len(joined) >= 4 and joined not in self.by_digits:
                    return True
        return False

    def _find_words(self, found: dict, text: str, told: list):
        """Numbers and ids as they are, whatever stands between their characters."""
        words = ["".join(one.text for one in told)]
        words += ["".join(re.findall("[A-Z0-9]", word)) for word in plain(text).split()]
        for word in set(words[:1] + words[1:]):
            for document in self.by_words.get(word, ()):
                _note(found, document, FULL)

    def _sort(self):
        self._sorted = sorted(self.by_digits)
        self._letters = set().union(*self.letters.values()) if self.letters else set()

    def _find_cut(self, found: dict, text: str, told: list):
        """The number at the end of a text that was cut: all that begin so."""
        if len(plain(text).rstrip()) < CUT_FROM or not told or not told[-1].is_number:
            return
        groups = []
        for one in reversed(told):
            if not one.is_number or len(groups) == 3:
                break
            groups.insert(0, one.text)
        if _is_day(groups):
            return
        if self._sorted is None:
            self._sort()
        for start in range(len(groups)):
            joined = "".join(groups[start:])
            if len(joined) < 5 and not (len(joined) == 4 and not 1990 <= int(joined) < 2100):
                continue
            documents = self._begin_with(joined)
            if 0 < len(documents) <= MOST_CUT:
                for document in documents:
                    _note(found, document, CUT)

    def _begin_with(self, start: str) -> set:
        documents, place = set(), bisect_left(self._sorted, start)
        while place < len(self._sorted) and self._sorted[place].startswith(start) and len(documents) <= MOST_CUT:
            if len(self._sorted[place]) > len(start):
                documents |= self.by_digits[self._sorted[place]]
            place += 1
        return documents


def _is_day(groups: list) -> bool:
    """The text ends with a day, not with a number that was cut."""
    if len(groups) < 2:
        return False
    sizes = [len(one) for one in groups[-3:]]
    return (sizes in ([2, 2, 4], [2, 2, 2], [4, 2, 2]) and 1 <= int(groups[-2]) <= 12
            or sizes[-2:] == [2, 4] and 1 <= int(groups[-2]) <= 12 and 1990 <= int(groups[-1]) < 2100)


_ORDER = {FULL: 3, MEDIUM: 2, WEAK: 1, CUT: 0}


def _note(found: dict, document: int, level: str):
    if document not in found or _ORDER[found[document]] < _ORDER[level]:
        found[document] = level
