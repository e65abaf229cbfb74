import base64

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import MoveCase


@tagged("post_install", "-at_install")
class TestFiles(MoveCase):
    def test_templates(self):
        """MIG-01: a template for each list that can be taken over here, as CSV and XLSX; filled in, it is read."""
        kinds = dict(self.env["egg.move.in"]._get_kinds())
        self.assertLessEqual({"partner", "bank", "opening"}, set(kinds))
        for kind in kinds:
            blank = self.env["egg.move.in"].with_user(self.keeper).create({"kind": kind})
            for content in (blank.template_csv, blank.template_xlsx):
                filled = blank.create({"kind": kind, "file": content})
                filled.action_read()
                filled._check_columns()
                self.assertFalse(filled.column_ids.filtered(lambda one: not one.field_id))

    def test_headings_are_remembered(self):
        """MIG-01: what a person says of a heading holds for the next file with it."""
        content = base64.b64encode(b"Zorglub;Ville\nDurand;Nice\n")
        first = self.env["egg.move.in"].with_user(self.keeper).create({"kind": "partner", "file": content})
        first.action_read()
        with self.assertRaises(UserError):
            first.action_check()
        name = self.env["egg.move.in.field"]._get_field("partner", "name")
        first.column_ids[0].field_id = name
        first.action_check()
        self.assertEqual(self.states(first), ["create"])
        second = first.create({"kind": "partner", "file": content})
        second.action_read()
        self.assertEqual(second.column_ids[0].field_id, name)

    def test_odd_file(self):
        """MIG-06: Windows-1252, semicolons, decimal commas, American dates: read as meant, and said."""
        self.take("partner", "Code client;Nom\nC1;Société Müller\n".encode("cp1252"))
        self.assertTrue(self.env["res.partner"].search([("name", "=", "Société Müller"), ("ref", "=", "C1")]))
        found = self.check("opening", "N°;Client;Date;Échéance;Reste dû\nA1;C1;03/04/2026;12/25/2026;1.234,56\n"
                                      "A2;C1;02/31/2026;03/01/2026;10,00\n".encode("cp1252"))
        first, second = found.line_ids.sorted("number")
        self.assertEqual((first.cells["invoiced"], first.cells["rest"]), ("2026-03-04", "1234.56"))
        self.assertEqual(second.state, "error")
        self.assertIn("02/31/2026", second.words)

    def test_dates_that_say_nothing(self):
        """MIG-06: dates that can be read in two ways are said to be; the person chooses, and checks again."""
        self.take("partner", "Code;Nom\nC1;Durand\n")
        found = self.check("opening", "N°;Client;Date;Reste dû\nA1;C1;03/04/2026;10\n")
        self.assertIn("03/04/2026", found.notes)
        self.assertEqual(found.line_ids.cells["invoiced"], "2026-04-03")
        found.date_order = "mdy"
        found.action_check()
        self.assertEqual(found.line_ids.cells["invoiced"], "2026-03-04")
        self.assertFalse(found.notes)

    def test_long_file(self):
        """MIG-06: a long file is read in the background, each line once, also when it is cut in the middle."""
        rows = "".join(f"C{number};Client numéro {number}\n" for number in range(2500))
        found = self.check("partner", f"Code client;Nom\n{rows}")
        self.assertEqual((found.state, found.work_done, found.ready_count), ("checked", 2500, 2500))
        found.sudo().write({"state": "reading", "work_done": 1000})
        self.env.cr.execute("DELETE FROM egg_move_in_line WHERE import_id = %s AND number > 1001", [found.id])
        self.env.invalidate_all()
        self.run_background()
        self.assertEqual((found.state, found.work_done, found.ready_count), ("checked", 2500, 2500))

    def test_what_spreadsheets_do(self):
        """MIG-06: zeros that were eaten, days as numbers, percentages as shares, the example line, headings alone."""
        blank = self.env["egg.move.in"].with_user(self.keeper).create({"kind": "partner"})
        lines = base64.b64decode(blank.template_csv).decode("utf-8-sig")
        lines += "C0001;Vrai;;;;;1000;Bourg;;;474223344;;;\r\n"
        found = self.take("partner", lines.encode())
        self.assertEqual(self.states(found), ["left", "done"], found.line_ids.mapped("words"))
        partner = self.env["res.partner"].search([("ref", "=", "C0001")])
        self.assertEqual((partner.name, partner.zip, partner.phone), ("Vrai", "01000", "0474223344"))
        items = self.check("opening", "N°;Client;Date;Reste dû\nA1;C0001;45000;10\nA2;VRAI SARL;45000;10\n")
        self.assertEqual(items.line_ids[0].cells["invoiced"], "2023-03-15")
        self.assertIn("Taken for the customer", self.line(items, 3).words)
        self.assertEqual(self.states(self.check("product", "Réf.;Désignation;TVA\nP1;Vis;0,2\n")), ["create"])
        blank = self.check("partner", "Code;Nom\n")
        self.assertEqual((blank.state, blank.notes), ("mapped", "This file holds no line."))
