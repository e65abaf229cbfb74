from .document import test_sale_order
