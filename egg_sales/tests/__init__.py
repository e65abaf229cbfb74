from . import test_schedule
from . import test_totals
from . import test_header
from . import test_totals_chain
