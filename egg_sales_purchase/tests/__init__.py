from . import test_supplier_order
