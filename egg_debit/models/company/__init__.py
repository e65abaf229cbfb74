from . import egg_home, res_company, res_config_settings
