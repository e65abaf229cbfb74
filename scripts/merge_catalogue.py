"""Take into a freshly exported catalogue the translations of the one it replaces, and name what has none yet.

Odoo's export leaves out the texts of code and those that are the same in both languages.
"""

import sys

import polib

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


if __name__ == "__main__":
    for message in merge(*sys.argv[1:3]):
        print(f"  to translate: {message[:150]!r}")  # noqa: T201
