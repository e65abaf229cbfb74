"""Columns of the suite on Odoo's own tables: how rows get their value that were there before it was installed."""

from pathlib import Path

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, sql

from ..common_history import stored_fields, table_rows

#: Stored fields of the core that the suite computes or declares anew; their columns are there before it comes.
CORE_FIELDS = {
    ("account.move", "currency_id"), ("sale.order", "currency_id"), ("sale.order", "commitment_date"),
    ("sale.order", "margin"), ("sale.order", "margin_percent"),
    # what the firm notes on a customer is hidden from him
    ("res.partner", "comment"), ("res.partner", "trust"), ("res.partner", "sale_warn_msg"),
    ("res.partner", "picking_warn_msg"), ("res.partner", "purchase_warn_msg"),
}


@tagged("post_install", "-at_install")
class TestHistory(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stored = stored_fields(cls.env)

    def test_suite_makes_no_column_of_the_core_anew(self):
        """PRO-02: the suite's stored fields on core models bear its prefix,
        so that a column that is made is never one of the core.
        """
        others = {(model._name, field.name) for model, field in self.stored if not field.name.startswith("egg_")}
        self.assertLessEqual(others, CORE_FIELDS)

    def test_no_column_is_computed_on_rows_that_are_there(self):
        """PRO-02: a computed column of the suite on a core model is filled by SQL or left empty,
        never by Odoo's computation.
        """
        computed = [
            (model, field) for model, field in self.stored
            # a handful of rows
            if field.compute and field.name.startswith("egg_") and not field.related and model._name != "res.company"
        ]
        self.assertGreater(len(computed), 20)
        self.assertEqual([str(field) for model, field in computed if not hasattr(model, "_make_egg_columns")], [])

    def test_a_compute_shared_with_the_core_is_named(self):
        """PRO-02: where a column's computation writes a field of the core too,
        what old rows get is said, and no job runs it.
        """
        for model, field in self.stored:
            core = [other.name for other in model.pool.field_computed[field]
                    if not other.name.startswith("egg_")] if field.compute else []
            if core and field.name.startswith("egg_"):
                with self.subTest(field=str(field), computed_with=core):
                    self.assertIn(field.name, model._get_egg_history())
                    self.assertNotIn(field.name, model._get_egg_late_fields())

    def test_the_table_is_what_the_registry_says(self):
        """PRO-02: the decision's table names every column that the installed addons add to the core,
        with what old rows get.
        """
        page = Path(__file__).parents[3] / "docs/decisions/0034-columns-of-rows-of-before.md"
        suite = self.env["ir.module.module"].search([("name", "=like", "egg\\_%")])
        if not page.exists() or suite.filtered(lambda module: module.state != "installed"):
            self.skipTest("The page lists the whole suite.")
        lines = page.read_text().splitlines()
        self.assertEqual([row for row in table_rows(self.env) if row not in lines], [])

    def test_required_columns_have_a_value_for_all_rows(self):
        """PRO-02: a required column has a constant or an expression,
        so that no row keeps the installation from setting NOT NULL.
        """
        for model, field in self.stored:
            if field.required and field.name.startswith("egg_") and hasattr(model, "_make_egg_columns"):
                history = model._get_egg_history()
                with self.subTest(field=str(field)):
                    self.assertTrue(history.get(field.name) is not None or field.default)


@tagged("post_install", "-at_install")
class TestColumnsOfOldInvoices(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create({"name": "P1", "list_price": 80.0})
        cls.customer = cls.env["res.partner"].create({
            "name": "Client Alpha", "vat": "FR40303265045", "street": "1 rue Haute", "zip": "75001", "city": "Paris"})
        cls.invoice, cls.draft = cls.env["account.move"].create([{
            "move_type": "out_invoice", "partner_id": cls.customer.id, "invoice_date": "2026-01-15",
            "invoice_line_ids": [(0, 0, {"product_id": cls.product.id, "price_unit": 300.0, "tax_ids": [(5, 0, 0)]})],
        }] * 2)
        cls.invoice.action_post()
        cls.env.flush_all()

    def _make_again(self, model, *names):
        """Drop columns as before the installation, and let the model make them as at the installation."""
        self.env.flush_all()
        for name in names:
            self.env.cr.execute(SQL("ALTER TABLE %s DROP COLUMN %s CASCADE", SQL.identifier(model._table),
                                    SQL.identifier(name)))
        made = model._make_egg_columns()
        self.env.invalidate_all()
        return made

    def test_price_stays(self):
        """PRO-02: a price of 300 on an issued invoice stays, whatever the catalogue says,
        and is the price of the line's unit.
        """
        line = self.invoice.invoice_line_ids
        self.assertEqual(self._make_again(line, "egg_price_basis"), {"egg_price_basis"})
        self.assertEqual((line.price_unit, line.price_subtotal), (300.0, 300.0))
        self.assertEqual(line.egg_price_basis, f"{self.product.id},{line.product_uom_id.id}")

    def test_statuses_are_those_of_the_computation(self):
        """PRO-02: what SQL says of an old document is what the computation would say."""
        moves = self.invoice + self.draft
        expected = moves.mapped("egg_state")
        self._make_again(moves, "egg_state")
        self.assertEqual(moves.mapped("egg_state"), expected)

    def test_print_settings_are_a_new_documents(self):
        """PRO-02: an old document prints prices and payments,
        bears the customer's VAT number and no terms that it did not have.
        """
        names = ("egg_print_layout", "egg_print_unit_price", "egg_print_payments", "egg_partner_vat",
                 "egg_general_condition_id")
        self._make_again(self.invoice, *names)
        self.assertEqual([self.invoice[name] for name in names[:4]], ["classic", True, True, "FR40303265045"])
        self.assertFalse(self.invoice.egg_general_condition_id)

    def test_columns_keep_their_name_and_no_default(self):
        """PRO-02: a column given with its value has no default left in the database:
        rows to come are the model's business.
        """
        self._make_again(self.invoice, "egg_print_layout")
        self.env.cr.execute("SELECT column_default FROM information_schema.columns WHERE table_name = 'account_move' "
                            "AND column_name = 'egg_print_layout'")
        self.assertEqual(self.env.cr.fetchall(), [(None,)])
        self.assertTrue(sql.column_exists(self.env.cr, "account_move", "egg_print_layout"))

    def test_open_documents_are_completed_by_the_job(self):
        """PRO-02: the job gives a draft its address;
        an issued invoice and an address typed by hand stay as they are.
        """
        typed = self.draft.copy({"egg_billing_address": "By hand"})
        self.env.flush_all()
        self.env.cr.execute("UPDATE account_move SET egg_billing_address = NULL WHERE id IN %s",
                            [(self.invoice + self.draft)._ids])
        self.env.invalidate_all()
        last_id = 0
        while last_id is not False:
            last_id = self.env["account.move"]._complete_egg_history(last_id)
        self.assertIn("Client Alpha", self.draft.egg_billing_address)
        self.assertEqual(typed.egg_billing_address, "By hand")
        self.assertFalse(self.invoice.egg_billing_address)
