from . import egg_followup_link
from . import egg_followup_entry
from . import egg_followup_shift
from . import egg_followup_target
from . import egg_followup_document
from . import account_move
from . import account_move_line
from . import account_move_send
