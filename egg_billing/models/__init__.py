from . import account_move, account_move_line, egg_document_mixin, egg_payment_mode, res_company, res_config_settings
from . import egg_print_options
from . import egg_print_default
from . import egg_document_profile
from . import egg_condition_text
from . import res_company_print
from . import egg_print_mixin
from . import account_move_print
from . import account_move_line_print
from . import ir_actions_report
from . import res_config_settings_print
