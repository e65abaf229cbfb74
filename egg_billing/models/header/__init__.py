from . import egg_address_mixin
from . import egg_frozen_mixin
from . import res_company
from . import account_move
from . import res_partner
