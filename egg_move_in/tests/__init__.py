from . import test_core_cells, test_core_series, test_core_sheet, test_core_total
from .move import test_files, test_lists, test_money, test_move, test_rights
