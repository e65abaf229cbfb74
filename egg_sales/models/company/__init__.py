from . import egg_first_use
from . import res_company
from . import res_config_settings
