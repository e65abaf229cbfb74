import io
import zipfile

from odoo.tests import BaseCase

from ..core.archive import SUMS, Pack, check, safe_name, table


class TestPack(BaseCase):
    def pack(self, *files):
        target = io.BytesIO()
        pack = Pack(target)
        for name, content in files:
            pack.add(name, content)
        pack.close()
        return target

    def test_verified_by_its_own_list(self):
        """LAW-09: a ZIP as it was written agrees with its list; a changed, a missing and an added file do not."""
        target = self.pack(("a/1.pdf", b"one"), ("a/2.pdf", b"two"))
        self.assertEqual(check(target), [])
        spoiled = io.BytesIO()
        with zipfile.ZipFile(target) as source, zipfile.ZipFile(spoiled, "w") as copy:
            copy.writestr(SUMS, source.read(SUMS))
            copy.writestr("a/1.pdf", b"another")
            copy.writestr("b.pdf", b"added")
        self.assertEqual(check(spoiled), ["a/1.pdf", "a/2.pdf", "b.pdf"])

    def test_two_files_of_one_name(self):
        """LAW-09: no file takes the place of another."""
        target = self.pack(("a/1.pdf", b"one"), ("a/1.pdf", b"two"))
        with zipfile.ZipFile(target) as archive:
            self.assertEqual(archive.namelist()[:2], ["a/1.pdf", "a/1-2.pdf"])
        self.assertEqual(check(target), [])

    def test_names_and_cells(self):
        """LAW-09: names are plain, and no cell of a table runs as a formula."""
        self.assertEqual(safe_name("INV/2026/00001"), "INV_2026_00001")
        self.assertEqual((safe_name("../é"), safe_name("../€")), ("e", "x"))
        text = table([["=1+1", "-12.50", None, "a;b"]]).decode("utf-8-sig")
        self.assertEqual(text, "'=1+1;-12.50;;\"a;b\"\r\n")
        for text in ("=SUM(A1)", "+33612345678x", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "-"):
            self.assertIn(f"'{text}", table([[text]]).decode("utf-8-sig").replace('"', ""), text)
        for text in ("12", "-12", "-12,5", "12.50", "a=1", "FAC-1"):
            self.assertEqual(table([[text, False]]).decode("utf-8-sig"), f"{text};\r\n", text)

    def test_where_a_file_went(self):
        """LAW-09: under its name, or with a number before its ending; the size of all is known."""
        pack = Pack(io.BytesIO())
        names = [pack.add(name, b"12345")[0] for name in ("a/x.pdf", "a/x.pdf", "a/x.pdf", "README", "README", ".keep")]
        self.assertEqual(names, ["a/x.pdf", "a/x-2.pdf", "a/x-3.pdf", "README", "README-2", ".keep"])
        self.assertEqual((pack.size, len(pack.sums)), (30, 6))
        self.assertEqual(pack.add("b", b"")[1], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
