from . import egg_followup_text_mixin
from . import egg_followup_run
from . import egg_followup_message
from . import res_partner
from . import account_move_line
