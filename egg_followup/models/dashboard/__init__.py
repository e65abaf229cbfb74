from . import account_move_line
from . import egg_paid_item
from . import egg_customer_dashboard
