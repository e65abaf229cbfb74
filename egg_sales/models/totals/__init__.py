from . import egg_order_line_third_party_tax
from . import sale_order
from . import account_move
from . import sale_advance_payment_inv
from . import sale_order_line
from . import account_move_line
from . import account_invoice_report
