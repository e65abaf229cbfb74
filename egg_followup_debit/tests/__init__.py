from .entry import test_refused_debits
from .entry import test_proposed_debits
