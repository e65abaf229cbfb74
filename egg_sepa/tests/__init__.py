from . import test_core_collection
from .collection import test_collection, test_credits
from .company import test_company
from .returns import test_listed, test_return
from .retry import test_retry
from . import test_abroad
from . import test_core_preflight
from . import test_core_returns
