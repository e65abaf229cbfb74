from . import test_core_sms
from .channel import test_sms
