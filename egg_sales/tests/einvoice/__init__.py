from . import test_official_rules
