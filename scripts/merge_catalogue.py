"""Take into a freshly exported catalogue the translations of the one it replaces, and name what has none yet.

Odoo's export leaves out the texts of code and those that are the same in both languages.
"""

import sys
from pathlib import Path

import polib
from egg_dev.customer_words import is_for_customers

HEADER = ("POT-Creation-Date", "PO-Revision-Date")


def merge(old_path: str, new_path: str) -> list[str]:
    """Write `old_path` anew with the messages of `new_path`; return the messages without a translation."""
    old, new = polib.pofile(old_path), polib.pofile(new_path)
    known = {(entry.msgctxt, entry.msgid): entry.msgstr for entry in old if entry.msgstr}
    for entry in new:
        entry.msgstr = known.get((entry.msgctxt, entry.msgid), entry.msgstr)
    new.metadata |= {key: old.metadata[key] for key in HEADER if key in old.metadata}
    if [str(entry) for entry in new] != [str(entry) for entry in old]:
        new.save(old_path)
    return [entry.msgid for entry in new if not entry.msgstr]


def follow(french_path: Path, path: Path) -> list[str]:
    """Write another language's catalogue anew: what customers read, its translations kept; return what has none."""
    french, old = polib.pofile(str(french_path)), polib.pofile(str(path))
    known = {(entry.msgctxt, entry.msgid): entry.msgstr for entry in old}
    old[:] = [polib.POEntry(
        msgctxt=entry.msgctxt, msgid=entry.msgid, msgstr=known.get((entry.msgctxt, entry.msgid), ""),
        comment=entry.comment, occurrences=entry.occurrences) for entry in french if is_for_customers(entry)]
    old.save()
    return [entry.msgid for entry in old if not entry.msgstr]


if __name__ == "__main__":
    catalogue = Path(sys.argv[1])
    untold = [("fr", message) for message in merge(*sys.argv[1:3])]
    for other in sorted(catalogue.parent.glob("*.po")):
        if other != catalogue:
            untold += [(other.stem, message) for message in follow(catalogue, other)]
    for language, text in untold:
        print(f"  to translate ({language}): {text[:150]!r}")  # noqa: T201
