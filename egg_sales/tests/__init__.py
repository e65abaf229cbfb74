from . import test_schedule
from . import test_totals
from . import test_document_state
from . import test_chain
from . import test_document_map
from . import test_print_order
from . import test_header
from . import test_totals_chain
from . import test_documents_tour

from . import test_totals_einvoice
from . import test_totals_laws
from . import test_totals_access
from . import test_lines
from . import test_lines_tour
from . import test_deposits
from . import test_deposits_companies
from . import test_portal_payment
