from . import egg_event_type
from . import calendar_event
