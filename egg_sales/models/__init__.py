from . import sale_order
from . import sale_order_schedule
from . import sale_order_payment
from . import sale_order_deposit
from . import account_move_order_payment
from . import account_payment_order
from . import egg_deposit_receipt
