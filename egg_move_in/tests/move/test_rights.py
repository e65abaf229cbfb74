import base64

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common import MoveCase


@tagged("post_install", "-at_install")
class TestRights(MoveCase):
    def test_who_may_not_import(self):
        """MIG-02, SEC-14: billing and readers neither see an import nor make one."""
        found = self.check("partner", "Code;Nom\nC1;Durand\n")
        for groups in (("account.group_account_invoice",), ("account.group_account_readonly",), ("base.group_system",)):
            user = self.make_user(groups[0], *groups)
            for call in (lambda one=user: found.with_user(one).read(["name"]),
                         lambda one=user: found.with_user(one).action_load(),
                         lambda one=user: found.with_user(one).action_undo(),
                         lambda one=user: found.line_ids.with_user(one).action_leave(),
                         lambda one=user: found.with_user(one).create({"kind": "partner"})):
                with self.assertRaises(AccessError):
                    call()

    def test_what_happened_is_no_field_to_write(self):
        """MIG-02: states, counts and lines change by the actions only."""
        found = self.check("partner", "Code;Nom\nC1;Durand\n")
        for values in ({"state": "done"}, {"loaded_count": 5}, {"user_id": self.env.user.id}, {"kind": "bank"}):
            with self.assertRaises(AccessError):
                found.write(values)
        with self.assertRaises(AccessError):
            found.line_ids.write({"res_id": 1})
        found.action_load()
        with self.assertRaises(UserError):
            found.column_ids[0].field_id = False
        with self.assertRaises(UserError):
            found.unlink()

    def test_another_company(self):
        """SEC-14: an import is its company's."""
        found = self.check("partner", "Code;Nom\nC1;Durand\n")
        company = self.env["res.company"].sudo().create({"name": "Other"})
        user = self.make_user("other", "account.group_account_manager")
        user.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        with self.assertRaises(AccessError):
            found.with_user(user).action_load()
        with self.assertRaises(AccessError):  # the window that corrects a line reads its cells as superuser
            self.env["egg.move.in.mend"].with_user(user).create({"line_id": found.line_ids.id})
        with self.assertRaises(AccessError):
            self.env["egg.move.in.mend"].with_user(user).with_context(default_line_id=found.line_ids.id).create({})
        with self.assertRaises(ValidationError):
            found.create({"kind": "zzz"})
        with self.assertRaises(AccessError):
            self.env["egg.move.in"].with_user(user).create(
                {"kind": "partner", "company_id": self.company.id, "file": base64.b64encode(b"x")})
