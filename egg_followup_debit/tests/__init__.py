from .entry import test_refused_debits
