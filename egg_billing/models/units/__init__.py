from . import egg_line_unit_mixin
from . import account_move_line
