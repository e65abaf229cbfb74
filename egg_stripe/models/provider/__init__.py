from . import payment_provider, res_company, res_config_settings
