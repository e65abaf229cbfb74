from . import test_core_schedule
from . import test_schedule
