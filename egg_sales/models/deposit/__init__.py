from . import egg_deposit_receipt
from . import egg_deposit_receipt_line
from . import sale_order
from . import sale_order_line
from . import account_move
from . import account_move_line
from . import sale_advance_payment_inv
from . import ir_actions_report
