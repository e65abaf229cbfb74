from . import egg_event_type
from . import calendar_event
from . import calendar_recurrence
from . import calendar_popover_delete_wizard
