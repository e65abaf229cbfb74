from . import test_core_reminder
from .event import test_calendar_event
from .event import test_series
from .event import test_tour_planning
