from . import test_product_quick
