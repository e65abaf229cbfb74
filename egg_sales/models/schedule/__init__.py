from . import egg_order_schedule_line
from . import sale_order
