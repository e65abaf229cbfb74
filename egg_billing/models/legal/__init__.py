from . import egg_legal_mention
from . import res_company
from . import account_move
