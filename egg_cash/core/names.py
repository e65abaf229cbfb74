"""Who paid: names of customers in the words of a bank, cut, without accents, in any order."""

from dataclasses import dataclass, field

from .reference import plain, tokens

#: Words that tell no customer from another.
COMMON = frozenset((
    "SARL", "SAS", "SASU", "SA", "EURL", "EI", "SCI", "SCP", "SNC", "SELARL", "GMBH", "LTD", "LLC", "INC", "BV", "NV",
    "ETS", "ETABLISSEMENTS", "STE", "SOCIETE", "ENTREPRISE", "GROUPE", "CIE", "COMPAGNIE", "MONSIEUR", "MADAME", "MME",
    "MLLE", "MR", "ET", "DE", "DU", "DES", "LA", "LE", "LES", "AU", "AUX", "OU", "EN", "FILS", "FRERES", "ASSOCIES",
    "FRANCE", "VIR", "VIREMENT", "VIRT", "SEPA", "RECU", "INST", "INSTANTANE", "FAVEUR", "REGLEMENT", "FACTURE",
    "EUROPE", "INTERNATIONAL", "SERVICES",
))
CUT_FROM = 4  # letters of a word that was cut
EXACT, CLOSE = "exact", "close"


def words(text: str) -> list:
    """The words of a name that say something; all of them when none does."""
    found = [one.text for one in tokens(plain(text).replace("'", "").replace(".", "")) if len(one.text) > 1]
    return [one for one in found if one not in COMMON and not one.isdigit()] or [
        one for one in found if not one.isdigit()]


@dataclass
class NameIndex:
    """All names of customers."""

    by_word: dict = field(default_factory=dict)  # word -> customers
    names: dict = field(default_factory=dict)  # customer -> list of frozensets of words
    _starts: dict = field(default_factory=dict)

    def add(self, customer: int, name: str):
        """Know a customer by this name."""
        told = frozenset(words(name))
        if not told:
            return
        self.names.setdefault(customer, []).append(told)
        for word in told:
            self.by_word.setdefault(word, set()).add(customer)
            for length in range(CUT_FROM, len(word)):
                self._starts.setdefault(word[:length], set()).add(word)

    def find(self, text: str, is_name: bool) -> dict:
        """Return {customer: "exact" or "close"}.

        :param is_name: the text is a name and nothing else: then each of its words should be one of the customer's
        """
        told = words(text)
        if not told:
            return {}
        here = set(told)
        cut = self._starts.get(told[-1], set()) if len(told[-1]) >= CUT_FROM else set()
        if not is_name:
            cut = set().union(*(self._starts.get(one, set()) for one in told if len(one) >= CUT_FROM + 2))
        customers = set().union(*(self.by_word.get(word, set()) for word in here | cut))
        found = {}
        for customer in customers:
            level = max((self._level(name, here, cut, is_name) for name in self.names[customer]), default=0)
            if level:
                found[customer] = EXACT if level == 2 else CLOSE
        return found

    def _level(self, name: frozenset, here: set, cut: set, is_name: bool) -> int:
        """2: all words of the name are here. 1: the text may be a shorter form of it."""
        if name <= here:
            return 2 if len(name) > 1 or self._is_telling(name) or is_name else 1
        missing = name - here
        if missing <= cut and name & (here | cut):
            return 2 if len(missing) == 1 and len(name) > 1 else 1
        rare = sum(1 for word in name & (here | cut) if len(word) >= 4 and len(self.by_word[word]) <= 3)
        return 1 if rare and (2 * len(name & (here | cut)) >= len(name) or is_name) else 0

    def _is_telling(self, name: frozenset) -> bool:
        return all(len(word) >= 5 and len(self.by_word[word]) == 1 for word in name)
