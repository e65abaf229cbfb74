from .platform import test_platform
