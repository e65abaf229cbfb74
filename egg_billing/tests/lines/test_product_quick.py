from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common_print import EggPrintCase


@tagged("post_install", "-at_install")
class TestProductQuick(EggPrintCase):
    """SCR-04: whoever makes documents makes a product of name, price, kind and VAT, and nothing else of it."""

    group = "account.group_account_invoice"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maker = new_test_user(cls.env, "quick_maker", cls.group)

    def quick(self, user=None, context=None, **values):
        wizard = self.env["egg.product.quick"].with_user(user or self.maker).with_context(**(context or {}))
        return wizard.create({"name": "Roof", "price": 12.5, **values})

    def test_a_product_is_made_once(self):
        wizard = self.quick(kind="consu", tax_id=self.vat_20.id)
        product = self.env["product.product"].browse(wizard.create_product())
        self.assertEqual((product.name, product.list_price, product.type, product.taxes_id),
                         ("Roof", 12.5, "consu", self.vat_20))
        self.assertEqual(wizard.create_product(), product.id, "pressed twice")
        self.assertEqual(product.create_uid, self.maker)

    def test_nothing_else_is_taken(self):
        """A client says whatever it likes in its context and in its values."""
        context = {"default_standard_price": 99.0, "default_sale_ok": False, "default_type": "combo",
                   "default_default_code": "X"}
        product = self.env["product.product"].browse(self.quick(context=context).create_product())
        self.assertEqual((product.standard_price, product.sale_ok, product.type, product.default_code),
                         (0.0, True, "service", False))
        for values in ({"standard_price": 3.0}, {"kind": "combo"}):
            with self.assertRaises(ValueError):
                self.quick(**values)
        with self.assertRaises(AccessError):
            product.with_user(self.maker).list_price = 3.0
        with self.assertRaises(AccessError):
            self.env["product.product"].with_user(self.maker).create({"name": "By another way"})

    def test_bad_values(self):
        purchase = self.vat_20.copy({"type_tax_use": "purchase", "name": "Bought"})
        for values in ({"name": "  "}, {"price": -1}, {"tax_id": purchase.id}):
            with self.assertRaises(UserError):
                self.quick(**values).create_product()

    def test_others_may_not(self):
        other = new_test_user(self.env, "quick_other", "base.group_user")
        wizard = self.quick()
        with self.assertRaises(AccessError):
            self.quick(user=other)
        for user in (other, new_test_user(self.env, "quick_peer", self.group)):
            with self.assertRaises(AccessError):
                wizard.with_user(user).create_product()
