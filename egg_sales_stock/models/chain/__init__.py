from . import account_move
from . import sale_order
from . import sale_order_line
from . import stock_forecasted
from . import stock_move
from . import stock_picking
from . import egg_parent_choice
from . import res_partner
