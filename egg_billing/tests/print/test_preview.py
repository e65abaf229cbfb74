from unittest.mock import patch

from odoo.addons.egg_billing.models.print import ir_actions_report
from odoo.tests import HttpCase, tagged

from ..common_print import EggPrintCase


@tagged("post_install", "-at_install")
class TestPreview(HttpCase, EggPrintCase):
    def test_preview_opens(self):
        """DOC-40: export opens a PDF in the browser; several documents come as one."""
        invoices = self.make_invoice() | self.make_invoice()
        self.authenticate("admin", "admin")
        answer = self.url_open(invoices[0].action_egg_preview_pdf()["url"])
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertTrue(answer.headers["Content-Disposition"].startswith("inline"))
        self.assertEqual(len(self.pages(answer.content)), 1)
        self.assertEqual(len(self.pages(self.url_open(invoices.action_egg_preview_pdf()["url"]).content)), 2)
        twice = f"/egg/print/preview/account.move/{invoices[0].id},{invoices[1].id},{invoices[0].id}"
        self.assertEqual(len(self.pages(self.url_open(twice).content)), 2)

    def test_many_documents_take_few_runs_of_the_engine(self):
        """DOC-40: several documents are drawn in one run of the engine,
        and come in the order in which they were chosen.
        """
        words = ["FIRST", "SECOND", "THIRD", "FOURTH"]
        invoices = [self.make_invoice([{"product_id": self.p1.id, "quantity": 1, "name": word}]) for word in words]
        chosen = invoices[2] | invoices[0] | invoices[3] | invoices[1]
        with patch.object(ir_actions_report, "EngineCall", side_effect=ir_actions_report.EngineCall) as engine:
            pages = self.pages(chosen._get_egg_joint_pdf())
        self.assertEqual(engine.call_count, 1)
        self.assertEqual([next(word for word in words if word in page) for page in pages],
                         ["THIRD", "FIRST", "FOURTH", "SECOND"])

    def test_documents_of_two_companies_come_in_their_order(self):
        """DOC-40: documents of companies with and without the own layout are previewed together in the order chosen."""
        other = self.env["res.company"].create({"name": "Stock layout", "country_id": self.company.country_id.id,
                                                "egg_print_enabled": False})
        self.env["account.chart.template"].try_loading("fr", company=other, install_demo=False)
        foreign = self.env["account.move"].with_company(other).create({
            "move_type": "out_invoice", "partner_id": self.customer.id, "company_id": other.id,
            "invoice_date": "2026-01-15",
            "invoice_line_ids": [(0, 0, {"name": "FOREIGN", "price_unit": 10, "tax_ids": []})]})
        one, two = (self.make_invoice([{"product_id": self.p1.id, "quantity": 1, "name": word}])
                    for word in ("FIRST", "SECOND"))
        pages = self.pages((one | foreign | two)._get_egg_joint_pdf())
        self.assertEqual([next(word for word in ("FIRST", "FOREIGN", "SECOND") if word in page) for page in pages],
                         ["FIRST", "FOREIGN", "SECOND"])

    def test_preview_refuses_what_one_may_not_read(self):
        """DOC-40: other models, missing records and users without rights get "not found"."""
        invoice = self.make_invoice()
        user = self.env["res.users"].create({"name": "Nobody", "login": "print-nobody", "password": "print-nobody",
                                             "group_ids": [(6, 0, self.env.ref("base.group_user").ids)]})
        self.authenticate(user.login, user.login)
        for path in (f"account.move/{invoice.id}", "res.users/1", "account.move/0", "account.move/x", "no.model/1"):
            with self.subTest(path):
                self.assertEqual(self.url_open(f"/egg/print/preview/{path}").status_code, 404)
