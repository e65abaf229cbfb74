from odoo.tests import tagged

from ..common import EggSalesCase

UNIT, DISCOUNT = "uom.group_uom", "sale.group_discount_per_so_line"


@tagged("post_install", "-at_install")
class TestColumns(EggSalesCase):
    """Columns of the lines that stand behind settings of Odoo."""

    def hide(self):
        for name in (UNIT, DISCOUNT):
            self.env.ref("base.group_user")._remove_group(self.env.ref(name))

    def has(self):
        users = self.env.ref("base.group_user")
        return [self.env.ref(name) in users.all_implied_ids for name in (UNIT, DISCOUNT)]

    def test_a_fresh_set_up_shows_unit_and_discount(self):
        """SCR-05, LIN-08: both are there after the installation of a database without documents, for all users; nothing
        is left to do.
        """
        self.assertEqual(self.has(), [True, True])
        self.assertFalse(self.company._get_egg_hidden_columns())
        self.assertTrue(self.company._find_egg_setup_columns().is_done)

    def test_a_firm_with_documents_is_not_surprised(self):
        """SCR-05, PRO-12: where documents are, the installation switches nothing on; the set-up list says where to."""
        self.hide()
        self.assertTrue(self.env["res.company"]._is_egg_blank_database())
        order = self.make_order()
        self.assertFalse(self.env["res.company"]._is_egg_blank_database())
        order.unlink()
        self.make_invoice()
        self.assertFalse(self.env["res.company"]._is_egg_blank_database())
        check = self.company._find_egg_setup_columns()
        self.assertEqual((check.is_done, check.optional, len(check.missing)), (False, True, 2))
        settings = self.env["res.config.settings"].create({"group_uom": True, "group_discount_per_so_line": True})
        settings.execute()
        self.assertTrue(self.company._find_egg_setup_columns().is_done)

    def test_all_readers_get_the_same_paper(self):
        """SCR-05, SCR-11: the column of units is printed whoever prints, a customer in the portal too."""
        order = self.make_order()
        public = order.with_user(self.env.ref("base.public_user")).sudo()
        self.assertIn("unit", [column.name for column in public._get_egg_wanted_columns([])])
        self.hide()
        self.assertNotIn("unit", [column.name for column in order._get_egg_wanted_columns([])])
