import base64
import io
import re
import struct
import zlib

from odoo import Command
from odoo.tests import TransactionCase
from pypdf import PdfReader

from .common_documents import ReferenceInvoices


def png(width=40, height=40, color=(200, 30, 30)) -> bytes:
    """A plain picture."""
    rows = b"".join(b"\x00" + bytes(color) * width for _ in range(height))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def squash(text: str) -> str:
    """Text without blanks: the engine sets each letter on its own."""
    return re.sub(r"\s+", "", text)


class EggPrintCase(ReferenceInvoices, TransactionCase):
    """REF of the requirements on paper: Egg SAS, Client Alpha, P1 1,000.00 at 20 %, P2 500.00 at 10 %."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.write({
            "name": "Egg SAS", "street": "12 rue des Poules", "zip": "69001", "city": "Lyon", "vat": "FR23334175221",
            "company_registry": "73282932000074", "egg_print_enabled": True, "report_footer": False,
            "company_details": False,
        })
        cls.env["egg.print.default"]._ensure_company_defaults(cls.company)
        cls.vat_20, cls.vat_10 = cls._vat(20.0), cls._vat(10.0)
        cls.customer = cls.env["res.partner"].create({
            "name": "Client Alpha", "is_company": True, "street": "1 rue de la Paix", "zip": "75002", "city": "Paris",
            "country_id": cls.env.ref("base.fr").id, "email": "alpha@example.com", "company_registry": "73282932000074",
        })
        cls.contact = cls.env["res.partner"].create({"name": "Marie Durand", "parent_id": cls.customer.id})
        cls.p1 = cls._product("P1", 1000.0, cls.vat_20)
        cls.p2 = cls._product("P2", 500.0, cls.vat_10)

    @classmethod
    def make_company_french(cls, **values):
        """The company is an SAS of Lyon with all that the law wants printed, and is warned of what lacks."""
        france = cls.env.ref("base.fr")
        cls.company.write({
            "egg_legal_guard": True, "egg_company_form": "company", "egg_legal_form": "SAS",
            "egg_share_capital": 10000.0, "egg_register_town": "Lyon", "country_id": france.id,
            "account_fiscal_country_id": france.id, **values,
        })

    @classmethod
    def _vat(cls, rate):
        return cls.env["account.tax"].create({
            "name": f"TVA {rate:g} %", "amount": rate, "type_tax_use": "sale", "price_include_override": "tax_excluded",
            "company_id": cls.env.company.id,
        })

    @classmethod
    def _product(cls, name, price, tax, **values):
        return cls.env["product.product"].create({
            "name": name, "default_code": f"REF-{name}", "list_price": price, "type": "service",
            "taxes_id": [Command.set(tax.ids)],
            **values,
        })

    def pages(self, document_or_pdf) -> list:
        """Text of each page, without blanks."""
        content = document_or_pdf if isinstance(document_or_pdf, bytes) else document_or_pdf._get_egg_pdf()
        return [squash(page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]

    def text(self, document_or_pdf) -> str:
        return "".join(self.pages(document_or_pdf))

    def html(self, document) -> str:
        """The pages before they become a PDF."""
        return str(document._render_egg_document()[1])

    def assertPrinted(self, text, document):
        self.assertIn(squash(text), self.text(document))

    def assertNotPrinted(self, text, document):
        self.assertNotIn(squash(text), self.text(document))

    def many_lines(self, count):
        return [{"product_id": self.p1.id, "quantity": 1, "name": f"Line number {number}"}
                for number in range(1, count + 1)]

    def make_pdf(self, word, pages=1, password=None) -> bytes:
        from pypdf import PdfWriter
        from reportlab.pdfgen.canvas import Canvas

        buffer = io.BytesIO()
        canvas = Canvas(buffer)
        for _page in range(pages):
            canvas.drawString(100, 500, word)
            canvas.showPage()
        canvas.save()
        if not password:
            return buffer.getvalue()
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(buffer.getvalue())))
        writer.encrypt(password, algorithm="RC4-128")
        locked = io.BytesIO()
        writer.write(locked)
        return locked.getvalue()

    def make_terms(self, name, **values):
        if isinstance(values.get("pdf"), bytes):
            values["pdf"] = base64.b64encode(values["pdf"])
        return self.env["egg.condition.text"].create({"name": name, "kind": "general", "company_id": self.company.id,
                                                      **values})
