from . import account_move
from . import res_company
from . import account_move_line
from . import account_payment_register
from . import account_partial_reconcile
from . import account_full_reconcile
from . import account_move_send
from . import res_partner
