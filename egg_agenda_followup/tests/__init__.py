from . import test_core_calls
from . import test_calls
