from .chain import test_supplier_order
