from . import egg_schedule_line_mixin
from . import egg_schedule_mixin
from . import egg_schedule_row_mixin
from . import egg_payment_condition
from . import egg_payment_condition_line
from . import egg_move_schedule_line
from . import account_move
from . import account_move_line
