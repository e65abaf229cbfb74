from .chain import test_deal
