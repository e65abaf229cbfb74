from datetime import date, datetime

from freezegun import freeze_time
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ...core.kinds import Kind
from ..common import MoveCase


@tagged("post_install", "-at_install")
class TestLists(MoveCase):
    def test_each_template_is_taken_over_and_back(self):
        """MIG-01, MIG-02: the example of each template is taken over in the order of the lists, is there already when
        it comes again, and is taken back in the other order.
        """
        kinds = dict(self.env["egg.move.in"]._get_kinds())
        done = []
        self.patch(Kind, "is_example", lambda _kind, _cells: False)
        for kind in kinds:
            blank = self.env["egg.move.in"].with_user(self.keeper).create({"kind": kind})
            filled = blank.create({"kind": kind, "file": blank.template_xlsx})
            filled.action_check()
            filled.action_load()
            self.assertEqual(set(self.states(filled)), {"done"}, (kind, filled.line_ids.mapped("words")))
            again = blank.create({"kind": kind, "file": blank.template_csv})
            again.action_check()
            self.assertLessEqual(set(self.states(again)), {"there", "update", "done"}, kind)
            done.append(filled)
        for filled in reversed(done):
            filled.action_undo()
            self.assertEqual((filled.kind, filled.state), (filled.kind, "undone"), filled.line_ids.mapped("words"))

    def test_products(self):
        """MIG-01: prices, VAT and the third-party tax with its own VAT."""
        found = self.take("product", "Réf.;Désignation;PU HT;TVA;Éco-participation;Montant de la taxe;Type\n"
                                     "P1;Lampe;49,90;20;DEEE;0,50;bien\nP2;Conseil;100;20;;;service\n"
                                     "P3;Zut;1;33;;;\n")
        self.assertEqual(self.states(found), ["done", "done", "error"])
        lamp = self.env["product.template"].search([("default_code", "=", "P1")])
        self.assertEqual((lamp.list_price, lamp.taxes_id.amount, lamp.type), (49.9, 20, "consu"))
        self.assertEqual((lamp.egg_third_party_tax_ids.name, lamp.egg_third_party_tax_ids.amount), ("DEEE", 0.5))
        self.assertEqual(self.states(self.check("product", "Réf.;Désignation\nP1;Lampe\n")), ["there"])

    def test_conditions(self):
        """MIG-01: an instalment a line; parts that do not make 100 % are said to be."""
        found = self.take("condition", "Condition;%;Jours;Fin de mois;Acompte\nA;30;;;oui\nA;70;30;oui;\nB;50;;;\n")
        self.assertEqual(self.states(found), ["done", "done", "error"])
        condition = self.env["egg.payment.condition"].search([("name", "=", "A")])
        self.assertEqual([(line.percent, line.rule, line.kind) for line in condition.line_ids],
                         [(30, "receipt", "deposit"), (70, "days_end_of_month", "payment")])

    def test_quotes_and_orders(self):
        """MIG-01: under their old numbers, lines and prices as they were; an order is one, alone."""
        if "order" not in dict(self.env["egg.move.in"]._get_kinds()):
            self.skipTest("needs egg_sales")
        self.take("partner", "Code;Nom\nC1;Durand\n")
        self.take("product", "Réf.;Désignation;PU HT\nP1;Lampe;49,90\n")
        found = self.take("order", "N°;Type;Client;Date;Code produit;Désignation;Qté;PU HT;TVA\n"
                                   "DV-7;devis;C1;12/11/2026;P1;Lampe;2;49,90;20\n"
                                   "DV-7;devis;C1;12/11/2026;;Pose;1;80;20\n"
                                   "CC-9;commande;C1;30/10/2026;P1;Lampe;3;10;20\n"
                                   "CC-8;commande;C1;30/10/2026;;Lampe;3;10;20\n")
        self.assertEqual(self.states(found), ["done", "done", "done", "error"], found.line_ids.mapped("words"))
        quote = self.env["sale.order"].search([("name", "=", "DV-7")])
        self.assertEqual((quote.egg_kind, quote.state, quote.amount_untaxed), ("quote", "draft", 179.8))
        order = self.env["sale.order"].search([("name", "=", "CC-9")])
        self.assertEqual((order.egg_kind, order.state, order.date_order.date()), ("order", "sale", date(2026, 10, 30)))
        self.assertFalse(order.egg_parent_id)
        invoice = order._create_invoices()
        with self.assertRaisesRegex(UserError, "CC-9"):
            found.action_undo()
        invoice.unlink()
        found.action_undo()
        self.assertFalse((quote | order).exists())

    def test_events_and_tasks(self):
        """MIG-01: at the hour of the person, with its customer; nobody is invited anew."""
        if "event" not in dict(self.env["egg.move.in"]._get_kinds()):
            self.skipTest("needs egg_agenda")
        self.keeper.tz = "Europe/Paris"
        self.take("partner", "Code;Nom\nC1;Durand\n")
        mails = self.env["mail.mail"].search_count([])
        self.take("event", "Objet;Date;Heure;Code client\nVisite;03/12/2026;14h30;C1\n")
        event = self.env["calendar.event"].search([("name", "=", "Visite")])
        self.assertEqual((event.start, event.egg_customer_id.name, event.user_id),
                         (datetime(2026, 12, 3, 13, 30), "Durand", self.keeper))
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.take("task", "Tâche;Échéance;Code client\nRappeler;03/12/2026;C1\n")
        self.assertEqual(self.env["egg.task"].search([("name", "=", "Rappeler")]).due_date, date(2026, 12, 3))

    def test_numbers_go_on(self):
        """MIG-03: after the last number of the tool used before comes the next one here, each year anew where
        the year stands in it; nothing of a series that is in use.
        """
        rows = "Document;Dernier numéro\nFacture;F-2026-0142\nZut;3\nRUM;RUM-x\n"
        found = self.take("number", rows)
        self.assertEqual(self.states(found), ["done", "error", "error"], found.line_ids.mapped("words"))
        self.assertIn("F-2026-0143", self.line(found, 2).words)
        self.assertEqual(self.states(self.check("number", rows)), ["there", "error", "error"])
        first = self.invoice("2026-11-24")
        with self.assertRaisesRegex(UserError, "issued"):
            found.action_undo()
        self.assertEqual([first.name, self.invoice("2026-11-24").name, self.invoice("2027-01-04").name],
                         ["F-2026-0143", "F-2026-0144", "F-2027-0001"])
        late = self.check("number", "Document;Dernier numéro\nFacture;G-7\n")
        self.assertEqual(self.states(late), ["error"])

    def test_numbers_of_quotes_go_on(self):
        """MIG-03: quotes and orders too, and as they were when it is taken back."""
        if "order" not in dict(self.env["egg.move.in"]._get_kinds()):
            self.skipTest("needs egg_sales")
        self.company.egg_own_numbers = True
        was = self.company._get_egg_next_numbers()
        rows = "Document;Dernier numéro\nDevis;DV-2026-0077\nCommande;C00099\n"
        found = self.take("number", rows)
        self.assertEqual(self.company._get_egg_next_numbers(), ("DV-2026-0078", "C00100"))
        self.assertEqual(self.states(self.check("number", rows)), ["there", "there"])
        found.action_undo()
        self.assertEqual((found.state, self.company._get_egg_next_numbers()), ("undone", was))
        self.take("number", rows)
        partner = self.env["res.partner"].create({"name": "Durand"})
        quote = self.env["sale.order"].sudo().create({"partner_id": partner.id})
        self.assertEqual(quote.name, "DV-2026-0078")

    def test_a_longer_list_costs_no_more_a_line(self):
        """MIG-07: each line more asks the database the same few questions, whatever the length of the list; the times
        of 25,000 lines are told by `make bench B=move_in`.
        """
        sizes, queries = (20, 60, 100), []
        for size in sizes:
            rows = [f"L{size}-{number};Produit {number};1,90;20" for number in range(size)]
            before = self.env.cr.sql_log_count
            move_in = self.take("product", "\n".join(["Référence;Désignation;Prix HT;TVA", *rows]))
            self.assertEqual(move_in.loaded_count, size)
            queries.append(self.env.cr.sql_log_count - before)
        first, second = ((more - less) / 40 for less, more in zip(queries, queries[1:], strict=False))
        self.assertLess(max(first, second), 8)
        self.assertLess(second, first + 1)

    def invoice(self, day):
        """An invoice issued on this day."""
        with freeze_time(f"{day} 10:00:00"):
            move = self.env["account.move"].create({
                "move_type": "out_invoice", "partner_id": self.partner_a.id, "invoice_date": day,
                "invoice_line_ids": [Command.create({"name": "x", "price_unit": 5, "tax_ids": []})]})
            move.action_post()
        return move
