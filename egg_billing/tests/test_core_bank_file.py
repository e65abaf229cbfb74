import gzip
import io
import zipfile
from datetime import date
from decimal import Decimal

from odoo.addons.egg_billing.core.bank_file import (
    MAX_SIZE,
    MOST_FILES,
    BankFileFault,
    forget,
    local,
    parse_safely,
    read_text,
    to_date,
    to_decimal,
    unpack,
)
from odoo.tests import BaseCase, tagged


@tagged("post_install", "-at_install")
class TestBankFile(BaseCase):
    def test_every_member_of_a_gzip_is_read(self):
        """BNK-07: two files in one gzip are two files; one that is cut off is refused."""
        both = gzip.compress(b"<a/>") + gzip.compress(b"<b/>")
        self.assertEqual(unpack(both), [b"<a/>", b"<b/>"])
        self.assertEqual(unpack(gzip.compress(b"<a/>") + b"\0" * 8), [b"<a/>"])
        with self.assertRaises(BankFileFault):
            unpack(both[:-4])

    def test_packed_files(self):
        """BNK-12: each file of a zip is read, folders are none; what is damaged or too large is refused."""
        store = io.BytesIO()
        with zipfile.ZipFile(store, "w") as archive:
            archive.writestr("one/", b"")
            archive.writestr("__MACOSX/._a.xml", b"x")
            archive.writestr("one/a.xml", b"<a/>")
            archive.writestr("b.xml", b"<b/>")
        self.assertEqual(unpack(store.getvalue()), [b"<a/>", b"<b/>"])
        self.assertEqual(unpack(b"<a/>"), [b"<a/>"])
        for content, code in ((store.getvalue()[:-30], "packed"), (b"\x1f\x8bno", "packed"),
                              (b" " * (MAX_SIZE + 1), "size"), (gzip.compress(b"<" * (MAX_SIZE + 1)), "size")):
            with self.assertRaises(BankFileFault) as caught:
                unpack(content)
            self.assertEqual((caught.exception.code, str(caught.exception)), (code, code))

    def test_an_archive_that_is_no_banks(self):
        """CAS-06, BNK-12: a spreadsheet, and more files than a bank packs."""
        many = [f"{number}.xml" for number in range(MOST_FILES + 1)]
        for names, code in ((["xl/workbook.xml"], "kind"), (many, "size")):
            store = io.BytesIO()
            with zipfile.ZipFile(store, "w") as archive:
                for name in names:
                    archive.writestr(name, b"<a/>")
            with self.assertRaises(BankFileFault) as caught:
                unpack(store.getvalue())
            self.assertEqual(caught.exception.code, code)

    def test_elements_by_their_names(self):
        """CAS-01, BEY-04: whatever the namespace; the first of several places; what was read is forgotten."""
        content = b'<a xmlns="urn:x"><b><c> one </c></b><b><c> </c><d>two</d></b><b/></a>'
        found = []
        for event, element in parse_safely(content):
            if event == "end" and local(element) == "b":
                found.append(read_text(element, "c", "d"))
                forget(element)
            root = element
        self.assertEqual(found, ["one", "two", ""])
        self.assertEqual((local(root), len(root)), ("a", 1))
        for start in (b"\n \r\n", b"\xef\xbb\xbf\r\n"):
            self.assertTrue([*parse_safely(start + b'<?xml version="1.0" encoding="UTF-8"?><a/>')])

    def test_values(self):
        """CAS-06: amounts of too many digits and days that no bank books on are none."""
        self.assertEqual(to_decimal(" 12.50 "), Decimal("12.50"))
        self.assertEqual([to_decimal(told) for told in ("", None, "1E+400", "1e3", "1_000", "NaN", "x")], [None] * 7)
        self.assertEqual(to_date("2026-12-01T10:00:00", 2009), date(2026, 12, 1))
        self.assertEqual([to_date(told, 2009) for told in ("", None, "2008-12-31", "2100-01-01", "x")], [None] * 5)
