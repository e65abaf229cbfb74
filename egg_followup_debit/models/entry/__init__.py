from . import egg_followup_document
from . import account_move_line
