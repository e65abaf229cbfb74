from . import account_move, account_move_line, egg_document_mixin, egg_payment_mode, res_company, res_config_settings
