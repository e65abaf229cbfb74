from . import egg_agenda_mixin
from . import egg_map_mixin
from . import egg_from_event_mixin
from . import account_move
from . import calendar_event
from . import ir_model
from . import res_partner
from . import egg_parent_choice
