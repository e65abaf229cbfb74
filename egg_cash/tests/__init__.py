from . import test_core_collected, test_core_laws, test_core_match, test_core_readers, test_core_same
from .received import test_booking, test_import, test_rights
