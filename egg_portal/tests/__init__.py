from . import test_core_portal
from .pay import test_debits, test_page, test_payment, test_stripe, test_twice
