from .sent import test_sent
