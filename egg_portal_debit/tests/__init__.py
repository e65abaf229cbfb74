from . import test_core_signing
from .signing import test_refusals, test_signing
