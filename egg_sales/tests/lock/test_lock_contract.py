import re
from datetime import date, timedelta
from pathlib import Path

from odoo import Command, fields
from odoo.addons.egg_billing.core.rights import ACCOUNTANT, BILLING
from odoo.addons.egg_billing.models.lock.account_move import _is_guarded
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS
from odoo.tests import Form, new_test_user, tagged

from ..common import EggSalesCase

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "security.md"
ROW = re.compile(r"^\| (document|line) \| (.+?) \| (open|closed|system) \| (.+?) \|", re.MULTILINE)
GROUPS = {"billing": BILLING, "accountant": ACCOUNTANT}


#: A value other than the present one, by type of field.
OTHER = {
    **dict.fromkeys(("char", "text", "html"), lambda value: "changed"),
    **dict.fromkeys(("integer", "float", "monetary"), lambda value: value + 1),
    "boolean": lambda value: not value,
    "date": lambda value: (value or date(2026, 1, 15)) + timedelta(days=30),
    "json": lambda value: {"1": 100.0},
    "binary": lambda value: "Y2hhbmdlZA==",
}


#: What follows from an open field, and may: (field, what follows). The reference stands on the amounts due too.
FOLLOW = {("payment_reference", "name"), ("invoice_date_due", "date_maturity"),
          ("invoice_date_due", "egg_next_stage_date")}


class Undo(Exception):
    """A write went through; it is taken back."""


def read_contract() -> dict:
    """{(model, field): (state, group)} of the table in docs/security.md."""
    models = {"document": "account.move", "line": "account.move.line"}
    return {
        (models[of], name): (state, GROUPS.get(who))
        for of, names, state, who in ROW.findall(DOCUMENT.read_text()) for name in re.findall(r"`(\w+)`", names)
    }


