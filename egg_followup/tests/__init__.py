from . import test_core_followup
from . import test_rights
from .bulk import test_tour_bulk
from .entry import test_documents
from .entry import test_windows
from .run import test_corners
from .run import test_run
from . import test_abroad
