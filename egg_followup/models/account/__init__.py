from . import account_move
from . import account_move_line
from . import mail_message
from . import res_partner
