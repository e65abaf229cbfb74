from . import test_core_portal, test_core_typed
from .pay import test_debits, test_page, test_payment, test_stripe, test_twice
