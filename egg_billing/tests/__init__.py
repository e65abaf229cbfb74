from . import test_core_schedule
