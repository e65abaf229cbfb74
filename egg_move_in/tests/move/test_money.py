import io
import zipfile
from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import MoveCase

CUSTOMERS = "Code;Nom;Ville\nC1;Durand;Nice\nC2;Petit;Lyon\n"
ITEMS = """N° de facture;Code client;Date de facture;Date d'échéance;Reste dû
F-1;C1;30/09/2026;31/10/2026;1 250,01
F-2;C1;15/10/2026;15/11/2026;100,10
F-2;C1;15/10/2026;15/12/2026;100,11
A-3;C2;15/10/2026;;-50,00
"""
IBAN = "FR7630006000011234567890189"


@tagged("post_install", "-at_install")
class TestMoney(MoveCase):
    def setUp(self):
        super().setUp()
        self.take("partner", CUSTOMERS)

    def item(self, number):
        return self.env["account.move"].search([("egg_former_number", "=", number)])

    def test_opening_items(self):
        """MIG-03: an invoice each in a journal of their own, one untaxed line on the opening account, instalments to
        the cent, the old number searched and printed; no number, no e-invoice, no revenue of this database.
        """
        found = self.take("opening", ITEMS, told_total=1400.22)
        self.assertEqual(set(self.states(found)), {"done"})
        self.assertIn("exactly", found.total_words)
        second = self.item("F-2")
        self.assertEqual((second.state, second.move_type, second.amount_total), ("posted", "out_invoice", 200.21))
        self.assertEqual([(line.date_maturity, line.amount_residual) for line in second._get_egg_due_items()],
                         [(date(2026, 11, 15), 100.1), (date(2026, 12, 15), 100.11)])
        self.assertEqual((second.invoice_date, second.date), (date(2026, 10, 15), date(2026, 11, 24)))
        self.assertEqual(second.invoice_line_ids.account_id, found.account_id)
        self.assertFalse(second.invoice_line_ids.tax_ids)
        self.assertEqual(self.item("A-3").move_type, "out_refund")
        self.assertTrue(second.journal_id.egg_is_opening)
        self.assertEqual(self.env["account.move"].name_search("F-2")[0][0], second.id)
        self.env.flush_all()
        self.assertFalse(self.env["account.invoice.report"].search([("move_id", "=", second.id)]))
        self.assertFalse(self.env["egg.number.series"].search([("journal_id", "=", second.journal_id.id)]))
        self.assertFalse(second._need_ubl_cii_xml("facturx"))
        html = self.env["ir.actions.report"]._render_qweb_html("account.report_invoice", second.ids)[0].decode()
        self.assertIn("F-2", html)
        blank = self.env["account.move"].new({"move_type": "out_invoice"})
        self.assertNotIn(second.journal_id, blank.suitable_journal_ids)

    def test_opening_balance(self):
        """MIG-03: the customers' total in the accountant's opening balance is matched, and nothing stays on the
        opening account.
        """
        found = self.take("opening", ITEMS)
        account, total = found.account_id, 1400.22
        entry = self.env["account.move"].create({"move_type": "entry", "date": "2026-11-24", "line_ids": [
            Command.create({"account_id": account.id, "debit": total, "name": "Clients"}),
            Command.create({"account_id": self.company_data["default_account_revenue"].id, "credit": total})]})
        entry.action_post()
        lines = self.env["account.move.line"].search([("account_id", "=", account.id), ("parent_state", "=", "posted"),
                                                      ("reconciled", "=", False)])
        lines.reconcile()
        self.assertFalse(lines.filtered(lambda line: not line.reconciled))

    def test_total_differs(self):
        """MIG-03: a line in error is what the totals differ by; once corrected, they are the same."""
        found = self.check("opening", f"{ITEMS}F-9;C9;30/09/2026;;10,00\n", told_total=1410.22)
        self.assertIn("line 6, F-9 C9", found.total_words)
        self.assertNotIn("not explained", found.total_words)
        window = self.env["egg.move.in.mend"].with_user(self.keeper).with_context(
            self.line(found, 6).action_mend()["context"]).create({})
        window.cell_ids.filtered(lambda cell: cell.name == "customer").value = "C2"
        window.action_check()
        self.assertIn("exactly", found.total_words)

    def test_a_document_is_taken_over_whole(self):
        """MIG-02: an instalment in error holds the others of its invoice, and nothing else."""
        found = self.take("opening", ITEMS.replace("15/12/2026", "31/02/2026"))
        self.assertEqual(self.states(found), ["done", "error", "error", "done"])
        self.assertFalse(self.item("F-2"))

    def test_items_are_made_by_the_import_only(self):
        """MIG-03: nobody makes a sale without a number by choosing the journal of opening items."""
        self.take("opening", ITEMS)
        journal = self.item("F-1").journal_id
        invoice = {"move_type": "out_invoice", "partner_id": self.item("F-1").partner_id.id,
                   "journal_id": journal.id, "invoice_line_ids": [Command.create({"name": "x", "price_unit": 5})]}
        with self.assertRaises(UserError):
            self.env["account.move"].with_user(self.keeper).create(invoice)
        with self.assertRaises(UserError):
            journal.with_user(self.keeper).egg_is_opening = False
        with self.assertRaises(UserError):
            self.item("F-1").with_user(self.keeper).egg_former_number = "x"

    def test_mandates_are_debited_the_same_day(self):
        """MIG-04: a mandate of 2019, debited last month, is ready, knows its last debit, says so, and is a RCUR."""
        if "egg.debit.mandate" not in self.env:
            self.skipTest("needs egg_debit")
        self.company.egg_debit_creditor_identifier = "FR72ZZZ123456"
        found = self.take("mandate", f"Code client;IBAN;RUM;Date de signature;Ville de signature;Dernier prélèvement\n"
                                     f"C1;{IBAN};OLD-1;15/03/2019;Nice;05/10/2026\n"
                                     f"C2;{IBAN};OLD-2;15/03/2019;;\n"
                                     f"C2;FR7630006000011234567890188;OLD-3;15/03/2025;;\n"
                                     f"C2;{IBAN};OLD-4;;;05/10/2026\n")
        self.assertEqual(self.states(found), ["done", "error", "error", "error"], found.line_ids.mapped("words"))
        self.assertIn("36 months", self.line(found, 3).words)
        self.assertIn("check digits", self.line(found, 4).words)
        self.assertIn("Date de signature is missing", self.line(found, 5).words)
        mandate = self.env["egg.debit.mandate"].search([("name", "=", "OLD-1")])
        self.assertEqual((mandate.state, mandate.last_debit_date, mandate.last_debit_is_told),
                         ("valid", date(2026, 10, 5), True))
        log = mandate.message_ids.filtered(lambda one: "Taken over" in (one.body or ""))
        self.assertEqual(log.author_id, self.keeper.partner_id)
        if "egg.sepa.collection" in self.env:
            self.collect(found)
        found.action_undo()
        self.assertFalse(mandate.exists())

    def collect(self, found):
        self.bank.bank_account_id = self.env["res.partner.bank"].create(
            {"acc_number": "FR1420041010050500013M02606", "partner_id": self.company.partner_id.id,
             "egg_bic": "PSSTFRPPPAR"})
        self.company.write({"egg_sepa_journal_id": self.bank.id, "egg_debit_issuer": "Test"})
        self.take("opening", ITEMS)
        with self.env.cr.savepoint() as savepoint:
            form = self.env["egg.sepa.collect"].with_context(
                active_model="account.move", active_ids=self.item("F-1").ids).create({})
            collection = self.env["egg.sepa.collection"].sudo().browse(form.action_validate()["res_id"])
            content = self._read(collection)
            self.assertIn(b"<SeqTp>RCUR</SeqTp>", content)
            self.assertIn(b"OLD-1", content)
            savepoint.rollback()
        self.env.invalidate_all()

    def _read(self, collection) -> bytes:
        with zipfile.ZipFile(io.BytesIO(collection._read_archive())) as archive:
            return b"".join(map(archive.read, archive.namelist()))

    def test_the_next_reminder_goes_on(self):
        """MIG-05: after the first reminder of the former tool comes the second, its days after that day; the letter
        bears the old number.
        """
        if "egg.followup.entry" not in self.env:
            self.skipTest("needs egg_followup")
        self.take("opening", ITEMS)
        stages = self.env["egg.followup.stage"].search([("kind", "=", "reminder")])
        found = self.take("reminder", f"N° de facture;Étape de suivi;Date\nF-1;Relance 1;05/11/2026\n"
                                      f"F-1;{stages[0].name};04/11/2026\nF-8;1;05/11/2026\nF-2;Zut;05/11/2026\n")
        self.assertEqual(self.states(found), ["done", "done", "error", "error"])
        item = self.item("F-1")._get_egg_due_items()
        self.assertEqual((item.egg_last_stage_id, item.egg_next_stage_id), (stages[0], stages[1]))
        self.assertEqual((item.egg_next_stage_date - date(2026, 11, 5)).days, stages[1].delay_days)
        self.assertEqual(item.move_id._get_egg_customer_number(), "F-1")
        again = self.check("reminder", "N° de facture;Étape de suivi;Date\nF-1;Relance 1;05/11/2026\n")
        self.assertEqual(self.states(again), ["there"])
        found.action_undo()
        self.assertFalse(self.item("F-1").sudo().egg_followup_entry_ids.filtered(lambda one: one.origin == "manual"))
