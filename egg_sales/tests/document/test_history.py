"""Quotes and orders that were there before the suite: what they are, and what their numbers may do."""

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, mute_logger
from psycopg2.errors import UniqueViolation


@tagged("post_install", "-at_install")
class TestOldOrders(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create({
            "name": "P1", "list_price": 80.0, "type": "service", "invoice_policy": "order"})
        cls.customer = cls.env["res.partner"].create({"name": "Client Alpha"})
        cls.draft, cls.sent, cls.order, cls.given_up, cls.refused, cls.called_off = cls.env["sale.order"].create([{
            "partner_id": cls.customer.id, "order_line": [(0, 0, {"product_id": cls.product.id, "price_unit": 300.0})],
        }] * 6)
        cls._commit_chatter()
        cls.sent.action_quotation_sent()
        (cls.order + cls.given_up + cls.called_off).action_confirm()
        cls._commit_chatter()
        cls.given_up._create_invoices().button_cancel()
        cls.given_up._action_cancel()
        cls.refused._action_cancel()
        cls.called_off._action_cancel()
        cls.orders = cls.draft + cls.sent + cls.order + cls.given_up + cls.refused + cls.called_off

    @classmethod
    def _commit_chatter(cls):
        """What a commit does: the chatter tells what changed since the last one."""
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    def _make_again(self, *names):
        """Drop columns as before the installation, and let the model make them as at the installation."""
        self.env.flush_all()
        for name in names:
            self.env.cr.execute(SQL("ALTER TABLE sale_order DROP COLUMN %s CASCADE", SQL.identifier(name)))
        self.env["sale.order"]._make_egg_columns()
        self.env.invalidate_all()

    def test_what_was_confirmed_is_an_order(self):
        """PRO-02: an order of before is an order, found under Orders and not confirmed again; a quote is a quote."""
        self._make_again("egg_kind")
        kinds = [(self.draft, "quote"), (self.sent, "quote"), (self.order, "order"), (self.given_up, "order"),
                 (self.refused, "quote"),
                 (self.called_off, "order")]
        for document, kind in kinds:
            self.assertEqual(document.egg_kind, kind, document.state)
        self.assertEqual(self.called_off._get_egg_print_heading(), "Order")

    def test_statuses_and_dates_are_those_of_the_computation(self):
        """PRO-02: what SQL says of an old document is what the computation would say."""
        names = [name for name in ("egg_state", "egg_followup_base_date", "egg_print_layout")
                 if name in self.orders._fields]
        expected = self.orders.read(names)
        self._make_again(*names)
        self.assertEqual(self.orders.read(names), expected)

    def test_validity_stays(self):
        """PRO-02: the validity of a quote of before stays when the column of the rule is made."""
        self.draft.validity_date = "2027-03-31"
        self._make_again("egg_validity_rule_date")
        self.assertEqual(str(self.draft.validity_date), "2027-03-31")

    def test_numbers_used_twice_stay_and_are_named(self):
        """PRO-02, DOC-07: two old documents of one number stay, the set-up list names it,
        and nobody can use the number again.
        """
        rule = self.env["sale.order"]._table_objects["sale_order_egg_number_per_company"]
        self.env.flush_all()
        self.env.cr.execute(SQL("DROP INDEX %s", SQL.identifier(rule.full_name(self.order))))
        self.env.cr.execute("UPDATE sale_order SET name = %s WHERE id = %s", [self.order.name, self.draft.id])
        self._make_again("egg_is_number_twice")
        rule.apply_to_database(self.order)
        texts = [text for check in self.env.company._get_egg_setup_checks() for text in check.missing]
        self.assertTrue(any(self.order.name in text for text in texts), texts)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.sent.name = self.order.name
            self.env.flush_all()
        self.env.invalidate_all()
        second = max(self.order, self.draft, key=lambda one: one.id)
        second.name = "S-RENAMED"
        self.assertFalse(second.egg_is_number_twice)
