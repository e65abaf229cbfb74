from . import test_rights
from .bulk import test_tour_bulk
from .entry import test_sale_order
from .run import test_run
from .run import test_answered
from .run import test_daily_rights
from .run import test_statement_rights
