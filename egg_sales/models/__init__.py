from . import sale_order
from . import sale_order_print
from . import ir_actions_report
from . import sale_order_totals
from . import sale_order_header
