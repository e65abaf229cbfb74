from . import egg_print_default
from . import sale_order
from . import ir_actions_report
