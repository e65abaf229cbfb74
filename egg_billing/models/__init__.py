from . import egg_document_mixin
from . import egg_payment_mode
from . import account_move
from . import account_move_line
from . import res_company
from . import res_config_settings