@tagged("post_install", "-at_install")
class TestLockContract(EggSalesCase):
    """SEC-05: what an issued invoice allows, field by field, is the table of docs/security.md."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = read_contract()
        cls.users = {
            "accountant": new_test_user(cls.env, "lock_accountant",
                                        "account.group_account_manager,sales_team.group_sale_manager"),
            "billing": new_test_user(cls.env, "lock_billing", "account.group_account_invoice"),
            "seller": new_test_user(cls.env, "lock_seller", "sales_team.group_sale_salesman_all_leads"),
        }
        cls.company.egg_lock_issued = True
        cls.move = cls.make_invoice(post=True)
        cls.line = cls.move.invoice_line_ids[:1]
        cls.due = cls.move.line_ids.filtered(lambda line: line.display_type == "payment_term")
        cls.bank = cls.env["res.partner.bank"].create({
            "acc_number": "Bank of the firm 2", "partner_id": cls.company.partner_id.id, "allow_out_payment": True})
        cls.other_way = cls.env["account.journal"].create({
            "name": "Bank 2", "type": "bank", "code": "BK2", "bank_account_id": cls.bank.id,
        }).inbound_payment_method_line_ids[:1]
        for user in cls.users.values():
            user.company_ids |= cls.env["res.company"].create({"name": f"Other {user.login}"})

    def _record(self, model, name):
        if model == "account.move":
            return self.move
        return self.due if name in ("date_maturity", "no_followup", "egg_payment_mode_id",
                                    "egg_mandate_id") else self.line

    def _other_value(self, record, name):
        """A value other than the present one."""
        field, value = record._fields[name], record.sudo()[name]
        if field.type in OTHER:
            return OTHER[field.type](value)
        if field.type == "selection":
            return next(code for code in field.get_values(record.env) if code != value)
        if name == "partner_bank_id":
            return self.bank.id
        if name == "preferred_payment_method_line_id":
            return self.other_way.id
        if field.comodel_name == "account.tax":
            others = self.vat_5
        elif name == "invoice_user_id":
            others = self.users["accountant"]
        else:
            others = self.env[field.comodel_name].sudo().with_context(active_test=False).search(
                [("id", "not in", value.ids)], limit=1)
        if field.type == "many2many":
            return [Command.set(others.ids)] if others else [Command.clear()]
        return others.id if others else (False if value else None)

    def _try(self, user, model, name):
        """Write another value as this user: "done", "locked", "refused" or "same" when there is no other value."""
        record = self._record(model, name)
        if name == "analytic_distribution":
            plan = self.env["account.analytic.plan"].create({"name": "Plan"})
            value = {str(self.env["account.analytic.account"].create({"name": "A", "plan_id": plan.id}).id): 100.0}
        else:
            value = self._other_value(record, name)
        if value is None:
            return "same"
        try:
            with self.cr.savepoint():
                record.with_user(user).write({name: fields.Date.to_string(value) if isinstance(value, date) else value})
                self.env.flush_all()
                raise Undo
        except Undo:
            return "done"
        except AccessError:
            return "refused"
        except UserError as error:
            return "locked" if "issued and locked" in str(error) else f"{error}"
        finally:
            self.env.invalidate_all()

    def test_the_table_is_what_the_code_says(self):
        """SEC-05: fields that are open, closed to everybody and kept by the system
        are the same in the table and in the code.
        """
        for model in ("account.move", "account.move.line"):
            mine = {name: row for (of, name), row in self.contract.items() if of == model}
            self.assertTrue(mine.keys() <= self.env[model]._fields.keys(), mine.keys() - self.env[model]._fields.keys())
            self.assertEqual({name: who for name, (state, who) in mine.items() if state == "open"},
                             self.env[model]._get_egg_open_fields())
            system = {name for name, (state, _who) in mine.items() if state == "system"}
            self.assertEqual(system, self.env[model]._get_egg_system_fields())

    def test_open_fields(self):
        """SEC-05, INV-07: what the table opens is written by those it names, and by nobody else."""
        for (model, name), (state, group) in self.contract.items():
            if state != "open":
                continue
            for kind, user in self.users.items():
                expected = "done" if user.has_group(group) else "locked"
                with self.subTest(model=model, field=name, user=kind):
                    if name == "checked" and kind == "billing":
                        continue  # Odoo itself asks for its own right to review
                    # A field that this user does not even see is refused before the lock is asked.
                    hidden = {"refused"} if self.env[model]._fields[name].groups and expected == "locked" else set()
                    self.assertIn(self._try(user, model, name), {expected, "same"} | hidden)

    def _get_closed_values(self, user) -> dict:
        """{(record, field): what it holds} of all that this user may not write on the issued invoice."""
        self.env.flush_all()
        self.env.invalidate_all()
        return {
            (record, name): record[name]
            for record in (self.move, *self.move.line_ids) for name, field in record._fields.items()
            if _is_guarded(field) and name not in {"write_uid", "write_date"} | record._get_egg_system_fields()
            and not user.has_group(record._get_egg_open_fields().get(name, "base.group_no_one_at_all"))
        }

    def _get_closed_values_after(self, user, values) -> dict:
        """The same, right after this user wrote; what he wrote is taken back."""
        found = {}
        try:
            with self.cr.savepoint():
                self.move.with_user(user).write(values)
                found = self._get_closed_values(user)
                raise Undo
        except Undo:
            self.env.invalidate_all()
        return found

    def test_nothing_closed_follows(self):
        """SEC-05: what billing may write changes nothing that it may not: another way to pay, say, leaves the bank
        account that the customer pays to.
        """
        user, tried = self.users["billing"], 0
        before = self._get_closed_values(user)
        names = [name for (model, name), (state, group) in self.contract.items()
                 if (model, state, group) == ("account.move", "open", BILLING) and name != "checked"]
        for name in names:
            value = self._other_value(self.move, name)
            if value is None:
                continue
            now = self._get_closed_values_after(user, {name: fields.Date.to_string(value) if isinstance(value, date)
                                                       else value})
            with self.subTest(field=name):
                self.assertEqual({key: now[key] for key in now if now[key] != before[key]
                                  and (name, key[1]) not in FOLLOW}, {})
            tried += 1
        self.assertGreater(tried, 10)

    def test_a_way_to_pay_of_another_company(self):
        """SEC-05: an invoice is not paid by another company's way, issued or not."""
        company = self.company_data_2["company"] if hasattr(self, "company_data_2") else None
        company = company or self.env["res.company"].create({"name": "Neighbour"})
        journal = self.env["account.journal"].create({
            "name": "Their bank", "type": "bank", "code": "THB", "company_id": company.id})
        line = journal.inbound_payment_method_line_ids[:1]
        self.assertTrue(line)
        for move in (self.move, self.make_invoice()):
            with self.assertRaisesRegex(UserError, "another company"):
                move.with_user(self.users["billing"]).write({"preferred_payment_method_line_id": line.id})

    def test_every_other_field_is_closed(self):
        """SEC-05: each stored field of header and line that is not open is refused to an accountant."""
        tried = 0
        for model in ("account.move", "account.move.line"):
            for name, field in self.env[model]._fields.items():
                state = self.contract.get((model, name), ("closed", None))[0]
                if state != "closed" or not _is_guarded(field) or name in (
                    "id", "create_uid", "create_date", "write_uid", "write_date"):
                    continue
                with self.subTest(model=model, field=name):
                    outcome = self._try(self.users["accountant"], model, name)  # nobody else has more rights on it
                    self.assertIn(outcome, ("refused",) if field.groups == NO_ACCESS else ("locked", "same"))
                    tried += outcome == "locked"
        self.assertGreater(tried, 90)

    def test_the_name_of_a_stored_file(self):
        """SEC-05: the file of an issued invoice keeps its name; a file that somebody attached has the one he gives."""
        values = {"res_model": "account.move", "res_id": self.move.id, "raw": b"%PDF-1.4"}
        stored, plain = self.env["ir.attachment"].create([
            values | {"name": "issued.pdf", "res_field": "invoice_pdf_report_file"}, values | {"name": "plan.pdf"}])
        for who in ("billing", "accountant"):
            files = (stored | plain).with_user(self.users[who])
            with self.assertRaisesRegex(UserError, "stored files cannot be changed"):
                files.write({"name": "another.pdf"})
            files[0].name = "issued.pdf"
            files[1].name = f"{who}.pdf"
        self.assertEqual((stored.name, plain.name), ("issued.pdf", "accountant.pdf"))

    def test_a_later_due_date_is_granted(self):
        """INV-07: billing grants a later date on an issued invoice: the amount due moves, the amounts do not."""
        move = self.move.with_user(self.users["billing"])
        before = move.line_ids.sorted("id").mapped("balance")
        move.invoice_date_due = "2026-12-31"
        self.assertEqual(self.due.date_maturity, fields.Date.to_date("2026-12-31"))
        self.assertEqual(move.line_ids.sorted("id").mapped("balance"), before)
        self.due.with_user(self.users["billing"]).write({"date_maturity": "2027-01-31"})
        move.payment_reference = "RF-2026-1"
        self.assertEqual((self.due.date_maturity.year, self.due.name), (2027, "RF-2026-1"))

    def test_the_system_goes_on(self):
        """SEC-05: as billing, a locked invoice is blocked, unblocked, paid, unreconciled,
        printed, credited; the chatter takes a message.
        """
        move = self.move.with_user(self.users["billing"])
        move.message_post(body="Called")
        move.action_toggle_block_payment()
        move.action_toggle_block_payment()
        move.activity_schedule("mail.mail_activity_data_todo", summary="Call")
        register = self.env["account.payment.register"].with_user(self.users["billing"])
        register.with_context(active_model="account.move", active_ids=move.ids).create({})._create_payments()
        self.assertIn(move.payment_state, ("paid", "in_payment"))
        move.line_ids.remove_move_reconcile()
        self.assertEqual(move.payment_state, "not_paid")
        send = self.env["account.move.send.wizard"].with_user(self.users["billing"]).with_context(
            active_model="account.move", active_ids=move.ids).create({"sending_methods": False})
        send.action_send_and_print(allow_fallback_pdf=True)
        self.assertTrue(move.invoice_pdf_report_id)
        reversal = self.env["account.move.reversal"].with_user(self.users["billing"]).with_context(
            active_model="account.move", active_ids=move.ids).create({"journal_id": move.journal_id.id})
        reversal.refund_moves()
        reversal.new_move_ids.action_post()
        self.assertEqual(move.payment_state, "reversed")

    def test_the_form_offers_no_closed_field(self):
        """SEC-05: on the form of an issued invoice nothing that is closed can be typed into."""
        form = Form(self.move.with_user(self.users["billing"]))
        closed = [name for (model, name), (state, __) in self.contract.items() if model == "account.move"
                  and state == "closed"]
        typed = [
            # shown with several companies only
            name for name in closed if name in form._view["fields"] and name != "company_id"
            and not form._get_modifier(name, "readonly") and not form._get_modifier(name, "invisible")
        ]
        self.assertEqual(typed, [])
