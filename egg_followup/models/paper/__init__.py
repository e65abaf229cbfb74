from . import egg_followup_message, res_company, res_config_settings
