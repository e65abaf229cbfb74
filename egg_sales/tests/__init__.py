from . import test_totals
from . import test_print_order
from . import test_header
from . import test_totals_chain
