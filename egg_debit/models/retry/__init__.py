from . import egg_debit_retry
from . import account_move_line
from . import res_company
