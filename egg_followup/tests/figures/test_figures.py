from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common import TODAY, FollowupCase


@tagged("post_install", "-at_install")
class TestFigures(FollowupCase):
    def _read(self, *by, **where):
        self.env.flush_all()
        domain = [(name, "=", value) for name, value in where.items()]
        measures = ["sent:sum", "paid_7:sum", "paid_30:sum", "disputed:sum", "share_7:avg", "share_30:avg"]
        return {tuple(row[:len(by)]): [round(one or 0, 1) for one in row[len(by):]]
                for row in self.env["egg.followup.figure"]._read_group(domain, by, measures)}

    def _history(self):
        """Six amounts reminded on one day: paid after 3, 7, 20 and 31 days, credited, and never."""
        partners = [self._customer(f"F{number}", f"f{number}@client.example") for number in range(6)]
        moves = [self._invoice(partner) for partner in partners]
        self._bulk(*moves)
        for move, days in zip(moves, (3, 7, 20, 31), strict=False):
            self.freeze(TODAY + timedelta(days))
            self._pay(move)
        refund = moves[4]._reverse_moves([{"date": TODAY, "invoice_date": TODAY}], cancel=True)
        self.assertTrue(moves[4].payment_state == "reversed" and refund)
        return moves

    def test_made_up_history(self):
        """AUT-10: per stage: reminded, paid within 7 and 30 days; a credit note pays nothing."""
        self._history()
        self.freeze(TODAY + timedelta(60))
        self.assertEqual(self._read("stage_id"), {(self.stage_1,): [6, 2, 3, 0, 33.3, 50.0]})

    def test_per_channel_and_text(self):
        """AUT-10: letters beside mails, and one text beside another."""
        mute = self._invoice(self._customer("Mute"))
        run = self._bulk(mute, self._invoice())
        run.action_print()
        self._pay(mute)
        self.freeze(TODAY + timedelta(40))
        text = self.stage_1._get_row("invoice").template_id
        self.assertEqual(self._read("channel", "template_id"), {
            ("email", text): [1, 0, 0, 0, 0, 0], ("letter", text): [1, 1, 1, 0, 100.0, 100.0]})

    def test_only_what_is_old_enough(self):
        """AUT-10: a share counts reminders whose days are over; younger ones say nothing yet."""
        self._history()
        self.freeze(TODAY + timedelta(20))
        self.assertEqual(self._read("stage_id")[(self.stage_1,)][4:], [33.3, 0])

    def test_disputes_and_early_payments(self):
        """AUT-10: a dispute counts for the reminder before it, also once it is settled; what was paid before the
        reminder was not paid for it.
        """
        one, two = self._invoice(), self._invoice(self._customer("Beta", "beta@client.example"))
        self._bulk(one, two)
        self._items(one).egg_dispute = True
        self._items(one).action_egg_release()
        self.freeze(TODAY - timedelta(2))
        self._pay(two)
        self.freeze(TODAY + timedelta(60))
        self.assertEqual(self._read("stage_id"), {(self.stage_1,): [2, 0, 0, 1, 0, 0]})

    def test_returned_mail(self):
        """AUT-10: a mail that came back was no reminder."""
        run = self._bulk(self._invoice())
        run.followup_message_ids._undo_returned("alpha@client.example")
        self.assertEqual(self._read("stage_id"), {})

    def test_nobody_is_rated(self):
        """AUT-10: no figure is about a person: no user, no customer, no document."""
        names = {field.comodel_name for field in self.env["egg.followup.figure"]._fields.values()} - {None}
        names -= {self.env["egg.followup.figure"]._fields[name].comodel_name for name in ("create_uid", "write_uid")
                  if name in self.env["egg.followup.figure"]._fields}
        self.assertEqual(names, {"res.company", "egg.followup.scenario", "egg.followup.stage", "mail.template"})

    def test_rights(self):
        """AUT-10, QLT-01: billing and readers see the figures of their company; others none."""
        self._bulk(self._invoice())
        self.env.flush_all()
        figures = self.env["egg.followup.figure"]
        reader = new_test_user(self.env, "egg_figures_reader", groups="account.group_account_readonly")
        self.assertEqual(len(figures.with_user(reader).search([])), 1)
        nobody = new_test_user(self.env, "egg_figures_nobody", groups="base.group_user")
        with self.assertRaises(AccessError):
            figures.with_user(nobody).search([])
        other = self.env["res.company"].create({"name": "Other SAS"})
        stranger = new_test_user(self.env, "egg_figures_stranger", groups="account.group_account_invoice",
                                 company_id=other.id, company_ids=[Command.set(other.ids)])
        self.assertFalse(figures.with_user(stranger).search([]))
