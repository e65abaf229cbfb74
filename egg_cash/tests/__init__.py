from . import test_core_laws, test_core_match, test_core_readers
from .received import test_booking, test_import, test_rights
