from . import test_totals
from . import test_header
from . import test_totals_chain
from . import test_lines
