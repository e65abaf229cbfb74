import base64

from odoo.exceptions import UserError
from odoo.tests import tagged
from psycopg2.errors import SerializationFailure

from ..common import MoveCase

CUSTOMERS = """Code client;Nom;Contact de (code client);Ville;E-mail
C1;S.A.R.L. Dupont & Fils;;Paris;a@dupont.example
C2;Dupont et fils;;Paris;b@dupont.example
C3;DUPONT FILS SARL;;;
C4;Martin;;Lyon;
;Jean Martin;C4;;jean@martin.example
;;;Nulle part;
C4;Martin;;Lyon;
"""


@tagged("post_install", "-at_install")
class TestMove(MoveCase):
    def partners(self):
        return self.env["res.partner"].search([("name", "ilike", "dupont")])

    def test_dry_run_says_all_and_makes_nothing(self):
        """MIG-02, MIG-06: created, doubtful, missing, double: in words, line by line, without a trace; the report is
        downloaded.
        """
        before = self.env["res.partner"].search_count([])
        found = self.check("partner", CUSTOMERS)
        self.assertEqual(self.states(found), ["create", "doubt", "doubt", "create", "create", "error", "error"])
        self.assertIn("line 2", self.line(found, 3).words)
        self.assertIn("is missing", self.line(found, 7).words)
        self.assertIn("twice", self.line(found, 8).words)
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        report = base64.b64decode(found.report).decode("utf-8-sig")
        self.assertEqual(len(report.splitlines()), 8)
        self.assertIn("Perhaps the same", report)
        self.assertTrue(found.action_report()["url"].startswith(f"/web/content/egg.move.in/{found.id}/report"))

    def test_three_spellings_are_one_customer(self):
        """MIG-06: a person says which are the same: one customer, known by all three codes."""
        found = self.check("partner", CUSTOMERS)
        self.line(found, 3).action_same()
        self.line(found, 4).action_apart()
        found.action_load()
        self.assertEqual(len(self.partners()), 2)
        self.assertEqual(self.line(found, 3).res_id, self.line(found, 2).res_id)
        contact = self.env["res.partner"].browse(self.line(found, 6).res_id)
        self.assertEqual(contact.parent_id.name, "Martin")
        items = self.check("opening", "N°;Client;Date;Reste dû\nF1;C2;25/04/2026;10\nF2;C1;25/04/2026;10\n")
        items.action_load()
        moves = self.env["account.move"].search([("egg_former_number", "in", ("F1", "F2"))])
        self.assertEqual(len(moves.partner_id), 1)

    def test_again_changes_nothing(self):
        """MIG-02: the same file once more makes no second customer; what was filled in since stays."""
        self.take("partner", "Code;Nom;Ville\nC1;Durand;\nC2;Petit;Lyon\n")
        durand = self.env["res.partner"].search([("ref", "=", "C1")])
        durand.phone = "01"
        again = self.take("partner", "Code;Nom;Ville;Tél\nC1;Durand SA;Nice;02\nC2;Petit;Lyon;\n")
        self.assertEqual(self.states(again), ["done", "done"])
        self.assertEqual(len(self.env["res.partner"].search([("ref", "in", ("C1", "C2"))])), 2)
        self.assertEqual((durand.name, durand.city, durand.phone), ("Durand", "Nice", "01"))
        again.action_undo()
        self.assertFalse(durand.city)
        self.assertTrue(durand.exists())

    def test_a_bad_line_is_mended_alone(self):
        """MIG-02: it stops nothing, is corrected in a window and taken over alone."""
        found = self.take("partner", "Code;Nom;Ville\nC1;Durand;Nice\nC2;;Lyon\n")
        self.assertEqual((found.state, self.states(found)), ("done", ["done", "error"]))
        action = self.line(found, 3).action_mend()
        window = self.env["egg.move.in.mend"].with_user(self.keeper).with_context(action["context"]).create({})
        window.cell_ids.filtered(lambda cell: cell.name == "name").value = "Petit"
        window.action_load()
        self.assertEqual(self.states(found), ["done", "done"])
        self.assertEqual(self.env["res.partner"].search([("ref", "=", "C2")]).name, "Petit")

    def test_what_the_database_refuses_stops_nothing(self):
        """MIG-02: what only turns out while it is made is said on its line; the others are made."""
        found = self.check("partner", "Code;Nom\nC1;Durand\nC2;Petit\nC3;Grand\n")
        create = type(self.env["res.partner"]).create

        def refuse(model, vals_list):
            if any(values.get("ref") == "C2" for values in vals_list):
                raise UserError("no room")
            return create(model, vals_list)

        self.patch(type(self.env["res.partner"]), "create", refuse)
        found.action_load()
        self.assertEqual(self.states(found), ["done", "error", "done"])
        self.assertEqual(self.line(found, 3).words, "no room")

    def test_take_back(self):
        """MIG-02: all of an import is taken back, unless something was built on it: then nothing, and it says what."""
        customers = self.take("partner", "Code;Nom\nC1;Durand\nC2;Petit\n")
        items = self.take("opening", "N°;Client;Date;Reste dû\nF1;C1;25/04/2026;10\n")
        with self.assertRaisesRegex(UserError, "Durand"):
            customers.action_undo()
        self.assertEqual(len(self.env["res.partner"].search([("ref", "in", ("C1", "C2"))])), 2)
        items.action_undo()
        self.assertEqual((items.state, self.states(items)), ("undone", ["undone"]))
        self.assertFalse(self.env["account.move"].search([("egg_former_number", "=", "F1")]))
        customers.action_undo()
        self.assertFalse(self.env["res.partner"].search([("ref", "in", ("C1", "C2"))]))
        again = self.take("partner", "Code;Nom\nC1;Durand\n")
        self.assertEqual(self.states(again), ["done"])

    def test_taken_back_whole_or_not_at_all(self):
        """MIG-02: an account, a contact or a message since holds all customers of the list; it is said in words."""
        found = self.take("partner", "Code;Nom;Contact de\nC1;Durand;\nC2;Petit;\nC3;Anne;C1\n")
        bank = self.take("bank", "Client;IBAN\nC2;FR7630006000011234567890189\n")
        with self.assertRaisesRegex(UserError, "Petit.*Bank"):
            found.action_undo()
        bank.action_undo()
        durand = self.env["res.partner"].search([("ref", "=", "C1")])
        contact = durand.create({"name": "Since", "parent_id": durand.id})
        with self.assertRaisesRegex(UserError, "Durand.*contact"):
            found.action_undo()
        contact.unlink()
        self.assertEqual(len(self.env["res.partner"].search([("ref", "in", ("C1", "C2", "C3"))])), 3)
        found.action_undo()
        self.assertFalse(self.env["res.partner"].search([("ref", "in", ("C1", "C2", "C3"))]))

    def test_what_was_corrected_since_stays(self):
        """MIG-02: taking back empties what it filled in, not what somebody wrote there since."""
        self.take("partner", "Code;Nom\nC1;Durand\n")
        again = self.take("partner", "Code;Nom;Ville;Pays;Tél\nC1;Durand;Nice;France;01\n")
        durand = self.env["res.partner"].search([("ref", "=", "C1")])
        durand.city = "Lyon"
        again.action_undo()
        self.assertEqual((durand.city, durand.country_id.code, durand.phone), ("Lyon", False, False))

    def test_an_account_of_two_customers(self):
        """MIG-06: an IBAN twice is asked about, in the accounts and in the mandates; it is never "the same"."""
        iban = "FR7630006000011234567890189"
        self.take("partner", "Code;Nom\nC1;Durand\nC2;Petit\n")
        bank = self.check("bank", f"Client;IBAN\nC1;{iban}\nC2;{iban}\n")
        self.assertEqual(self.states(bank), ["create", "doubt"])
        with self.assertRaises(UserError):
            self.line(bank, 3).action_same()
        self.line(bank, 3).action_apart()
        bank.action_load()
        self.assertEqual(self.states(bank), ["done", "done"])
        if "egg.debit.mandate" not in self.env:
            return
        self.company.egg_debit_creditor_identifier = "FR72ZZZ123456"
        other = "FR1420041010050500013M02606"
        found = self.check("mandate", "Code client;IBAN;RUM;Date de signature;Dernier prélèvement\n"
                                      f"C1;{other};M1;15/03/2019;05/10/2026\nC2;{other};M2;15/03/2019;05/10/2026\n")
        self.assertEqual(self.states(found), ["create", "doubt"])
        found.line_ids.filtered(lambda line: line.state == "doubt").action_apart()
        found.action_load()
        self.assertEqual(self.states(found), ["done", "done"])
        accounts = self.env["res.partner.bank"].search([("sanitized_acc_number", "=", other)])
        self.assertEqual(len(accounts), 2)
        found.action_undo()
        self.assertEqual((self.states(found), accounts.exists()), (["undone"] * 2, accounts.browse()))

    def test_a_race_is_no_fault_of_a_line(self):
        """MIG-02: what somebody else takes over at once is begun anew, not noted as an error of each line."""
        found = self.check("partner", "Code;Nom\nC1;Durand\n")

        def race(*_args, **_values):
            raise SerializationFailure()

        self.patch(type(self.env["egg.move.in.loader.partner"]), "_load", race)
        with self.assertRaises(SerializationFailure), self.env.cr.savepoint():
            found.action_load()
        self.assertEqual(self.states(found), ["create"])
