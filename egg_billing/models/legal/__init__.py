from . import egg_legal_mention
from . import egg_legal_text
from . import res_company
from . import res_partner
from . import account_fiscal_position
from . import account_move
