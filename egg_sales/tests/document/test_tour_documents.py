from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestDocumentsTour(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        customer = cls.env["res.partner"].create({"name": "Client Alpha", "is_company": True})
        taxes = cls.env["account.tax"].create([
            {"name": f"Tour {rate}", "amount": rate, "type_tax_use": "sale", "price_include_override": "tax_excluded"}
            for rate in (20.0, 10.0)
        ])
        products = cls.env["product.product"].create([
            {"name": name, "list_price": price, "standard_price": cost, "type": "service", "invoice_policy": "order",
             "taxes_id": [Command.set(tax.ids)]}
            for (name, price, cost), tax in zip((("P1", 1000.0, 600.0), ("P2", 500.0, 300.0)), taxes, strict=True)
        ])
        cls.quote = cls.env["sale.order"].create({
            "partner_id": customer.id, "date_order": fields.Datetime.to_datetime("2026-01-15 10:00:00"),
            "order_line": [Command.create({"product_id": product.id}) for product in products],
        })
        cls.quote.action_quotation_sent()

    def run_tour(self, document, name, **options):
        self.start_tour(f"/odoo/{document._name}/{document.id}", name, login="admin", **options)

    def test_document_map(self):
        """DOC-36, DOC-38, DOC-39: tree, links to new tabs and details in the browser, on the order."""
        order = self.quote.egg_create_order()
        self.run_tour(order, "egg_document_map")

    def test_document_map_on_a_phone(self):
        """DOC-36, DOC-39: the same at 390 px."""
        order = self.quote.egg_create_order()
        self.browser_size = "390x844"
        self.touch_enabled = True
        self.run_tour(order, "egg_document_map")

    def test_key_figures(self):
        """DOC-34: margin 600.00, 40 %, on click."""
        self.run_tour(self.quote, "egg_key_figures")

    def test_quote_to_order(self):
        """QUO-10, QUO-11, BAR-08: red sentence before saving; the order saved in the browser equals the quote."""
        self.run_tour(self.quote, "egg_quote_to_order")
        order = self.quote.egg_child_ids
        self.assertEqual(len(order), 1)
        self.assertEqual((order.egg_kind, order.amount_total, len(order.order_line)), ("order", 1750.0, 2))
        self.assertEqual(self.quote.egg_state, "done")

    def test_pager_and_new(self):
        """BAR-01, BAR-05: the arrows go through the five documents of the list; New gives an empty form."""
        for number in range(4):
            self.quote.copy({"egg_title": f"Pager {number}"})
        self.assertEqual(self.env["sale.order"].search_count([("egg_kind", "=", "quote")]), 5)
        self.start_tour("/odoo/action-egg_sales.egg_quote_action", "egg_pager_and_new", login="admin")

    def test_state_change(self):
        """DOC-31, QUO-12: a quote refused by hand in the browser."""
        self.run_tour(self.quote, "egg_state_change")
        self.assertEqual(self.quote.egg_state, "refused")

    def test_declining_on_the_portal(self):
        """QUO-12, DOC-30: the customer declines with a comment on the portal:
        refused, with the comment in the history.
        """
        self.quote.write({"require_signature": True, "validity_date": "2999-12-31"})
        self.quote._portal_ensure_token()
        url = f"/my/orders/{self.quote.id}"
        self.authenticate(None, None)
        page = self.url_open(f"{url}?access_token={self.quote.access_token}").text
        data = {"access_token": "wrong", "decline_message": "Too dear",
                "csrf_token": page.split('csrf_token: "')[1].split('"')[0]}
        self.url_open(f"{url}/decline", data=data)
        self.assertEqual(self.quote.egg_state, "progress")
        self.url_open(f"{url}/decline", data=data | {"access_token": self.quote.access_token})
        self.assertEqual(self.quote.egg_state, "refused")
        self.assertTrue(any("Too dear" in body for body in self.quote.message_ids.mapped("body")))

    def test_pdf_preview(self):
        """DOC-40, BAR-04: the preview opens the document's PDF in the browser, and only for who may read it."""
        url = self.quote.action_egg_preview_pdf()["url"]
        self.authenticate("admin", "admin")
        response = self.url_open(url, timeout=60)
        self.assertEqual((response.status_code, response.headers["Content-Type"]), (200, "application/pdf"))
        self.assertTrue(response.headers["Content-Disposition"].startswith("inline"))
        self.assertTrue(response.content.startswith(b"%PDF"))

    def test_pdf_preview_is_guarded(self):
        """DOC-40, QLT-01: no preview for a stranger, for another kind of record, or for a document that is gone."""
        new_test_user(self.env, "previewstranger", password="previewstranger", groups="base.group_user")
        self.authenticate("previewstranger", "previewstranger")
        self.assertEqual(self.url_open(self.quote.action_egg_preview_pdf()["url"]).status_code, 404)
        self.authenticate("admin", "admin")
        self.assertEqual(self.url_open("/egg/print/preview/res.users/2").status_code, 404)
        self.assertEqual(self.url_open("/egg/print/preview/sale.order/999999").status_code, 404)
