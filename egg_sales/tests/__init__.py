from . import test_schedule
