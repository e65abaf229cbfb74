from . import egg_followup_rate
from . import res_company
from . import account_move
