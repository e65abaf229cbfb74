from . import test_core_credit, test_core_debit
from .bank import test_bank
from .claim import test_claim
from .company import test_company
from .due_item import test_payment
from .mandate import test_mandate, test_portal, test_takeover
from . import test_core_due_item
from .retry import test_core_retry
