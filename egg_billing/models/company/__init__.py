from . import res_company
from . import res_config_settings
from . import ir_module_module
from . import res_partner_bank
from . import egg_setup_list
from . import egg_home
