from . import account_move
from . import egg_followup_message
from . import egg_recovery_file
from . import res_partner
