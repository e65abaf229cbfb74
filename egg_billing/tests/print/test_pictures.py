import base64
import io
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from PIL import Image
from pypdf import PdfReader

from ..common_print import EggPrintCase, png
from ..test_tools_picture import EVIL, bomb, picture


class Listener:
    """A server on this machine that remembers what it was asked for."""

    def __enter__(self):
        self.asked = asked = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                self.send_response(404)
                self.end_headers()

            def log_message(self, *_args):
                """Stay silent."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@tagged("post_install", "-at_install")
class TestPictures(EggPrintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"uses_default_logo": False, "logo": base64.b64encode(png(60, 30))})

    def put(self, record, field, raw):
        """Store bytes behind the back of the field, as an old version or an import may have done."""
        attachment = self.env["ir.attachment"].search([
            ("res_model", "=", record._name), ("res_field", "=", field), ("res_id", "=", record.id)])
        values = {"name": field, "res_model": record._name, "res_field": field, "res_id": record.id}
        (attachment or self.env["ir.attachment"].create(values)).with_context(image_no_postprocess=True).raw = raw
        self.env.invalidate_all()

    def test_a_large_logo_is_printed_small(self):
        """DOC-40: a logo 12,000 dots wide, of many megabytes, is printed with at most 800, in a PDF of modest size."""
        raw = picture(12_000, 1_200)
        self.assertGreater(len(raw), 8_000_000)
        self.company.logo = base64.b64encode(raw)
        invoice = self.make_invoice(post=True)
        content = invoice._get_egg_pdf()
        self.assertLess(len(content), 1_500_000)
        images = PdfReader(io.BytesIO(content)).pages[0].images
        self.assertEqual([image.image.size for image in images], [(800, 80)])

    def test_too_many_dots_are_refused_at_upload(self):
        """DOC-40: a logo or product image of 12,000 x 12,000 dots is refused with a message, and nothing is stored."""
        buffer = io.BytesIO()
        Image.new("1", (12_000, 12_000)).save(buffer, "PNG")
        for record, field in ((self.company, "logo"), (self.p1, "image_1920")):
            before = record[field]
            with self.subTest(field), self.assertRaisesRegex(UserError, "Too large image"):
                record[field] = base64.b64encode(buffer.getvalue())
            self.env.invalidate_all()
            self.assertEqual(record[field], before)

    def test_bad_pictures_never_stop_a_document(self):
        """DOC-40: bombs, cut files and plain nonsense as logo, product image,
        page background and in a comment are left out.
        """
        whole = picture(60, 60)
        for name, raw in {"bomb": bomb(), "cut": whole[:len(whole) // 2],
                          "nonsense": b"\x89PNG\r\n\x1a\nnonsense"}.items():
            self.put(self.company.partner_id, "image_1920", raw)
            self.put(self.p1, "image_variant_256", raw)
            self.put(self.p1.product_tmpl_id, "image_256", raw)
            self.company.with_context(image_no_postprocess=True).write({
                "layout_background": "Custom", "layout_background_image": base64.b64encode(raw)})
            inline = base64.b64encode(raw).decode()
            invoice = self.make_invoice(egg_print_product_image=True, post=True)
            invoice.egg_comment_1 = f'<p>HELLO <img src="data:image/png;base64,{inline}"></p>'
            with self.subTest(name):
                self.assertNotIn("data:image", self.html(invoice))
                page = PdfReader(io.BytesIO(invoice._get_egg_pdf())).pages[0]
                self.assertFalse(list(page.images))
                self.assertIn("HELLO", page.extract_text())

    def test_a_drawing_as_logo_runs_and_fetches_nothing(self):
        """DOC-40: an SVG logo is drawn; its script and the addresses in it are never run or asked for."""
        with Listener() as listener:
            drawing = EVIL.replace(b"192.0.2.1", listener.address.encode()).replace(
                b"run()", b"document.location='http://%s/run'" % listener.address.encode())
            self.put(self.company.partner_id, "image_1920", drawing)
            self.put(self.p1.product_tmpl_id, "image_256", drawing)
            invoice = self.make_invoice(egg_print_product_image=True, post=True)
            invoice.egg_comment_1 = f'<p>HELLO <img src="http://{listener.address}/comment.png"></p>'
            content = invoice._get_egg_pdf()
            self.assertEqual(listener.asked, [])
        page = PdfReader(io.BytesIO(content)).pages[0]
        self.assertIn("HELLO", page.extract_text())
        with self.assertNoLogs("odoo.addons.egg_billing", "INFO"):  # says why a picture is left out
            self.assertIn("data:image/svg+xml", self.html(invoice))
        uri = self.env["ir.actions.report"]._get_egg_image_uri(base64.b64encode(drawing), 800, 400)
        self.assertTrue(uri.startswith("data:image/svg+xml;base64,"))
        self.assertNotIn("root:", page.extract_text())

    def test_a_drawing_as_background_is_refused(self):
        """DOC-40: a drawing as page background is refused when it is set, with what to do;
        other pictures are taken, and stock layouts too.
        """
        drawing = base64.b64encode(
            b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
        with self.assertRaisesRegex(ValidationError, "PNG or JPEG"), self.cr.savepoint():
            self.company.write({"layout_background": "Custom", "layout_background_image": drawing})
        self.company.write({"layout_background": "Custom", "layout_background_image": base64.b64encode(png())})
        self.company.write({"egg_print_enabled": False, "layout_background_image": drawing})
        with self.assertRaisesRegex(ValidationError, "PNG or JPEG"), self.cr.savepoint():
            self.company.egg_print_enabled = True

    def test_a_logo_is_in_the_heads_once(self):
        """DOC-40: heads of many documents carry the company's logo once,
        and each page shows it: smaller from page 2 on.
        """
        invoices = self.make_invoice(self.many_lines(40), post=True) | self.make_invoice(post=True)
        Report = self.env["ir.actions.report"]
        html = Report._render_qweb_html("account.account_invoices", invoices.ids)[0]
        _bodies, _ids, header, _footer, _arguments = Report._prepare_html(html)
        self.assertEqual(html.count(b"data:image/png"), 2)
        self.assertEqual(header.count("data:image/png"), 1)
        streams = Report.with_context(force_report_rendering=True)._render_qweb_pdf_prepare_streams(
            "account.report_invoice_with_payments", {}, res_ids=invoices.ids)
        pages = [page for stream in streams.values() for page in PdfReader(stream["stream"]).pages]
        self.assertGreaterEqual(len(pages), 3)
        self.assertTrue(all(len(page.images) == 1 for page in pages))
