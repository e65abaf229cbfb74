import base64

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..common import EggSalesCase


@tagged("post_install", "-at_install")
class TestLines(EggSalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.month, cls.year = cls.env.ref("egg_billing.uom_month"), cls.env.ref("egg_billing.uom_year")
        cls.service = cls._product("Hosting", 10.0, cls.vat_20, uom_id=cls.month.id)
        cls.env.user.group_ids += cls.env.ref("uom.group_uom")

    def _documents(self, lines=None):
        return (self.make_order(lines), "order_line"), (self.make_invoice(lines), "invoice_line_ids")

    def _names(self, document, field):
        return document[field].sorted(lambda line: (line.sequence, line.id)).mapped("product_id.name")

    # Positions ------------------------------------------------------------

    def test_order_of_lines(self):
        """LIN-05: swapped lines keep the new order."""
        for document, field in self._documents():
            first, second = document[field].sorted(lambda line: (line.sequence, line.id))
            document.write({field: [Command.update(first.id, {"sequence": 20}),
                                    Command.update(second.id, {"sequence": 10})]})
            self.assertEqual(self._names(document, field), ["P2", "P1"])

    def test_frozen_position(self):
        """LIN-06: a line frozen at 2 stays there when others are re-sorted,
        inserted or removed, on orders and invoices.
        """
        p3 = self._product("P3", 1.0, self.vat_20)
        for document, field in self._documents([(self.p1, 1), (self.p2, 1), (p3, 1)]):
            with self.subTest(document=document._name):
                one, two, three = document[field].sorted(lambda line: (line.sequence, line.id))
                two.egg_position_frozen = True
                self.assertEqual(two.egg_frozen_rank, 2)
                document.write({field: [
                    Command.update(three.id, {"sequence": 1}), Command.update(one.id, {"sequence": 2}),
                    Command.update(two.id, {"sequence": 3}),
                ]})
                self.assertEqual(self._names(document, field), ["P3", "P2", "P1"])
                document.write({field: [Command.create({"product_id": self.service.id, "sequence": 0})]})
                self.assertEqual(self._names(document, field), ["Hosting", "P2", "P3", "P1"])
                three.unlink()
                self.assertEqual(self._names(document, field), ["Hosting", "P2", "P1"])
                two.egg_position_frozen = False
                self.assertEqual(two.egg_frozen_rank, 0)
                two.sequence = 100
                self.assertEqual(self._names(document, field), ["Hosting", "P1", "P2"])

    def test_frozen_position_follows_the_chain(self):
        """LIN-06: the invoice of an order keeps the frozen line at its rank."""
        order = self.make_order()
        order.order_line[1].egg_position_frozen = True
        order.action_confirm()
        line = order._create_invoices().invoice_line_ids.filtered(lambda line: line.product_id == self.p2)
        self.assertTrue(line.egg_position_frozen)
        self.assertEqual(line.egg_frozen_rank, 2)

    # Comments -------------------------------------------------------------

    def test_text_without_product_is_a_comment(self):
        """LIN-04: a text without product is a comment line; totals do not move."""
        order = self.make_order()
        order.order_line = [Command.create({"name": "Delivered on site"})]
        comment = order.order_line.filtered(lambda line: line.name == "Delivered on site")
        self.assertEqual(comment.display_type, "line_note")
        self.assertFalse(comment.price_subtotal)
        self.assertTotals(order, 1500.0, 250.0, 1750.0)
        order.action_confirm()
        move = order._create_invoices()
        self.assertIn("Delivered on site", move.invoice_line_ids.mapped("name"))
        self.assertTotals(move, 1500.0, 250.0, 1750.0)

    # Availability ---------------------------------------------------------

    def test_availability_in_days(self):
        """LIN-07: "10 days" plans the line 10 days after the document's date;
        the order is delivered with its latest line.
        """
        order = self.make_order()
        order.order_line[0].egg_availability_days = 10
        self.assertEqual(order.order_line[0].egg_planned_date, fields.Date.to_date("2026-01-25"))
        order.order_line[1].egg_planned_date = "2026-02-10"
        self.assertEqual(order.commitment_date.date(), fields.Date.to_date("2026-02-10"))
        order.date_order = "2026-02-05 10:00:00"
        self.assertEqual(order.order_line[0].egg_planned_date, fields.Date.to_date("2026-02-15"))
        self.assertEqual(order.commitment_date.date(), fields.Date.to_date("2026-02-15"))
        with self.assertRaises(ValidationError):
            order.order_line[0].egg_availability_days = -1

    def test_delivery_date_without_availability_is_free(self):
        """LIN-07: a delivery date typed by hand stays when no line says when it is available."""
        order = self.make_order(commitment_date="2026-03-01 08:00:00")
        order.order_line = [Command.create({"product_id": self.service.id})]
        self.assertEqual(order.commitment_date, fields.Datetime.to_datetime("2026-03-01 08:00:00"))

    # Units ----------------------------------------------------------------

    def test_month_to_year(self):
        """LIN-08: 10.00 a month is 120.00 a year, for the catalogue's price and for one typed by hand, and back."""
        for document, field in self._documents([(self.service, 1)]):
            with self.subTest(document=document._name):
                line = document[field]
                line.product_uom_id = self.year
                self.assertEqual(line.price_subtotal, 120.0)
                line.price_unit = 96.0
                line.product_uom_id = self.month
                self.assertEqual(line.price_unit, 8.0)
                line.write({"product_uom_id": self.year.id, "price_unit": 90.0})
                self.assertEqual(line.price_unit, 90.0)
                line.product_uom_id = self.month
                self.assertEqual(line.price_unit, 7.5)

    def test_unit_of_a_new_line_with_its_price(self):
        """LIN-08: a line made with a price of its own is converted too; an unrelated unit converts nothing."""
        values = {"product_id": self.service.id, "price_unit": 12.0}
        for document, field in self._documents([values]):
            line = document[field]
            line.product_uom_id = self.year
            self.assertEqual(line.price_unit, 144.0)

    def test_unit_in_the_form(self):
        """LIN-08: the price follows the unit before anything is saved, as often as the unit is changed."""
        with Form(self.env["sale.order"]) as form:
            form.partner_id = self.customer
            with form.order_line.new() as line:
                line.product_id = self.service
                line.price_unit = 12.0
                line.product_uom_id = self.year
                self.assertEqual(line.price_unit, 144.0)
                line.product_uom_id = self.month
                self.assertEqual(line.price_unit, 12.0)
                line.product_uom_id = self.year
        self.assertEqual(form.record.order_line.price_subtotal, 144.0)

    # Synchronisation ------------------------------------------------------

    def _sync(self, document):
        return self.env["egg.line.sync"].browse(document.action_egg_synchronise()["res_id"])

    def test_synchronise(self):
        """LIN-14: ticked lines take the catalogue's price, label and taxes;
        line discounts stay; nothing changes before.
        """
        for document, field in self._documents():
            with self.subTest(document=document._name):
                self.p1.list_price, self.p2.list_price = 1000.0, 500.0
                one, two = document[field]
                one.discount = 5.0
                self.assertFalse(self._sync(document).line_ids)
                self.p1.write({"list_price": 1100.0, "taxes_id": [Command.set(self.vat_10.ids)],
                               "description_sale": "New comment"})
                self.p2.list_price = 600.0
                wizard = self._sync(document)
                self.assertEqual(wizard.line_ids.mapped("new_price"), [1100.0, 600.0])
                self.assertEqual(wizard.line_ids.mapped("old_price"), [1000.0, 500.0])
                self.assertEqual(wizard.line_ids[0].new_tax_ids, self.vat_10)
                self.assertEqual(one.price_unit, 1000.0)
                wizard.line_ids[1].apply = False
                wizard.action_apply()
                self.assertEqual((one.price_unit, one.discount, one.tax_ids), (1100.0, 5.0, self.vat_10))
                self.assertIn("New comment", one.name)
                self.assertEqual(two.price_unit, 500.0)
                self.p1.write({"taxes_id": [Command.set(self.vat_20.ids)], "description_sale": False})

    def test_synchronise_refused_when_posted_or_locked(self):
        """LIN-14: posted invoices, locked and invoiced orders refuse."""
        move = self.make_invoice()
        self.p1.list_price = 1100.0
        wizard = self._sync(move)
        move.action_post()
        with self.assertRaisesRegex(UserError, "no longer be synchronised"):
            wizard.action_apply()
        with self.assertRaises(UserError):
            move.action_egg_synchronise()
        order = self.make_order()
        order.locked = True
        with self.assertRaises(UserError):
            order.action_egg_synchronise()

    def test_synchronise_needs_the_right_to_write(self):
        """LIN-14: a user who may not change the invoice can neither preview nor apply."""
        move = self.make_invoice()
        user = new_test_user(self.env, "reader", "account.group_account_readonly")
        with self.assertRaises(AccessError):
            move.with_user(user).action_egg_synchronise()

    # List -----------------------------------------------------------------

    def test_delete_and_edit_lines_of_a_draft(self):
        """LIN-12: on a draft lines are edited and deleted."""
        for document, field in self._documents():
            document.write({field: [Command.delete(document[field][1].id),
                                    Command.update(document[field][0].id, {"name": "Edited"})]})
            self.assertEqual(document[field].mapped("name"), ["Edited"])

    def test_search_by_code(self):
        """LIN-02: a product is found by name or code, and fills price, VAT, unit and text."""
        self.p1.default_code = "REF-42"
        for text in ("REF-42", "P1"):
            self.assertIn(self.p1.id, [found[0] for found in self.env["product.product"].name_search(text)])
        with Form(self.env["sale.order"]) as form:
            form.partner_id = self.customer
            with form.order_line.new() as line:
                line.product_id = self.p1
                self.assertEqual((line.price_unit, line.product_uom_id, line.tax_ids[:]),
                                 (1000.0, self.p1.uom_id, self.vat_20))
                self.assertIn("P1", line.name)

    def test_page_break_flags(self):
        """LIN-09, LIN-10: both page breaks are kept by the line and go to the invoice."""
        order = self.make_order()
        order.order_line[0].egg_page_break_after = True
        order.order_line[1].action_egg_toggle_page_break()
        order.action_confirm()
        lines = order._create_invoices().invoice_line_ids
        self.assertEqual(lines.mapped("egg_page_break_after"), [True, False])
        self.assertEqual(lines.mapped("egg_page_break_before"), [False, True])


@tagged("post_install", "-at_install")
class TestLock(EggSalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(cls.env, "biller", "account.group_account_manager")

    def test_no_way_around_the_lock(self):
        """INV-09, INV-07: neither a bare state, nor context keys, nor added,
        moved or deleted lines open an issued invoice.
        """
        move = self.make_invoice(post=True).with_user(self.user)
        force = move.with_context(force_delete=True, skip_readonly_check=True)
        line = force.invoice_line_ids[0]
        other = self.make_invoice()
        for attempt in (
            lambda: move.write({"state": "draft"}),
            lambda: move.write({"state": "cancel"}),
            lambda: move.button_cancel(),
            lambda: force.unlink(),
            lambda: line.unlink(),
            lambda: force.write({"invoice_line_ids": [Command.delete(line.id)]}),
            lambda: force.write({"invoice_line_ids": [Command.update(line.id, {"name": "x"})]}),
            lambda: line.write({"sequence": 99}),
            lambda: line.write(
                {"account_id": self.env["account.account"].search([("account_type", "=", "income")], limit=2)[-1].id}),
            lambda: other.invoice_line_ids[0].write({"move_id": move.id}),
            lambda: self.env["account.move.line"].with_user(self.user).create(
                {"move_id": move.id, "name": "x", "display_type": "line_note"}
            ),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                attempt()
        self.assertEqual(move.state, "posted")
        self.assertTotals(move, 1500.0, 250.0, 1750.0)

    def test_import_is_locked_too(self):
        """INV-07: an import cannot change an issued invoice."""
        move = self.make_invoice(post=True)
        self.env["ir.model.data"].create({"module": "egg_test", "name": "posted", "model": "account.move",
                                          "res_id": move.id})
        result = self.env["account.move"].with_user(self.user).load(["id", "ref"], [["egg_test.posted", "changed"]])
        self.assertFalse(result["ids"])
        self.assertIn("locked", result["messages"][0]["message"])

    def test_native_flows_go_on(self):
        """INV-07: sending, chatter, activities, followers, reconciling and un-reconciling work on an issued invoice."""
        move = self.make_invoice(post=True).with_user(self.user)
        move.message_post(body="hello")
        move.activity_schedule("mail.mail_activity_data_todo", summary="call")
        move.message_subscribe(self.contact.ids)
        self.env["account.payment.register"].with_user(self.user).with_context(
            active_model="account.move", active_ids=move.ids
        ).create({})._create_payments()
        self.assertIn(move.payment_state, ("paid", "in_payment"))
        move.line_ids.remove_move_reconcile()
        self.assertEqual(move.payment_state, "not_paid")
        self.env["account.move.send"].with_user(self.user)._generate_and_send_invoices(move, sending_methods=["manual"])
        self.assertTrue(move.is_move_sent)
        credit = self.env["account.move.reversal"].with_user(self.user).with_context(
            active_model="account.move", active_ids=move.ids
        ).create({"journal_id": move.journal_id.id, "reason": "wrong"})
        credit.refund_moves()
        self.assertEqual(credit.new_move_ids.amount_total, 1750.0)

    def test_the_button_is_the_only_way_to_issue(self):
        """SEC-05: billing makes an entry with a PDF of its own, turns it into an invoice and writes it posted: refused,
        with a wished number or without; the button issues it, and the PDF is made then.
        """
        draft = self.make_invoice().with_user(self.user)
        for values in ({"state": "posted"}, {"name": "INV/2026/09000", "state": "posted"}):
            with self.assertRaisesRegex(UserError, "Confirm"):
                draft.write(values)
        entry = self.env["account.move"].with_user(self.user).create({"move_type": "entry"})
        entry.write({"invoice_pdf_report_file": base64.b64encode(b"%PDF-1.4 FORGED")})
        journal = self.make_invoice().journal_id
        entry.write({"move_type": "out_invoice", "journal_id": journal.id, "partner_id": self.customer.id,
                     "invoice_line_ids": [Command.create({"name": "x", "price_unit": 10.0})]})
        with self.assertRaisesRegex(UserError, "Confirm"):
            entry.write({"state": "posted"})
        entry.action_post()
        self.assertFalse(entry.invoice_pdf_report_file)

    def test_confirming_without_a_customer(self):
        """LAW-05: the core's own sentence, no traceback."""
        move = self.env["account.move"].create({
            "move_type": "out_invoice", "invoice_line_ids": [Command.create({"name": "x", "price_unit": 10.0})]})
        with self.assertRaisesRegex(UserError, "[Cc]ustomer"):
            move.with_context(disable_abnormal_invoice_detection=False).action_post()

    def test_only_sales_documents_are_locked(self):
        """INV-09: supplier bills and plain entries keep the way back to draft."""
        bill = self.env["account.move"].create({
            "move_type": "in_invoice", "partner_id": self.customer.id, "invoice_date": "2026-01-15",
            "invoice_line_ids": [Command.create({"name": "x", "price_unit": 10.0})],
        })
        bill.action_post()
        bill.button_draft()
        self.assertEqual(bill.state, "draft")

    def test_lock_default_depends_on_the_country(self):
        """INV-09: the lock is on by default for French companies only."""
        french, belgian = self.env["res.company"].create([
            {"name": "FR", "country_id": self.env.ref("base.fr").id},
            {"name": "BE", "country_id": self.env.ref("base.be").id},
        ])
        self.assertEqual((french.egg_lock_issued, belgian.egg_lock_issued), (True, False))
