from . import egg_line_layout_mixin
from . import egg_line_position_mixin
from . import egg_position_mixin
from . import egg_line_availability_mixin
from . import egg_sync_mixin
from . import egg_line_sync_mixin
from . import account_move_line
from . import account_move
