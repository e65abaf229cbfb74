from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged

from ..common import IBANS


@tagged("post_install", "-at_install")
class TestPortalMandate(HttpCase):
    def test_a_customer_sees_and_prints_his_own(self):
        """SEP-09: the portal lists the customer's mandates and gives the form;
        another's is refused, accounts are masked.
        """
        env = self.env
        mandates = env["egg.debit.mandate"]
        for number in range(2):
            partner = env["res.partner"].create({"name": f"Portal {number}", "email": f"portal{number}@example.com"})
            account = env["res.partner.bank"].create({"partner_id": partner.id, "acc_number": IBANS[number]})
            mandates |= mandates.create({"bank_account_id": account.id, "name": f"PORTAL-{number}"})
        new_test_user(env, "sepa_portal_http", groups="base.group_portal", partner_id=mandates[0].partner_id.id)
        self.authenticate("sepa_portal_http", "sepa_portal_http")
        page = self.url_open("/my/mandates").text
        self.assertIn("PORTAL-0", page)
        self.assertNotIn("PORTAL-1", page)
        self.assertIn(f"…{IBANS[0][-4:]}<", page)
        self.assertNotIn("30006000011234567890189", page.replace(" ", ""))
        self.assertEqual(self.url_open("/my").status_code, 200)
        report = type(env["ir.actions.report"])
        with patch.object(report, "_render_qweb_pdf",
                          lambda self, _name, ids, **_kw: (b"%PDF " + str(ids).encode(), "pdf")):
            mine = self.url_open(f"/my/mandates/{mandates[0].id}/pdf")
            self.assertEqual(
                (mine.headers["Content-Type"], mine.content), ("application/pdf", f"%PDF [{mandates[0].id}]".encode())
            )
            other = self.url_open(f"/my/mandates/{mandates[1].id}/pdf", allow_redirects=False)
            self.assertIn(other.status_code, (302, 303))
