from . import mail_thread
from . import res_partner
from . import res_company
from . import egg_followup_message
