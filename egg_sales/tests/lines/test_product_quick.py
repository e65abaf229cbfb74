from odoo.addons.egg_billing.tests.lines import test_product_quick
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestSalespersonsProduct(test_product_quick.TestProductQuick):
    """SCR-04: salespeople too."""

    group = "sales_team.group_sale_salesman"
