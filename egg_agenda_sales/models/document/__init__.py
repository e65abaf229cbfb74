from . import calendar_event
from . import sale_order
