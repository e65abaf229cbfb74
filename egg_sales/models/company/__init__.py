from . import egg_first_use
from . import egg_home
from . import res_company
from . import res_config_settings
