from . import test_core_followup
