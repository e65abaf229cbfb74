from . import test_core_calls
from .task import test_calls
