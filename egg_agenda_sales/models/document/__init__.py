from . import calendar_event
from . import sale_order
from . import egg_parent_choice
