from . import test_core_schedule
from . import test_core_print
from . import test_print_invoice
from . import test_print_conditions
from . import test_legal_mentions
from . import test_core_positions
