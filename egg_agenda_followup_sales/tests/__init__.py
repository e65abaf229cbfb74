from .task import test_calls
