from . import test_core_collection
