from . import test_totals
from . import test_print_order
