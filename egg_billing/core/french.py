"""What French asks for where a name stands in a sentence."""

import unicodedata

#: Letters before which "de" loses its vowel. Names in h are left alone: some are said with a breath.
VOWELS = "aeiouy"


def elide(text: str, name: str, lang: str | None) -> str:
    """Write "d'Anne" where a French text says "de Anne".

    >>> elide("À l'attention de Anne", "Anne", "fr_FR")
    "À l'attention d'Anne"
    """
    if not name or not (lang or "").startswith("fr"):
        return text
    first = unicodedata.normalize("NFD", name[0]).lower()[0]
    return text.replace(f"de {name}", f"d'{name}") if first in VOWELS else text
