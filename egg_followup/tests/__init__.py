from . import test_core_followup
from . import test_run
from . import test_documents
from . import test_rights
from . import test_tour_followup
from . import test_windows
from . import test_abroad
