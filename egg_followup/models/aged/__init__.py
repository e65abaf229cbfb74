from . import egg_aged_item
from . import res_company
from . import res_config_settings
