"""A ZIP that is read without Odoo: files, their list of SHA-256 sums, tables. Values in, bytes out into a file."""

import csv
import hashlib
import io
import re
import zipfile
from unicodedata import combining, normalize

#: The list that `sha256sum -c` reads.
SUMS = "SHA256SUMS"


def safe_name(text: str) -> str:
    """A name that every file system takes: letters without accents, digits, dots, hyphens and underscores."""
    plain = "".join(one for one in normalize("NFKD", text or "") if not combining(one))
    return re.sub(r"[^\w.\-]+", "_", plain, flags=re.ASCII).strip("._") or "x"


def table(rows: list) -> bytes:
    """Rows as a table that spreadsheets open: semicolons, UTF-8 with its mark. No cell is read as a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _plain(cell) -> str:
    text = "" if cell is None or cell is False else str(cell)
    is_number = re.fullmatch(r"-?\d+([.,]\d+)?", text)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) and not is_number else text


class Pack:
    """A ZIP that is being written; each file's sum goes into its list."""

    def __init__(self, target):
        self.zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self.sums = {}
        self.size = 0

    def add(self, name: str, content: bytes) -> tuple[str, str]:
        """Write a file; return its name, with a number where another has it already, and its sum."""
        stem, dot, ending = name.rpartition(".")
        number, free = 2, name
        while free in self.sums:
            free = f"{stem or name}-{number}{dot}{ending if stem else ''}"
            number += 1
        self.zip.writestr(free, content)
        self.sums[free] = hashlib.sha256(content).hexdigest()
        self.size += len(content)
        return free, self.sums[free]

    def close(self):
        """Write the list of sums, and end the ZIP."""
        self.zip.writestr(SUMS, "".join(f"{digest}  {name}\n" for name, digest in self.sums.items()))
        self.zip.close()


def check(target) -> list[str]:
    """Names in a ZIP that are not what its own list says: changed, missing, or not listed."""
    with zipfile.ZipFile(target) as archive:
        listed = dict(line.split("  ", 1)[::-1] for line in archive.read(SUMS).decode().splitlines())
        found = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist() if name != SUMS}
    return sorted(name for name in listed.keys() | found.keys() if listed.get(name) != found.get(name))
