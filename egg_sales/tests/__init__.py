from . import test_totals
from . import test_totals_chain
