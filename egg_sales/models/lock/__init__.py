from . import sale_order
from . import egg_agreed_part_mixin
from . import sale_order_line
from . import egg_order_schedule_line
from . import egg_order_line_third_party_tax
from . import payment_transaction
