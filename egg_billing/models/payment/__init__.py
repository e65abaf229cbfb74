from . import egg_payment_mode
from . import egg_payment_mixin
from . import egg_payment_followup
from . import account_move_line
from . import account_bank_statement_line, account_move
from . import account_payment
from . import account_move_entry
from . import account_move_line_entry
from . import res_company
from . import res_partner
