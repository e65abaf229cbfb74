from . import test_core_reminder
from . import test_agenda
from . import test_planning_tour
