from . import test_core_camt, test_core_cfonb, test_core_fits, test_core_laws, test_core_match, test_core_ofx
from . import test_core_readers, test_core_same, test_core_table, test_core_words
from . import test_core_collected
from .received import test_booking, test_import, test_rights
